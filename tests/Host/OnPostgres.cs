using System.Net;
using System.Net.Http.Json;
using Hub.Tests;
using Hub.Tests.Processes;
using Hub.Tests.Servers;

namespace Hub.Host.Tests;

/// <summary>The whole hub with its state on a PostgreSQL server, which it may lose and find again.</summary>
public sealed class OnPostgres : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private PostgresServer _server = null!;
    private Landscape _landscape = null!;
    private HubUnderTest _hub = null!;

    public async ValueTask InitializeAsync()
    {
        PostgresServer.SkipIfMissing();
        _server = await PostgresServer.StartAsync();
        _landscape = await Landscape.StartAsync(_folder.File("landscape"));
        _hub = await HubUnderTest.StartAsync(
            _folder.File("data"),
            _landscape,
            new Dictionary<string, string?> { ["HUB_STORE"] = await _server.CreateDatabaseAsync() });
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var part in new IAsyncDisposable?[] { _hub, _landscape, _server })
        {
            if (part is not null)
                await part.DisposeAsync();
        }

        _folder.Dispose();
    }

    [Fact]
    public async Task It_keeps_nothing_in_files_and_goes_on_when_a_lost_store_is_back()
    {
        using var client = new HttpClient { BaseAddress = _hub.Address };
        await _hub.ShiftAsync("orders.place", "new");
        await Eventually.HoldsAsync(
            "the new side to know the product", async () => await PlaceAsync(client) == HttpStatusCode.Created);
        Directory.GetFiles(_hub.DataFolder, "*.db").ShouldBeEmpty();

        await _server.StopAsync();
        (await PlaceAsync(client)).ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await _hub.StatusAsync("/hub/api/sync/links")).ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await client.GetAsync("/api/products/P-2001")).StatusCode.ShouldBe(HttpStatusCode.OK, "who needs no store is served on");

        await Eventually.HoldsAsync(
            "the node's lease to end", async () => (await RefusalAsync(client)).Contains("cut off", StringComparison.Ordinal));

        await _server.RestartAsync();
        await Eventually.HoldsAsync(
            "the node to have its lease again", async () => await PlaceAsync(client) == HttpStatusCode.Created);
        await _hub.RollbackAsync("orders.place");
        await _hub.KillAndRestartAsync();
        (await _hub.GetAsync("/hub/api/routes/orders.place")).ToString().ShouldContain("legacy");
        (await _hub.GetAsync("/hub/api/revisions")).ToString().ShouldContain("first start");
    }

    private static async Task<string> RefusalAsync(HttpClient client)
    {
        using var answer = await client.PostAsJsonAsync("/api/orders", new { customerId = "C-1001" });
        answer.StatusCode.ShouldBeOneOf(HttpStatusCode.ServiceUnavailable, HttpStatusCode.BadRequest);
        return answer.Headers.RetryAfter is null ? "" : await answer.Content.ReadAsStringAsync();
    }

    private static async Task<HttpStatusCode> PlaceAsync(HttpClient client)
    {
        using var answer = await client.PostAsJsonAsync(
            "/api/orders", new { customerId = "C-1001", lines = new[] { new { sku = "P-2001", quantity = 1 } } });
        return answer.StatusCode;
    }
}
