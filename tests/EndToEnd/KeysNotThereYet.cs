using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Hub.Tests;

namespace Hub.EndToEnd.Tests;

/// <summary>A customer was made on the new side, and the CRM does not have him yet.</summary>
public sealed class KeysNotThereYet : OnTheDemo
{
    [Fact]
    public async Task No_old_system_is_told_of_a_key_that_it_does_not_know()
    {
        await Hub.ShiftAsync("customers.create", "new");
        await BehaveAsync("fail");
        using var made = await Client.PostAsJsonAsync("/api/customers", new
        {
            name = "Nina Neumann", status = "prospect", creditLimit = (decimal?)null, phones = Array.Empty<object>(),
            addresses = Array.Empty<object>(),
        });
        made.StatusCode.ShouldBe(HttpStatusCode.Created, await made.Content.ReadAsStringAsync());
        var id = (await made.Content.ReadFromJsonAsync<JsonObject>())!["id"]!.GetValue<string>();

        using var early = await PlaceAsync(id);
        early.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable, await early.Content.ReadAsStringAsync());
        early.Headers.RetryAfter.ShouldNotBeNull();
        (await early.Content.ReadAsStringAsync()).ShouldContain("does not have it yet");

        await BehaveAsync("normal");
        await Eventually.HoldsAsync("the order to be placed", async () =>
        {
            using var placed = await PlaceAsync(id);
            return placed.StatusCode == HttpStatusCode.Created
                && (await placed.Content.ReadFromJsonAsync<JsonObject>())!["customerId"]!.GetValue<string>() == id;
        });
    }

    private Task<HttpResponseMessage> PlaceAsync(string customer) => Client.PostAsJsonAsync(
        "/api/orders", new { customerId = customer, lines = new[] { new { sku = "P-2001", quantity = 1 } } });
}
