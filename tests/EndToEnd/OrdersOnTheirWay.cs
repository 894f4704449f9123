using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Hub.Tests;

namespace Hub.EndToEnd.Tests;

/// <summary>An order goes on, on whichever side owns it, and the other side hears of it.</summary>
public sealed class OrdersOnTheirWay : OnTheDemo
{
    [Fact]
    public async Task An_order_that_was_placed_at_legacy_is_confirmed_at_new_and_shipped_at_legacy_again()
    {
        using var placed = await Client.PostAsJsonAsync(
            "/api/orders", new { customerId = "C-1003", lines = new[] { new { sku = "P-2003", quantity = 1 } } });
        placed.StatusCode.ShouldBe(HttpStatusCode.Created);
        var path = placed.Headers.Location!.OriginalString;

        await Hub.ShiftAsync("orders.place", "new");
        await StepAsync(path, "confirm", "new", "released");
        // Reads are still the ERP's.
        await Eventually.HoldsAsync("the ERP to have it confirmed", async () => await StatusAsync(path) == "released");

        await Hub.RollbackAsync("orders.place");
        await StepAsync(path, "ship", "legacy", "shipped");
        await Hub.ShiftAsync("orders.get", "new");
        await Eventually.HoldsAsync("the service to have it shipped", async () => await StatusAsync(path) == "shipped");
        using var refused = await Client.PostAsync($"{path}/cancel", content: null);
        refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await Hub.GetAsync("/hub/api/sync/parked")).GetArrayLength().ShouldBe(0);
        (await Hub.GetAsync("/hub/api/sync/conflicts")).GetArrayLength().ShouldBe(0);
    }

    private async Task StepAsync(string path, string act, string side, string status)
    {
        using var answer = await Client.PostAsync($"{path}/{act}", content: null);
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        answer.Headers.GetValues("X-Hub-Side").ShouldBe([side]);
        JsonElement.Parse(text).GetProperty("status").GetString().ShouldBe(status);
    }

    private async Task<string?> StatusAsync(string path) =>
        (await Client.GetFromJsonAsync<JsonElement>(path)).GetProperty("status").GetString();
}
