using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Hub.Tests;
using Hub.Tests.Processes;
using Microsoft.Data.Sqlite;

namespace Hub.EndToEnd.Tests;

/// <summary>
/// Records that belong together and live in three systems: they are the same on both sides, under the keys that are theirs there.
/// </summary>
public sealed class TheWholeLandscape : OnTheDemo
{
    private protected override Task PrepareAsync() => CaughtUpAsync();

    [Fact]
    public async Task Every_customer_reads_alike_on_both_sides_down_to_the_entity_tag()
    {
        var ids = Enumerable.Range(1001, 50).Select(n => $"C-{n}").ToList();
        var legacy = await ReadAsync(ids);
        await Hub.ShiftAsync("customers.get", "new");
        var @new = await ReadAsync(ids);
        foreach (var id in ids)
        {
            JsonElement.DeepEquals(legacy[id].Customer, @new[id].Customer)
                .ShouldBeTrue($"{legacy[id].Customer}\n{@new[id].Customer}");
            @new[id].Tag.ShouldBe(legacy[id].Tag);
        }
    }

    [Fact]
    public async Task A_customer_made_on_the_new_side_is_in_the_CRM_under_its_number_and_his_order_in_the_ERP_names_that_number()
    {
        await Hub.ShiftAsync("customers.create", "new");
        await Hub.ShiftAsync("orders.place", "new");
        // At once, so that the order may come to sync before the customer has a number in the CRM.
        var customer = await PostAsync("/api/customers", new
        {
            name = "Bäckerei Süß & Söhne",
            status = "prospect",
            creditLimit = (decimal?)null,
            phones = Array.Empty<object>(),
            addresses = Array.Empty<object>(),
        });
        var id = customer.GetProperty("id").GetString()!;
        id.ShouldStartWith("C-5");
        var lines = new[] { new { sku = "P-2001", quantity = 2 } };
        var order = await PostAsync("/api/orders", new { customerId = id, reference = "whole-1", lines });
        order.GetProperty("customerId").GetString().ShouldBe(id);

        var number = await Eventually.GetAsync("the CRM to have him", async () =>
            (await Crm.GetFromJsonAsync<JsonElement>("/control/crm/customers")).EnumerateArray()
                .Where(c => c.GetProperty("name").GetString() == "Bäckerei Süß & Söhne")
                .Select(c => c.GetProperty("customerNo").GetString()).SingleOrDefault());
        var inErp = await Eventually.GetAsync("the ERP to have his order", async () =>
            (await Landscape.OrdersAsync())
                .Where(o => o.GetProperty("customerRef").GetString() == "whole-1")
                .Select(o => o.GetProperty("customerNo").GetString()!.Trim()).SingleOrDefault());
        inErp.ShouldBe(number);
        inErp.ShouldNotBe(id);

        await CaughtUpAsync();
        await Hub.RollbackAsync("customers.create");
        (await Client.GetFromJsonAsync<JsonElement>($"/api/customers/{id}")).GetProperty("id").GetString().ShouldBe(id);
        (await Client.GetFromJsonAsync<JsonElement>($"/api/orders/{order.GetProperty("id").GetString()}"))
            .GetProperty("customerId").GetString().ShouldBe(id);
        (await Hub.GetAsync("/hub/api/sync/parked")).GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task An_update_with_a_tag_read_before_a_shift_holds_after_it_and_comes_to_the_other_side()
    {
        using var read = await Client.GetAsync("/api/customers/C-1002");
        var customer = await read.Content.ReadFromJsonAsync<Dictionary<string, JsonElement>>();
        customer!["name"] = JsonElement.Parse("\"Holz & Bau Nord KG\"");
        await Hub.ShiftAsync("customers.update", "new");
        (await PutAsync(customer, read.Headers.ETag!)).ShouldBe(HttpStatusCode.OK);
        (await PutAsync(customer, read.Headers.ETag!)).ShouldBe(HttpStatusCode.PreconditionFailed);
        await Eventually.HoldsAsync(
            "the CRM to have the new name", async () => await NameInCrmAsync("C-1002") == "Holz & Bau Nord KG");

        var renamed = new { name = "Holz & Bau West KG" };
        (await Crm.PostAsJsonAsync("/control/crm/customers/C-1002", renamed)).EnsureSuccessStatusCode();
        await Hub.ShiftAsync("customers.get", "new");
        await Eventually.HoldsAsync("the new side to have the CRM's name", async () =>
            (await Client.GetFromJsonAsync<JsonElement>("/api/customers/C-1002")).GetProperty("name").GetString()
            == "Holz & Bau West KG");
    }

    [Fact]
    public async Task A_payment_goes_to_finance_and_its_invoice_comes_to_the_copy_with_what_is_paid()
    {
        var payment = await PostAsync(
            "/api/invoices/I-4005/payments", new { amount = 42.86m, paidOn = "2026-11-20", method = "transfer" });
        payment.GetProperty("number").GetInt32().ShouldBe(1);
        (await Client.GetFromJsonAsync<JsonElement>("/api/invoices/I-4005")).GetProperty("status").GetString()
            .ShouldBe("partlyPaid");
        var ofCustomer = await Client.GetFromJsonAsync<JsonElement>("/api/customers/C-1005/invoices");
        ofCustomer.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetString()).ShouldContain("I-4005");
        await Eventually.HoldsAsync("the copy to know of the payment", async () => await InCopyAsync("I-4005") is { } copy
            && copy.GetProperty("paid").GetDecimal() == 42.86m && copy.GetProperty("status").GetString() == "partlyPaid");
    }

