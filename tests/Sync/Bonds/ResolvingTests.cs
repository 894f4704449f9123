using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.Platform.Tests.Storage;
using Hub.Tests.Servers;

namespace Hub.Sync.Tests.Bonds;

public sealed class ResolvingTests_on_SQLite() : ResolvingTests(StoreEngine.Sqlite);

public sealed class ResolvingTests_on_PostgreSQL() : ResolvingTests(StoreEngine.Postgres);

/// <summary>What a person decides on a conflict.</summary>
public abstract class ResolvingTests(StoreEngine engine) : TwoSides(engine)
{
    [Fact]
    public async Task A_parked_conflict_leaves_both_sides_until_a_person_decides()
    {
        await using var hub = await StartAsync(ConflictRule.Park);
        var key = await MakeAsync(hub, "{'limit':1,'note':'a','name':'x'}");
        Mute(true);
        Legacy.Edit("L-1", "{'limit':2,'note':'l'}");
        New.Edit(key, "{'limit':3,'name':'n'}");
        Mute(false);
        await hub.CaughtUpAsync();
        await Eventually.HoldsAsync(async () => (await ConflictsAsync(hub)).Count == 1);
        (Legacy.Read("L-1"), New.Read(key)).ShouldBe(
            ("{'limit':2,'name':'x','note':'l'}", "{'limit':3,'name':'n','note':'a'}"));
        var conflict = (await ConflictsAsync(hub)).ShouldHaveSingleItem()!;
        conflict["stands"].ShouldBeNull();

        using var client = hub.Client();
        var resolve = $"/hub/api/sync/conflicts/{conflict["id"]}/resolve";
        using var odd = await client.PostAsJsonAsync(resolve, new { use = "nwe", why = "x" });
        odd.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await odd.Content.ReadFromJsonAsync<JsonObject>())!["errors"]!.AsArray().Select(e => e!["path"]!.ToString())
            .ShouldBe(["use", "reason", "why"]);
        New.Refuses = c => c["limit"]?.ToString() == "-1" ? "limit" : null;
        (await client.PostAsJsonAsync(resolve, new { content = new { limit = -1 }, reason = "x" }))
            .StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (Legacy.Read("L-1"), New.Read(key)).ShouldBe(
            ("{'limit':2,'name':'x','note':'l'}", "{'limit':3,'name':'n','note':'a'}"));
        var answer = await client.PostAsJsonAsync(resolve, new { use = "new", reason = "asked the customer" });
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        await HoldAsync(key, "{'limit':3,'name':'n','note':'l'}");
        (await client.PostAsJsonAsync(resolve, new { use = "new", reason = "x" })).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await ConflictsAsync(hub)).ShouldBeEmpty();
        await RestAsync(hub);
        await HoldAsync(key, "{'limit':3,'name':'n','note':'l'}");
    }

    [Fact]
    public async Task A_person_gives_other_values_after_the_rule_has_decided()
    {
        await using var hub = await StartAsync();
        var key = await MakeAsync(hub, "{'limit':1}");
        var id = await ConflictAsync(hub, key, "{'limit':2}", "{'limit':3}");
        await HoldAsync(key, "{'limit':2}");
        await hub.CaughtUpAsync();
        using var client = hub.Client();
        var resolve = $"/hub/api/sync/conflicts/{id}/resolve";
        (await client.PostAsJsonAsync(resolve, new { content = new { limit = 5 }, reason = "in between" }))
            .StatusCode.ShouldBe(HttpStatusCode.OK);
        await HoldAsync(key, "{'limit':5}");
    }

    [Fact]
    public async Task What_was_written_since_is_not_overwritten_by_a_decision()
    {
        await using var hub = await StartAsync();
        var key = await MakeAsync(hub, "{'limit':1}");
        var id = await ConflictAsync(hub, key, "{'limit':2}", "{'limit':3}");
        Legacy.Edit("L-1", "{'limit':9}");
        await HoldAsync(key, "{'limit':9}");
        using var client = hub.Client();
        (await client.PostAsJsonAsync($"/hub/api/sync/conflicts/{id}/resolve", new { use = "new", reason = "x" }))
            .StatusCode.ShouldBe(HttpStatusCode.Conflict);
        await HoldAsync(key, "{'limit':9}");
    }
}
