using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Hub.EndToEnd.Tests;

/// <summary>A web client reads a customer while reads and writes of customers stand at different sides.</summary>
public sealed class ReadingOwnWrites : OnTheDemo
{
    [Theory]
    [InlineData("customers.update", "customers.get")]
    [InlineData("customers.get", "customers.update")]
    public async Task Each_read_shows_the_write_before_it(string atNew, string atLegacy)
    {
        await Hub.ShiftAsync(atNew, "new");
        (await Hub.GetAsync($"/hub/api/routes/{atLegacy}")).GetProperty("stage").GetString().ShouldBe("legacy");
        for (var n = 0; n < 20; n++)
        {
            var customer = (await Client.GetFromJsonAsync<JsonObject>("/api/customers/C-1005"))!;
            customer["note"] = $"note {n}";
            using var answer = await Client.PutAsJsonAsync("/api/customers/C-1005", customer);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
            customer = (await Client.GetFromJsonAsync<JsonObject>("/api/customers/C-1005"))!;
            customer["note"]!.GetValue<string>().ShouldBe($"note {n}");
        }
    }

    [Fact]
    public async Task A_customer_that_was_just_made_is_found_on_the_side_that_has_it()
    {
        await Hub.ShiftAsync("customers.create", "new");
        for (var n = 0; n < 5; n++)
        {
            var customer = (await Client.GetFromJsonAsync<JsonObject>("/api/customers/C-1006"))!;
            customer["name"] = $"Ida {n}";
            customer.Remove("id");
            customer.Remove("externalReference");
            using var made = await Client.PostAsJsonAsync("/api/customers", customer);
            made.StatusCode.ShouldBe(HttpStatusCode.Created, await made.Content.ReadAsStringAsync());
            (await Client.GetFromJsonAsync<JsonObject>(made.Headers.Location))!["name"]!.GetValue<string>().ShouldBe($"Ida {n}");
        }
    }
}