    private Task CaughtUpAsync() => Eventually.HoldsAsync("every link to be caught up", async () =>
        (await Hub.GetAsync("/hub/api/sync/links")).EnumerateArray().ToList() is var links
        && links.Count == 9
        && links.TrueForAll(l => l.GetProperty("caughtUp").GetBoolean()
            && l.GetProperty("waiting").GetInt64() == 0
            && (l.GetProperty("position").ValueKind != JsonValueKind.Null
                || l.GetProperty("from").GetString()!.StartsWith("service:", StringComparison.Ordinal))));

    private async Task<Dictionary<string, (JsonElement Customer, string Tag)>> ReadAsync(IEnumerable<string> ids)
    {
        var customers = new Dictionary<string, (JsonElement, string)>();
        foreach (var id in ids)
        {
            using var answer = await Client.GetAsync($"/api/customers/{id}");
            customers[id] = (await answer.Content.ReadFromJsonAsync<JsonElement>(), answer.Headers.ETag!.Tag);
        }

        return customers;
    }

    private async Task<JsonElement> PostAsync(string path, object body)
    {
        using var answer = await Client.PostAsJsonAsync(path, body);
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private async Task<HttpStatusCode> PutAsync(object customer, EntityTagHeaderValue tag)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, "/api/customers/C-1002")
        {
            Content = JsonContent.Create(customer),
            Headers = { IfMatch = { tag } },
        };
        using var answer = await Client.SendAsync(request);
        return answer.StatusCode;
    }

    private async Task<string?> NameInCrmAsync(string number) =>
        (await Crm.GetFromJsonAsync<JsonElement>("/control/crm/customers")).EnumerateArray()
            .Single(c => c.GetProperty("customerNo").GetString() == number).GetProperty("name").GetString();

    // Zone inside: no shift leads there without a second person, so the copy is read where it is kept.
    private async Task<JsonElement?> InCopyAsync(string id)
    {
        await using var connection = new SqliteConnection(
            $"Data Source={Path.Combine(Hub.DataFolder, "invoices.db")};Mode=ReadOnly;Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT content FROM invoices WHERE id = @id";
        command.Parameters.AddWithValue("@id", id);
        return await command.ExecuteScalarAsync() is string row ? JsonElement.Parse(row) : null;
    }
}
