using System.Net;
using System.Net.Http.Json;
using Hub.Platform.Routing;
using Hub.Platform.Storage;
using Hub.ServiceKit.Changes;
using Hub.Tests;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Facade.Tests;

/// <summary>The last step, from which there is no way back: it waits until nothing uses the legacy side any more.</summary>
public sealed class Retiring(Retiring.Facade facade) : IClassFixture<Retiring.Facade>
{
    [Fact]
    public async Task Only_a_route_at_new_is_retired()
    {
        await facade.ShiftAsync("orders.get", new { stage = "canary", percent = 100, reason = "all" });
        using var refused = await facade.ShiftAsync("orders.get", new { stage = "retired", reason = "end" });
        refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await RunningFacade.DetailAsync(refused)).ShouldContain("it stands at canary 100 %: shift it to new first");
        await facade.RollbackAsync("orders.get");
    }

    [Fact]
    public async Task A_route_is_retired_once_its_legacy_side_was_quiet_for_the_plans_days_and_then_there_is_no_way_back()
    {
        await facade.EchoAsync(new HttpRequestMessage(HttpMethod.Get, "/api/parcels"));
        await facade.ShiftAsync("parcels.list", new { stage = "new", reason = "go" });
        // Another node would know of it, and this one after a restart.
        var elsewhere = new SideUse(facade.Services.GetRequiredService<HubStore>());
        await Eventually.HoldsAsync(
            "the use to be in the store", async () => await elsewhere.FindLastAsync("parcels.list", Side.Legacy) is not null);

        using (var early = await facade.ShiftAsync("parcels.list", new { stage = "retired", reason = "end" }))
        {
            early.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
            var why = await RunningFacade.DetailAsync(early);
            why.ShouldContain($"{facade.LegacyAddress} answered a request of it at");
            why.ShouldContain("has to be quiet for 3 days");
        }

        facade.Clock.Ahead = TimeSpan.FromDays(2.9);
        (await facade.ShiftAsync("parcels.list", new { stage = "retired", reason = "end" })).StatusCode
            .ShouldBe(HttpStatusCode.UnprocessableEntity);

        facade.Clock.Ahead = TimeSpan.FromDays(3.1);
        // Somebody trying the old side does not depend on it.
        (await facade.EchoAsync(facade.Forced(HttpMethod.Get, "/api/parcels", "legacy"))).Side.ShouldBe("legacy");
        (await facade.ShiftAsync("parcels.list", new { stage = "retired", reason = "end" })).StatusCode
            .ShouldBe(HttpStatusCode.OK);
        (await facade.EchoAsync(new HttpRequestMessage(HttpMethod.Get, "/api/parcels"))).Side.ShouldBe("new");

        foreach (var back in new[]
        {
            await facade.RollbackAsync("parcels.list"),
            await facade.ShiftAsync("parcels.list", new { stage = "new", reason = "back" }),
            await facade.ShiftAsync("parcels.list", new { stage = "canary", percent = 50, reason = "back" }),
        })
        {
            back.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
            (await RunningFacade.DetailAsync(back)).ShouldContain("there is no way back: its legacy side was given up");
        }

        using var forced = await facade.Client.SendAsync(facade.Forced(HttpMethod.Get, "/api/parcels", "legacy"));
        forced.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await facade.EchoAsync(facade.Forced(HttpMethod.Get, "/api/parcels", "new"))).Side.ShouldBe("new");
    }

    [Fact]
    public async Task A_link_that_flows_keeps_its_routes_from_being_retired()
    {
        await facade.ShiftAsync("linked.get", new { stage = "new", reason = "go" });
        using var refused = await facade.ShiftAsync("linked.get", new { stage = "retired", reason = "end" });
        refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await RunningFacade.DetailAsync(refused))
            .ShouldContain("The sync link of linked between adapter:erp and service:linked still flows: ");

        using var applied = await facade.ApplyAsync(
            files => files["capabilities/linked.yaml"] = files["capabilities/linked.yaml"].Replace("link:", "# link:"));
        applied.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await facade.ShiftAsync("linked.get", new { stage = "retired", reason = "end" })).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    public class Facade : RunningFacade
    {
        internal HttpRequestMessage Forced(HttpMethod method, string path, string side) =>
            new(method, path)
            {
                Headers = { { "X-Hub-Use", side }, { "X-Hub-Token", Admin.DefaultRequestHeaders.Authorization!.Parameter! } },
            };

        protected override IReadOnlyDictionary<string, string> MoreFiles() => new Dictionary<string, string>
        {
            ["systems/erp.yaml"] = $"system: erp\nsoap: {{ address: \"{LegacyAddress}\" }}",
            ["capabilities/parcels.yaml"] = $$"""
                capability: parcels
                owner: shipping
                retire: { quietDays: 3 }
                sides: { legacy: {{LegacyAddress}}, new: {{NewAddress}} }
                routes:
                  parcels.list: GET /api/parcels
                """,
            ["capabilities/linked.yaml"] = $$"""
                capability: linked
                owner: shipping
                sides: { legacy: {{LegacyAddress}}, new: {{NewAddress}} }
                routes:
                  linked.get: GET /api/linked/{id}
                link: { legacy: adapter:erp, new: service:linked }
                """,
        };
    }
}
