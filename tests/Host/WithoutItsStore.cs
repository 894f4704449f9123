using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Hub.Tests;
using Hub.Tests.Processes;
using Hub.Tests.Servers;

namespace Hub.Host.Tests;

/// <summary>A facade that is started while its store is out of reach.</summary>
public sealed class WithoutItsStore : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private PostgresServer _server = null!;
    private StreamingSide _side = null!;
    private Dictionary<string, string?> _store = null!;

    public async ValueTask InitializeAsync()
    {
        PostgresServer.SkipIfMissing();
        _server = await PostgresServer.StartAsync();
        _store = new() { ["HUB_STORE"] = await _server.CreateDatabaseAsync() };
        _side = await StreamingSide.StartAsync();
        Directory.CreateDirectory(_folder.File("plan/capabilities"));
        await File.WriteAllTextAsync(_folder.File("plan/hub.yaml"), "expose: true");
        await File.WriteAllTextAsync(_folder.File("plan/capabilities/things.yaml"), $$"""
            capability: things
            owner: thing-team
            sides: { legacy: {{_side.Address}}, new: {{_side.Address}} }
            routes:
              things.get: GET /api/things
              things.post: POST /api/things
            """);
    }

    public async ValueTask DisposeAsync()
    {
        if (_side is not null)
            await _side.DisposeAsync();
        if (_server is not null)
            await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task It_serves_the_revision_it_knew_last_says_so_and_follows_when_the_store_is_back()
    {
        var (first, address) = await StartAsync();
        await using (first)
        {
            await ShiftAsync(address, "new");
            await Eventually.HoldsAsync("revision 2 to be kept", async () =>
                (await File.ReadAllTextAsync(_folder.File("data/last-served.json")))
                    .StartsWith("{\"Revision\":2,", StringComparison.Ordinal));
            await first.KillAsync();
        }

        await _server.StopAsync();
        var (second, again) = await StartAsync();
        await using var hub = second;
        using var client = new HttpClient { BaseAddress = again };
        (await client.GetStringAsync("/hub/health/ready"))
            .ShouldBe("ready, but cut off from the store; serves revision 2, the last it knew");
        using (var read = await client.GetAsync("/api/things"))
        {
            read.StatusCode.ShouldBe(HttpStatusCode.OK);
            (read.Headers.GetValues("X-Hub-Side").Single(), read.Headers.GetValues("X-Hub-Revision").Single())
                .ShouldBe(("new", "2"));
        }

        (await client.PostAsync("/api/things", new StringContent("x"))).StatusCode
            .ShouldBe(HttpStatusCode.OK, "a write of no linked route");
        await _server.RestartAsync();
        await Eventually.HoldsAsync(
            "the store to be back", async () => await client.GetStringAsync("/hub/health/ready") == "ready");
        await ShiftAsync(again, "legacy");
        using var followed = await client.GetAsync("/api/things");
        followed.Headers.GetValues("X-Hub-Revision").Single().ShouldBe("3");
    }

    [Fact]
    public async Task Whoever_runs_more_than_a_facade_needs_the_store_and_says_so()
    {
        await _server.StopAsync();
        var result = await HubCommand.RunAsync(
            _store, "up", "--plan", _folder.File("plan"), "--data", _folder.File("other"), "--no-demo",
            "--roles", "facade,services");
        result.ExitCode.ShouldBe(1);
        result.Errors.ShouldContain("Only a process with role facade alone starts without it");
    }

    private async Task<(RunningProgram Program, Uri Address)> StartAsync()
    {
        var program = RunningProgram.Start(
            "dotnet",
            [
                Repository.HubProgram, "up", "--plan", _folder.File("plan"), "--data", _folder.File("data"),
                "--urls", "http://127.0.0.1:0", "--no-demo", "--roles", "facade",
            ],
            _store);
        var facade = await program.LineAsync(
            "the facade's address", l => l.TrimStart().StartsWith("facade ", StringComparison.Ordinal));
        return (program, new Uri(facade.Trim().Split(' ')[^1]));
    }

    private async Task ShiftAsync(Uri address, string stage)
    {
        using var admin = new HttpClient { BaseAddress = address };
        admin.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer", (await File.ReadAllTextAsync(_folder.File("data/admin.token"))).Trim());
        using var response = await admin.PostAsJsonAsync("/hub/api/routes/things.get/shift", new { stage, reason = "test" });
        response.IsSuccessStatusCode.ShouldBeTrue(await response.Content.ReadAsStringAsync());
    }
}
