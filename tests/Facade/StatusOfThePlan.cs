using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Hub.Platform.Links;
using Hub.Platform.Plan;
using Hub.ServiceKit.Changes;
using Hub.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Facade.Tests;

/// <summary>How much of the plan is done.</summary>
public sealed class StatusOfThePlan(StatusOfThePlan.Facade facade) : IClassFixture<StatusOfThePlan.Facade>
{
    [Fact]
    public async Task It_is_told_by_routes_by_traffic_of_all_nodes_by_records_and_by_waves()
    {
        await using var other = await facade.StartAnotherAsync(
            services => services.AddSingleton<ILinks>(new ComparedLinks(facade.Clock)));
        using var there = new HttpClient { BaseAddress = new Uri(other.Urls.First()) };
        there.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", facade.Token);

        for (var n = 0; n < 3; n++)
            await there.GetStringAsync("/api/ledger");
        foreach (var (route, shift) in new (string, object)[]
        {
            ("parcels.send", new { stage = "canary", percent = 25, reason = "some", force = true }),
            ("parcels.list", new { stage = "new", reason = "go", force = true }),
        })
        {
            using var shifted = await facade.ShiftAsync(route, shift);
            shifted.IsSuccessStatusCode.ShouldBeTrue(await shifted.Content.ReadAsStringAsync());
        }

        await facade.Client.GetStringAsync("/api/parcels");

        var revision = await facade.RevisionAsync();
        var status = default(JsonElement);
        await Eventually.HoldsAsync("the other node to serve the revision", async () =>
        {
            status = await there.GetFromJsonAsync<JsonElement>("/hub/api/plan/status");
            return status.GetProperty("revision").GetInt64() == revision;
        });
        Share(status, "routes").ShouldBe((1, status.GetProperty("routes").GetProperty("of").GetInt64()));
        Share(status, "traffic").ShouldBe((1, 4));
        Share(status, "records").ShouldBe((100, 400));
        var wave = status.GetProperty("waves").EnumerateArray().ShouldHaveSingleItem();
        wave.GetProperty("state").GetString().ShouldBe("late");
        var late = wave.GetProperty("routes").EnumerateArray().ToDictionary(r => r.GetProperty("route").GetString()!);
        late["parcels.list"].GetProperty("isThere").GetBoolean().ShouldBeTrue();
        late["parcels.send"].GetProperty("isThere").GetBoolean().ShouldBeFalse();
    }

    private static (long New, long Of) Share(JsonElement status, string by) =>
        (status.GetProperty(by).GetProperty("new").GetInt64(), status.GetProperty(by).GetProperty("of").GetInt64());

    /// <summary>A link whose sides were compared a moment ago: 400 records.</summary>
    private sealed class ComparedLinks(TimeProvider time) : ILinks
    {
        public Task<IReadOnlyList<LinkStatus>> StatusAsync(CancellationToken cancellation) =>
            Task.FromResult<IReadOnlyList<LinkStatus>>(
            [
                new(
                    "parcels", "adapter:erp", "service:parcels", Side.Legacy, "9", Applied: 9, Parked: 0, CaughtUp: true,
                    Error: null)
                {
                    Reconciled = new(LinkVerification.Verified, time.GetUtcNow()) { Compared = 400 },
                },
            ]);

        public Task<long> RaiseBarrierAsync(string entity) => Task.FromResult(1L);

        public Task<IReadOnlyList<LinkPassage>> PassagesAsync(string entity) =>
            Task.FromResult<IReadOnlyList<LinkPassage>>([]);

        public Task<bool> IsBehindAsync(LinkPlan link, Side origin, TimeSpan age, IReadOnlyList<string> keys) =>
            Task.FromResult(false);
    }

    /// <summary>With a linked capability and a wave that is late.</summary>
    public sealed class Facade : RunningFacade
    {
        internal string Token => Admin.DefaultRequestHeaders.Authorization!.Parameter!;

        protected override IReadOnlyDictionary<string, string> MoreFiles() => new Dictionary<string, string>
        {
            ["systems/erp.yaml"] = """
                system: erp
                entities:
                  parcels: { cohort: customerId, changes: { call: Changed }, create: { call: Make }, find: { call: Find } }
                """,
            ["capabilities/parcels.yaml"] = $$"""
                capability: parcels
                owner: shipping
                cohort: { key: customerId, from: [header X-Customer-Id], seed: customer }
                sides: { legacy: {{LegacyAddress}}, new: {{NewAddress}} }
                routes:
                  parcels.list: GET /api/parcels
                  parcels.send: POST /api/parcels
                link: { legacy: adapter:erp, new: service:parcels }
                waves:
                  - { to: new, by: 2026-01-31 }
                """,
        };
    }
}
