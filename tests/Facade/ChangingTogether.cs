using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Hub.Platform.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Facade.Tests;

/// <summary>
/// Several people and teams change one hub: who decided on something old is told, and nobody's part is overwritten.
/// </summary>
public sealed class ChangingTogether(ChangingTogether.Facade facade) : IClassFixture<ChangingTogether.Facade>
{
    [Fact]
    public async Task A_shift_decided_on_an_older_revision_is_409_and_says_what_changed_since_by_whom_and_when()
    {
        var seen = await facade.RevisionAsync();
        await facade.ShiftAsync("orders.get", new { stage = "canary", percent = 5, reason = "somebody else" });
        await facade.ApplyAsync(f => f["capabilities/search.yaml"] += "\n# changed\n");

        using var late = await facade.ShiftAsync("orders.place", new { stage = "new", reason = "x", expectedRevision = seen });
        late.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        var told = await RunningFacade.DetailAsync(late);
        told.ShouldContain($"Revision {seen + 2} is served, not {seen}.");
        told.ShouldMatch(
            $@"orders\.get legacy → canary 5 % by ann at \d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d UTC \(revision {seen + 1}\)");
        told.ShouldMatch($@"plan [0-9a-f]{{12}} → [0-9a-f]{{12}} by ann at .* \(revision {seen + 2}\)");
        (await facade.RevisionAsync()).ShouldBe(seen + 2, "nothing was shifted");

        using var now = await facade.ShiftAsync("orders.place", new { stage = "new", reason = "x", expectedRevision = seen + 2 });
        now.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var plan = await facade.ApplyAsync(f => f["capabilities/search.yaml"] += "\n# again\n", expectedRevision: seen);
        plan.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        await facade.RollbackAsync("orders.get");
        await facade.RollbackAsync("orders.place");
    }

