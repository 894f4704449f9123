using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Hub.Facade;
using Hub.Host.Up;
using Hub.Platform;
using Hub.Platform.Identity;
using Hub.Platform.Jobs;
using Hub.Platform.Routing;
using Hub.Platform.Sides;
using Hub.Tests;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Host.Tests;

/// <summary>Every endpoint of the hub's own surface, with every role and scope there is.</summary>
public sealed class WhoMayDoWhat(AccessHub hub) : IClassFixture<AccessHub>
{
    public static TheoryData<AccessRow> Rows => [.. AccessRow.All];

    [Fact]
    public void Every_endpoint_that_is_mapped_has_a_row() =>
        hub.Endpoints.ShouldBe(AccessRow.All.Select(r => r.Endpoint), ignoreOrder: true);

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task An_endpoint_is_for_those_its_row_names(AccessRow row)
    {
        var before = (await hub.Audit.ListAsync(1)).FirstOrDefault()?.Number ?? 0;
        foreach (var stranger in AccessHub.Strangers)
        {
            using var response = await hub.SendAsync(row, stranger);
            (response.StatusCode == HttpStatusCode.Unauthorized)
                .ShouldBe(row.Role is not null, $"{stranger}: {response.StatusCode}");
        }

        foreach (var caller in AccessHub.Callers)
        {
            using var response = await hub.SendAsync(row, caller.Name);
            response.StatusCode.ShouldNotBe(HttpStatusCode.Unauthorized, caller.Name);
            var missing = response.StatusCode == HttpStatusCode.Forbidden
                ? await response.Content.ReadFromJsonAsync<JsonElement>()
                : default;
            Has(missing, "requiredRole").ShouldBe(caller.Role < row.Role, caller.Name);
            Has(missing, "requiredCapabilities").ShouldBe(!row.IsCoveredBy(caller), caller.Name);
        }

        await AuditedAsync(row, before);
    }

    [Fact]
    public async Task Runs_of_a_job_are_cancelled_by_who_may_act_on_their_capability()
    {
        var (jobs, tomorrow) = (hub.Service<JobBoard>(), TimeProvider.System.GetUtcNow().AddDays(1));
        string Later(string? capability) => jobs.Start("sync-check", null, tomorrow, "a test", capability);
        var (all, orders, ledger, more) = (Later(null), Later("orders"), Later("ledger"), Later("ledger"));

        (await CancelAsync("viewer-everywhere")).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await CancelAsync("operator-ledger")).Ids.ShouldBe([ledger, more], ignoreOrder: true);
        var refused = await CancelAsync("operator-ledger");
        (refused.Status, refused.Ids.Count).ShouldBe((HttpStatusCode.Forbidden, 0));
        jobs.Runs("sync-check", 10).Where(r => r.State == "scheduled").Select(r => r.Id)
            .ShouldBe([all, orders], ignoreOrder: true);
        (await CancelAsync("operator-everywhere")).Ids.ShouldBe([all, orders], ignoreOrder: true);
    }

    private async Task<(HttpStatusCode Status, IReadOnlyList<string> Ids)> CancelAsync(string caller)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, "/hub/api/jobs/sync-check/runs");
        request.Headers.Authorization = new("Bearer", hub.TokenOf(caller));
        using var response = await hub.Client.SendAsync(request);
        var body = await response.Content.ReadFromJsonAsync<JsonElement>();
        return (response.StatusCode, body.TryGetProperty("ids", out var ids)
            ? [.. ids.EnumerateArray().Select(id => id.GetString()!)]
            : []);
    }

    [Fact]
    public async Task What_a_peer_runs_is_the_peers_to_allow()
    {
        using var folder = new TemporaryFolder();
        var peers = new Dictionary<string, Uri> { ["sync"] = hub.Client.BaseAddress!, ["adapters"] = hub.Client.BaseAddress! };
        await using var facade = AccessHub.Build(folder.Path, Roles.Facade, new Peers(peers, new string('s', 32)));
        await facade.Services.MigratePlatformAsync();
        await facade.Services.MigrateFacadeAsync();
        await facade.Services.GetRequiredService<Revisions>().LoadAsync(AccessHub.Plan);
        var here = AccessHub.Read(facade).ToList();
        here.Except(AccessRow.All.Select(r => r.Endpoint))
            .ShouldBe(
                [
                    "* /hub/api/sync/{**rest}", "* /hub/api/systems/{**rest}", "* /systems/{**rest}", "* /hub/feed/{**rest}",
                    "* /hub/records/{**rest}",
                ],
                ignoreOrder: true);
        AccessRow.All.Select(r => r.Endpoint).Except(here).ShouldAllBe(e =>
            e.Contains("/sync/") || e.Contains("/systems") || e.Contains("/hub/feed/") || e.Contains("/hub/records/"));

        // Here an admin everywhere, there an operator of something else: what counts is what it is where it is done.
        await facade.Services.GetRequiredService<AccessTokens>().RegisterAsync("any", hub.TokenOf("operator-ledger"));
        await facade.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(facade.Urls.First()) };
        using var refused = await client.PostAsync("/hub/api/sync/parked/parked/replay", content: null);
        refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        client.DefaultRequestHeaders.Authorization = new("Bearer", hub.TokenOf("operator-ledger"));
        using var forbidden = await client.PostAsync("/hub/api/sync/parked/parked/replay", content: null);
        forbidden.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        Has(await forbidden.Content.ReadFromJsonAsync<JsonElement>(), "requiredCapabilities").ShouldBeTrue();
        using var allowed = await client.GetAsync("/hub/api/sync/parked");
        allowed.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await facade.Services.GetRequiredService<AuditLog>().ListAsync(10)).ShouldHaveSingleItem().Actor
            .ShouldBe(AuditLog.Anonymous);
        await facade.StopAsync();
    }

    private static bool Has(JsonElement problem, string member) =>
        problem.ValueKind == JsonValueKind.Object && problem.TryGetProperty(member, out _);

    /// <summary>A write leaves one entry for each caller, and one for all strangers together; a read leaves none.</summary>
    private async Task AuditedAsync(AccessRow row, long before)
    {
        var entries = (await hub.Audit.ListAsync(1000)).Where(e => e.Number > before).ToList();
        string[] expected = row.Action is null ? [] : [AuditLog.Anonymous, .. AccessHub.Callers.Select(c => c.Name)];
        entries.Select(e => e.Actor).ShouldBe(
            expected, ignoreOrder: true, string.Join("; ", entries.Select(e => $"{e.Actor} {e.Action} {e.Target}: {e.Detail}")));
        entries.ShouldAllBe(e => e.Action == row.Action && e.Outcome == "refused" && e.Detail.Length > 0);
    }
}
