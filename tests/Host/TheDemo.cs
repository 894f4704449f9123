using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Hub.Tests;

namespace Hub.Host.Tests;

/// <summary><c>./hub up</c> as a person meets it, landscape and all: what changes or ends it, with one for each test.</summary>
public sealed class TheDemo : IAsyncLifetime
{
    private readonly RunningDemo _demo = new();

    public ValueTask InitializeAsync() => _demo.InitializeAsync();

    public ValueTask DisposeAsync() => _demo.DisposeAsync();

    [Fact]
    public async Task It_answers_clean_JSON_from_a_SOAP_ERP_and_moves_a_route_by_command()
    {
        using var client = new HttpClient { BaseAddress = new Uri(_demo.Url) };
        var product = await client.GetFromJsonAsync<JsonElement>("/api/products/P-2001");
        product.GetProperty("id").GetString().ShouldBe("P-2001");
        (await client.GetFromJsonAsync<JsonElement>("/api/orders/O-3001")).GetProperty("lines").GetArrayLength().ShouldBe(1);
        (await SideAsync(client)).ShouldBe("legacy");

        await Eventually.HoldsAsync("a dry run that finds both ways caught up", async () =>
            (await _demo.RunAsync("shift", "orders.place", "--to", "new", "--dry-run")).Output.Split('\n')
                .Count(l => l.StartsWith("  caught up ", StringComparison.Ordinal)
                    && l.EndsWith(": caught up", StringComparison.Ordinal)) == 2);
        (await _demo.RunAsync("shift", "orders.place", "--to", "new", "--reason", "go")).Output
            .ShouldContain("orders.place: legacy → new");
        (await _demo.RunAsync("nodes")).Output.ShouldContain("facade, adapters, sync, services");
        (await SideAsync(client)).ShouldBe("new");
        (await _demo.RunAsync("rollback", "orders.place", "--reason", "back")).Output.ShouldMatch(
            "orders.place: new → legacy.*\nMoved with it, .*: orders.confirm, orders.ship, orders.cancel.\n"
            + "(  (hold|drained|caught up|owner|way back) .*\n){5}"
            + "Served by 1 node within [0-9]+ ms.\n"
            + "The side it left is drained, within [0-9]+ ms.");
        (await SideAsync(client)).ShouldBe("legacy");

        var routes = JsonElement.Parse((await _demo.RunAsync("routes", "--json")).Output);
        var traffic = routes.GetProperty("routes").EnumerateArray()
            .Single(r => r.GetProperty("id").GetString() == "orders.place").GetProperty("traffic");
        (traffic.GetProperty("legacy").GetInt64(), traffic.GetProperty("new").GetInt64()).ShouldBe((2, 1));
        (await _demo.RunAsync("routes")).Output.ShouldContain("orders.place");
        (await _demo.RunAsync("audit")).Output.ShouldContain("rollback");
        (await _demo.RunAsync("audit", "verify")).Output.ShouldContain("whole");
        (await _demo.RunAsync("sync", "status")).Output.ShouldContain("service:orders");
        (await _demo.RunAsync("sync", "waiting", "--json")).Output.Trim().ShouldBe("[]");
        await _demo.RunAsync("sync", "waiting");
    }

    [Fact]
    public async Task A_shift_is_tried_before_it_is_made_and_revisions_tell_what_it_changed()
    {
        using var client = new HttpClient { BaseAddress = new Uri(_demo.Url) };
        using var order = new HttpRequestMessage(HttpMethod.Get, "/api/orders/O-3001")
        {
            Headers = { { "X-Customer-Id", "C-1001" } },
        };
        (await client.SendAsync(order)).EnsureSuccessStatusCode();
        string[] shift = ["shift", "orders.get", "--to", "canary", "--percent", "0", "--user", "C-1001"];
        (await _demo.RunAsync([.. shift, "--dry-run"])).Output
            .ShouldContain("would move  1 to the new side, 0 to the legacy side, of 1 cohort key");
        (await _demo.RunAsync([.. shift, "--reason", "a friend"])).Output
            .ShouldContain("orders.get: legacy → canary 0 % + 1 user");
        (await _demo.RunAsync("routes")).Output.ShouldContain("canary 0 % + 1 user");
        (await _demo.RunAsync("revisions")).Output.ShouldMatch("orders.get → canary 0 % \\+ 1 user .*a friend");
        (await _demo.RunAsync("revisions", "diff", "1", "2")).Output.ShouldContain("orders.get: legacy → canary 0 % + 1 user");
        (await _demo.FailAsync("shift", "orders.get", "--to", "new", "--reason", "x", "--expected-revision", "1"))
            .ShouldContain("Since then: orders.get legacy → canary 0 % + 1 user by admin");
        (await _demo.RunAsync("plan", "diff", "--capability", "orders")).Output.ShouldContain("Nothing differs.");
    }

    [Fact]
    public async Task Ctrl_C_stops_it_cleanly_and_the_landscape_with_it()
    {
        _demo.Hub.Interrupt();
        (await _demo.Hub.ExitAsync()).ShouldBe(0);
        _demo.Hub.Text.ShouldContain("Stopped.");
        await ErpIsGoneAsync();
    }

    [Fact]
    public async Task A_killed_hub_leaves_no_landscape_behind()
    {
        await _demo.Hub.KillAsync();
        await ErpIsGoneAsync();
    }

    private async Task ErpIsGoneAsync()
    {
        using var client = new HttpClient();
        await Eventually.HoldsAsync("the ERP to be gone", async () =>
        {
            try
            {
                await client.GetAsync(new Uri(_demo.Erp + "/erp/about"));
                return false;
            }
            catch (HttpRequestException)
            {
                return true;
            }
        });
    }

    private static async Task<string> SideAsync(HttpClient client)
    {
        using var response = await client.PostAsJsonAsync(
            "/api/orders", new { customerId = "C-1001", lines = new[] { new { sku = "P-2001", quantity = 1 } } });
        response.StatusCode.ShouldBe(HttpStatusCode.Created, await response.Content.ReadAsStringAsync());
        return response.Headers.GetValues("X-Hub-Side").Single();
    }
}