    [Fact]
    public async Task A_route_whose_writes_wait_for_another_owner_says_where_it_moves_and_until_when()
    {
        var revisions = facade.Services.GetRequiredService<Revisions>();
        var current = facade.Services.GetRequiredService<CurrentRouting>();
        var before = current.Snapshot.State("orders.place");
        var until = facade.Clock.GetUtcNow() + TimeSpan.FromHours(1);
        var move = new RouteHandover("h", new RouteState(Stage.New), IsBack: false, until);
        (await revisions.MoveAsync(
            current.Snapshot, [KeyValuePair.Create("orders.place", before with { Handover = move })], "ann", "on"))
            .ShouldNotBeNull();

        var route = await facade.Admin.GetFromJsonAsync<JsonElement>("/hub/api/routes/orders.place");
        route.GetProperty("stage").GetString().ShouldBe("legacy");
        var told = route.GetProperty("handover");
        (told.GetProperty("to").GetString(), told.GetProperty("back").GetBoolean()).ShouldBe(("new", false));
        told.GetProperty("until").GetDateTimeOffset().ShouldBe(until, TimeSpan.FromMilliseconds(1));

        (await revisions.MoveAsync(
            current.Snapshot, [KeyValuePair.Create("orders.place", before)], "ann", "as before")).ShouldNotBeNull();
        (await facade.Admin.GetFromJsonAsync<JsonElement>("/hub/api/routes/orders.place"))
            .GetProperty("handover").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task Two_revisions_differ_by_the_routes_that_moved_and_the_files_that_changed()
    {
        var first = await facade.RevisionAsync();
        await facade.ShiftAsync("orders.get", new { stage = "canary", percent = 5, users = new[] { "C-1" }, reason = "on" });
        await facade.ApplyAsync(
            f => f["capabilities/search.yaml"] = f["capabilities/search.yaml"].Replace("search-team", "finders"));

        var diff = await facade.Admin.GetFromJsonAsync<JsonElement>($"/hub/api/revisions/{first}/diff/{first + 2}");
        var route = diff.GetProperty("routes").EnumerateArray().ShouldHaveSingleItem();
        route.GetProperty("route").GetString().ShouldBe("orders.get");
        route.GetProperty("from").GetProperty("stage").GetString().ShouldBe("legacy");
        route.GetProperty("to").GetProperty("users").EnumerateArray().Single().GetString().ShouldBe("C-1");
        var file = diff.GetProperty("plan").GetProperty("files").EnumerateArray().ShouldHaveSingleItem();
        (file.GetProperty("path").GetString(), file.GetProperty("change").GetString())
            .ShouldBe(("capabilities/search.yaml", "changed"));

        (await facade.Admin.GetFromJsonAsync<JsonElement>($"/hub/api/revisions/{first}/diff/{first + 1}"))
            .GetProperty("plan").ValueKind.ShouldBe(JsonValueKind.Null);
        (await facade.Admin.GetAsync($"/hub/api/revisions/{first}/diff/9999")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        await facade.RollbackAsync("orders.get");
    }

    [Fact]
    public async Task A_team_applies_its_own_capability_and_leaves_the_others_as_they_are_served()
    {
        // Another team's file, broken on this one's disk; a system that both share; one that is this team's alone.
        using var applied = await facade.ApplyAsync(
            f =>
            {
                f["capabilities/shop.yaml"] = f["capabilities/shop.yaml"].Replace("owner: shop", "owner: shopkeepers");
                f["capabilities/search.yaml"] = "capability: [";
                f["systems/shared.yaml"] += "limits: { concurrency: 3 }\n";
                f["systems/till.yaml"] += "limits: { concurrency: 5 }\n";
                f.Remove("capabilities/orders.yaml");
            },
            capability: "shop");
        applied.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await applied.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("leftAsServed").EnumerateArray()
            .Select(f => f.GetString()).ShouldBe(["systems/shared.yaml"]);
        var served = await facade.FilesAsync();
        served["capabilities/shop.yaml"].ShouldContain("shopkeepers");
        served["capabilities/search.yaml"].ShouldContain("search.plain");
        served["systems/shared.yaml"].ShouldNotContain("limits");
        served["systems/till.yaml"].ShouldContain("concurrency: 5");
        served.ShouldContainKey("capabilities/orders.yaml");
    }

    [Fact]
    public async Task Teams_that_apply_their_parts_at_once_both_get_them()
    {
        var base1 = await facade.FilesAsync();
        var both = await Task.WhenAll(
            facade.ApplyAsync(f => f["capabilities/shop.yaml"] = base1["capabilities/shop.yaml"] + "\n# shop at once\n", "shop"),
            facade.ApplyAsync(
                f => f["capabilities/store.yaml"] = base1["capabilities/store.yaml"] + "\n# store at once\n", "store"));
        both.ShouldAllBe(r => r.StatusCode == HttpStatusCode.OK);
        var served = await facade.FilesAsync();
        served["capabilities/shop.yaml"].ShouldContain("# shop at once");
        served["capabilities/store.yaml"].ShouldContain("# store at once");
    }

    [Fact]
    public async Task What_is_merged_is_checked_whole_and_the_refusal_names_the_file()
    {
        var revision = await facade.RevisionAsync();
        using var refused = await facade.ApplyAsync(
            f => f["capabilities/shop.yaml"] = f["capabilities/shop.yaml"].Replace("shop.get:", "orders.get:"), "shop");
        refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await RunningFacade.DetailAsync(refused))
            .ShouldContain("route 'orders.get' is declared already at capabilities/orders.yaml(");
        using var unknown = await facade.ApplyAsync(_ => { }, "shops");
        (await RunningFacade.DetailAsync(unknown)).ShouldContain("declares 'capability: shops'");
        (await facade.RevisionAsync()).ShouldBe(revision);
    }

    [Fact]
    public async Task A_plan_under_which_a_route_cannot_stand_where_it_stands_is_refused_with_its_place()
    {
        await facade.ShiftAsync("orders.get", new { stage = "canary", percent = 5, reason = "on" });
        const string Orders = "capabilities/orders.yaml";
        using var refused = await facade.ApplyAsync(
            f => f[Orders] = string.Join(
                '\n', f[Orders].Split('\n').Where(l => !l.StartsWith("cohort", StringComparison.Ordinal))),
            "orders");
        refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await RunningFacade.DetailAsync(refused))
            .ShouldContain("orders.get stands at canary 5 %, but orders.get cannot stand at canary");
        await facade.RollbackAsync("orders.get");
    }

    public sealed class Facade : RunningFacade
    {
        protected override IReadOnlyDictionary<string, string> MoreFiles() => new Dictionary<string, string>
        {
            ["systems/shared.yaml"] = "system: shared\n",
            ["systems/till.yaml"] = "system: till\n",
            ["capabilities/shop.yaml"] = Capability("shop", "adapter:till"),
            ["capabilities/store.yaml"] = Capability("store", "adapter:shared"),
        };

        private static string Capability(string name, string @new) => $$"""
            capability: {{name}}
            owner: {{name}}
            sides: { legacy: adapter:shared, new: {{@new}} }
            routes:
              {{name}}.get: GET /api/{{name}}

            """;
    }
}
