using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Hub.Platform.Tests.Storage;
using Hub.Sync.Parking;
using Hub.Sync.Tests.Bonds;
using Hub.Tests.Servers;

namespace Hub.Sync.Tests.AtSize;

public sealed class EditingParked_on_SQLite() : EditingParked(StoreEngine.Sqlite);

public sealed class EditingParked_on_PostgreSQL() : EditingParked(StoreEngine.Postgres);

/// <summary>A person gives a parked change values that the other side takes.</summary>
public abstract class EditingParked(StoreEngine engine) : TwoSides(engine)
{
    [Fact]
    public async Task A_change_of_a_link_that_is_gone_is_told_so_and_not_waited_for()
    {
        await using var hub = await StartAsync();
        var key = await MakeAsync(hub, "{'name':'a'}");
        Legacy.Refuses = c => c["name"]!.ToString() == "x" ? "no" : null;
        New.Edit(key, "{'name':'x'}");
        await Eventually.HoldsAsync(async () => (await hub.Parked.ListAsync()).Count == 1);
        hub.Serve(TestHub.Plan());
        using var client = hub.Client();
        using var refused = await client.PostAsync($"/hub/api/sync/parked/{(await hub.Parked.ListAsync())[0].Id}/replay", null);
        refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await refused.Content.ReadAsStringAsync()).ShouldContain("the plan has no link");
        (await hub.Parked.ListAsync()).Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_values_of_a_person_go_over_and_back_to_the_side_that_the_change_came_from(bool fromLegacy)
    {
        await using var hub = await StartAsync();
        var key = await MakeAsync(hub, "{'limit':1,'note':'a'}");
        var target = fromLegacy ? New : Legacy;
        target.Refuses = c => c["limit"]?.GetValue<int>() > 5 ? "the limit is too high" : null;
        if (fromLegacy)
            Legacy.Edit("L-1", "{'limit':9}");
        else
            New.Edit(key, "{'limit':9}");
        await Eventually.HoldsAsync(async () => (await hub.Parked.ListAsync()).Count == 1);
        var parked = (await hub.Parked.ListAsync())[0];
        using var client = hub.Client();
        var edit = $"/hub/api/sync/parked/{parked.Id}/edit";
        using var refused = await client.PostAsJsonAsync(edit, new { content = new { limit = 7 }, reason = "x" });
        refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await refused.Content.ReadAsStringAsync()).ShouldContain("Nothing was changed. The limit is too high", Case.Insensitive);
        (await hub.Parked.ListAsync()).ShouldHaveSingleItem().ShouldBe(parked);
        using var own = await client.PostAsJsonAsync(edit, new { content = new { id = "C-9" }, reason = "x" });
        own.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await own.Content.ReadAsStringAsync()).ShouldContain("id belongs to one side and cannot be set");

        using var edited = await client.PostAsJsonAsync(edit, new { content = new { limit = 5 }, reason = "agreed by phone" });
        edited.StatusCode.ShouldBe(HttpStatusCode.OK, await edited.Content.ReadAsStringAsync());
        (await hub.Parked.ListAsync()).ShouldBeEmpty();
        await HoldAsync(key, "{'limit':5,'note':'a'}");
        await RestAsync(hub);
        await HoldAsync(key, "{'limit':5,'note':'a'}");
        (await ConflictsAsync(hub)).ShouldBeEmpty();
        (await hub.Parked.ListAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_edit_without_values_or_reason_is_told_all_at_once()
    {
        await using var hub = await StartAsync();
        using var client = hub.Client();
        using var odd = await client.PostAsJsonAsync("/hub/api/sync/parked/x/edit", new { value = 1 });
        odd.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await odd.Content.ReadFromJsonAsync<JsonObject>())!["errors"]!.AsArray().Select(e => e!["path"]!.ToString())
            .ShouldBe(["value", "content", "reason"]);
        using var none = await client.PostAsJsonAsync(
            "/hub/api/sync/parked/x/edit", new { content = new { a = 1 }, reason = "x" });
        none.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public void Every_place_where_a_record_is_none_of_its_contract_is_told()
    {
        var schema = JsonNode.Parse("""
            { "type": "object", "additionalProperties": false, "required": ["id", "name"],
              "properties": {
                "id": { "type": "string" }, "name": { "type": ["string", "null"] }, "limit": { "type": "number" },
                "state": { "enum": ["open", "closed"] },
                "lines": { "type": "array", "items": { "type": "object", "required": ["sku"],
                  "properties": { "sku": { "type": "string" }, "quantity": { "type": "integer" } } } } } }
            """)!.AsObject();
        ContractFaults.Find(JsonNode.Parse("""
            { "id": "1", "limit": "a lot", "state": "odd", "lines": [{ "sku": "P", "quantity": 1.5 }, {}], "colour": "red" }
            """), schema).Select(f => $"{f.Path}: {f.Detail}").ShouldBe([
            "name: is required",
            "limit: must be number",
            "state: must be one of open, closed",
            "lines[0].quantity: must be integer",
            "lines[1].sku: is required",
            "colour: is not known; known are id, name, limit, state, lines",
        ]);
        ContractFaults.Find(JsonNode.Parse("""{ "id": "1", "name": null, "limit": 5, "lines": [] }"""), schema).ShouldBeEmpty();
    }
}
