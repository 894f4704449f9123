using System.Collections.Concurrent;
using System.Text.Json;
using Hub.Tests;
using Hub.Tests.Processes;
using Hub.Tests.Servers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Hub.Host.Tests;

/// <summary>
/// <c>./hub discover</c> and <c>./hub notify</c> as people meet them, on both kinds of store, with a hub that is killed.
/// </summary>
public sealed class DiscoveredAndToldByCommand : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly ConcurrentQueue<JsonElement> _told = [];
    private WebApplication _other = null!;
    private PostgresServer? _server;
    private Landscape _landscape = null!;
    private HubUnderTest? _hub;
    private volatile bool _refuses;

    private string Origin => _other.Urls.First();

    private Dictionary<string, string?> References => new()
    {
        ["HOOK"] = $"{Origin}/hook", ["SIGNING"] = "whsec_" + Convert.ToBase64String(new byte[32]),
    };

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _other = builder.Build();
        _other.MapPost("/hook", async context =>
        {
            var told = await JsonSerializer.DeserializeAsync<JsonElement>(context.Request.Body);
            if (!_refuses)
                _told.Enqueue(told);
            context.Response.StatusCode = _refuses ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status204NoContent;
        });
        _other.MapFallback(() => "fine");
        await _other.StartAsync();
        _landscape = await Landscape.StartAsync(_folder.File("landscape"));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var part in new IAsyncDisposable?[] { _hub, _landscape, _server, _other })
        {
            if (part is not null)
                await part.DisposeAsync();
        }

        _folder.Dispose();
    }

    [Theory]
    [InlineData(false), InlineData(true)]
    public async Task Paths_are_counted_over_restarts_and_routes_for_them_are_proposed_that_a_plan_takes(bool onPostgres)
    {
        await StartAsync(onPostgres);
        using (var client = new HttpClient { BaseAddress = _hub!.Address })
            for (var i = 0; i < 20; i++)
                await client.GetAsync($"/erp/reports/{i}");
        await Eventually.HoldsAsync(async () => (await RunAsync("discover")).Contains(" 20 ", StringComparison.Ordinal));
        await _hub.RestartAsync();
        (await RunAsync("discover", "--since", "1h")).ShouldContain("200: 20");
        await _hub.KillAndRestartAsync();
        (await RunAsync("discover")).ShouldContain("/erp/reports/{n}");

        var proposed = await RunAsync("discover", "--propose", "--capability", "reports");
        proposed.ShouldContain("reports.get: GET /erp/reports/{id}   # 20 requests");
        File.WriteAllText(
            _folder.File("plan/capabilities/reports.yaml"),
            $"capability: reports\nowner: report-team\nsides: {{ legacy: \"{Origin}\" }}\n{proposed}");
        (await RunAsync("plan", "check", "--plan", _folder.File("plan"))).ShouldNotBeEmpty();
        await RunAsync(
            "plan", "apply", "--plan", _folder.File("plan"), "--reason", "found", "--data", _folder.File("data"));
        (await RunAsync("discover")).ShouldContain("reports.get by now");
        (await RunAsync("discover", "--propose")).ShouldContain("# No routes to propose.");
    }

    [Theory]
    [InlineData(false), InlineData(true)]
    public async Task What_happened_before_a_kill_is_told_after_it_and_webhooks_are_tried(bool onPostgres)
    {
        await StartAsync(onPostgres);
        var tried = await RunAsync("notify", "test");
        tried.ShouldContain("delivered");
        tried.ShouldContain("${env:HOOK}");
        _told.Single().GetProperty("type").GetString().ShouldBe("hub.test");

        _refuses = true;
        await _hub!.ShiftAsync("orders.get", "canary", 5);
        await _hub.KillAndRestartAsync();
        await Eventually.HoldsAsync(async () => (await RunAsync("notify", "list", "--state", "waiting"))
            .Contains("it answered 503", StringComparison.Ordinal));
        await _hub.KillAndRestartAsync();
        _refuses = false;
        await Eventually.HoldsAsync(
            "the shift to be told",
            () => Task.FromResult(_told.Any(t => t.GetProperty("type").GetString() == "hub.shift")), 300);
        _told.Single(t => t.GetProperty("type").GetString() == "hub.shift").GetProperty("subject").GetString()
            .ShouldBe("orders.get");
        await Eventually.HoldsAsync(
            async () => !(await RunAsync("notify", "list")).Contains("waiting", StringComparison.Ordinal));
        (await RunAsync("notify", "list", "--json")).ShouldNotContain(Origin);
    }

    private async Task StartAsync(bool onPostgres)
    {
        if (onPostgres)
        {
            PostgresServer.SkipIfMissing();
            _server = await PostgresServer.StartAsync();
        }

        Directory.CreateDirectory(_folder.File("plan/capabilities"));
        File.WriteAllText(_folder.File("plan/hub.yaml"), $$"""
            catchAll: [{ path: /erp, to: "{{Origin}}" }]
            notify: [{ to: "${env:HOOK}", secret: "${env:SIGNING}" }]
            """);
        File.WriteAllText(_folder.File("plan/capabilities/orders.yaml"), $$"""
            capability: orders
            owner: order-team
            access: anonymous
            cohort: { key: customerId, from: [header X-Customer-Id], seed: customer }
            sides: { legacy: "{{Origin}}", new: "{{Origin}}" }
            routes: { orders.get: "GET /api/orders/{id}" }
            """);
        _hub = await HubUnderTest.StartAsync(
            _folder.File("data"), _landscape,
            new Dictionary<string, string?>(References)
            {
                ["HUB_STORE"] = _server is null ? null : await _server.CreateDatabaseAsync(),
            },
            "--plan", _folder.File("plan"), "--roles", "facade");
    }

    private async Task<string> RunAsync(params string[] arguments)
    {
        var ran = await HubCommand.RunAsync(
            new Dictionary<string, string?>(References)
            {
                ["HUB_URL"] = _hub!.Address.ToString().TrimEnd('/'), ["HUB_TOKEN"] = _hub.Token,
            },
            arguments);
        ran.ExitCode.ShouldBe(0, ran.Errors + ran.Output);
        return ran.Output;
    }
}
