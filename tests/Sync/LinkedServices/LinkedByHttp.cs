using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Hub.Platform.Plan;
using Hub.Platform.Tests.Storage;
using Hub.ServiceKit.Changes;
using Hub.Sync.Tests.Bonds;

namespace Hub.Sync.Tests.LinkedServices;

public sealed class LinkedByHttp_on_SQLite() : LinkedByHttp(StoreEngine.Sqlite);

public sealed class LinkedByHttp_on_PostgreSQL() : LinkedByHttp(StoreEngine.Postgres);

/// <summary>The sample service in Python is linked as any service is.</summary>
public abstract class LinkedByHttp(StoreEngine engine) : StoreTest(engine)
{
    private readonly ComparingSystem _legacy = new("L", Side.Legacy);

    [Fact]
    public async Task A_change_on_either_side_arrives_on_the_other_and_nothing_goes_round()
    {
        await using var service = await PythonService.StartAsync();
        await using var hub = await HttpLink.StartAsync(Stores, _legacy, HttpLink.Of(service.Address));
        _legacy.Make("{'limit':1,'note':'a'}");
        await service.EditAsync("web 1/ä", "{'limit':5}");
        await HoldAsync(service, "L-1", "L-1", "{'limit':1,'note':'a'}");
        await HoldAsync(service, "L-2", "web 1/ä", "{'limit':5}");

        await service.EditAsync("L-1", "{'note':'b'}");
        _legacy.Edit("L-2", "{'limit':6}");
        await HoldAsync(service, "L-1", "L-1", "{'limit':1,'note':'b'}");
        await HoldAsync(service, "L-2", "web 1/ä", "{'limit':6}");

        _legacy.Delete("L-1");
        await service.DeleteAsync("web 1/ä");
        await Eventually.HoldsAsync(async () => await service.ReadAsync("L-1") is null && _legacy.Read("L-2") is null);
        await hub.CaughtUpAsync();
        // Two records made, changed and deleted, each change once at either side.
        (_legacy.Writes, _legacy.FeedLength).ShouldBe((3, 6));
        (await ConflictsAsync(hub)).ShouldBeEmpty();
        (await hub.StatusAsync()).ShouldAllBe(s => s.Parked == 0 && s.Error == null);
    }

    [Fact]
    public async Task Edits_of_different_fields_are_merged_on_both_sides()
    {
        await using var service = await PythonService.StartAsync();
        await using var hub = await HttpLink.StartAsync(Stores, _legacy, HttpLink.Of(service.Address));
        _legacy.Make("{'limit':1,'note':'a'}");
        await HoldAsync(service, "L-1", "L-1", "{'limit':1,'note':'a'}");
        await hub.CaughtUpAsync();

        await BothAsync(hub, service, "{'limit':2}", "{'note':'b'}");
        await HoldAsync(service, "L-1", "L-1", "{'limit':2,'note':'b'}");
        (await ConflictsAsync(hub)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(ConflictRule.Owner), InlineData(ConflictRule.Park)]
    public async Task Edits_of_one_field_are_a_conflict_that_is_kept(ConflictRule rule)
    {
        await using var service = await PythonService.StartAsync();
        await using var hub = await HttpLink.StartAsync(Stores, _legacy, HttpLink.Of(service.Address, rule: rule));
        _legacy.Make("{'limit':1,'note':'a'}");
        await HoldAsync(service, "L-1", "L-1", "{'limit':1,'note':'a'}");
        await hub.CaughtUpAsync();

        await BothAsync(hub, service, "{'limit':2}", "{'limit':3}");
        await Eventually.HoldsAsync(async () => (await ConflictsAsync(hub)).Count == 1);
        if (rule == ConflictRule.Owner)
            await HoldAsync(service, "L-1", "L-1", "{'limit':2,'note':'a'}");
        else
            (_legacy.Read("L-1"), await service.ReadAsync("L-1")).ShouldBe(("{'limit':2,'note':'a'}", "{'limit':3,'note':'a'}"));
        var conflict = (await ConflictsAsync(hub)).ShouldHaveSingleItem()!;
        conflict["fields"]!.AsArray().ShouldHaveSingleItem()!.ToJsonString()
            .ShouldBe("""{"path":"limit","base":1,"legacy":2,"new":3}""");
    }

    [Theory]
    [InlineData(0, "{'limit':3,'note':'a'}"), InlineData(10, "{'limit':2,'note':'a'}")]
    public async Task The_later_edit_wins_by_the_times_that_the_service_tells(int atLegacy, string wins)
    {
        await using var service = await PythonService.StartAsync(
            "\"cursor\": str(cursor),", "\"cursor\": str(cursor), \"time\": \"2026-01-01T12:00:05Z\",",
            "Content_Type=\"application/json\", **last",
            "Content_Type=\"application/json\", Last_Modified=\"Thu, 01 Jan 2026 12:00:05 GMT\", **last");
        var link = HttpLink.Of(service.Address, rule: ConflictRule.Newer);
        await using var hub = await HttpLink.StartAsync(Stores, _legacy, link);
        _legacy.Make("{'limit':1,'note':'a'}");
        await HoldAsync(service, "L-1", "L-1", "{'limit':1,'note':'a'}");
        await hub.CaughtUpAsync();

        _legacy.Clock = () => new DateTimeOffset(2026, 1, 1, 12, 0, atLegacy, TimeSpan.Zero);
        await BothAsync(hub, service, "{'limit':2}", "{'limit':3}");
        await HoldAsync(service, "L-1", "L-1", wins);
        var conflict = (await ConflictsAsync(hub)).ShouldHaveSingleItem()!;
        conflict["newChangedAt"]!.GetValue<DateTimeOffset>().UtcDateTime.ShouldBe(new DateTime(2026, 1, 1, 12, 0, 5));
    }

    [Fact]
    public async Task A_kill_of_the_service_between_its_changes_loses_none_of_them()
    {
        await using var service = await PythonService.StartAsync();
        await using var hub = await HttpLink.StartAsync(Stores, _legacy, HttpLink.Of(service.Address));
        for (var round = 1; round <= 3; round++)
        {
            for (var n = 0; n < 20; n++)
            {
                _legacy.Make($"{{'legacy':{round * 100 + n}}}");
                await service.EditAsync($"web-{round * 100 + n}", $"{{'web':{round * 100 + n}}}");
            }

            // While both directions are at work.
            await service.KillAsync();
            await service.StartAgainAsync();
        }

        foreach (var number in Enumerable.Range(1, 3).SelectMany(r => Enumerable.Range(r * 100, 20)))
            await Eventually.HoldsAsync($"{number} at legacy", () => Task.FromResult(_legacy.Holds($"{{'web':{number}}}")));
        for (var n = 1; n <= 120; n++)
            if (_legacy.Read($"L-{n}") is { } content && content.StartsWith("{'legacy'", StringComparison.Ordinal))
                await Eventually.HoldsAsync($"L-{n} at the service", async () => await service.ReadAsync($"L-{n}") == content);
        await hub.CaughtUpAsync();
        // What was in doubt was made once.
        (_legacy.Read("L-120"), _legacy.Read("L-121")).ShouldNotBe((null, null));
        _legacy.Read("L-121").ShouldBeNull();
        (await hub.StatusAsync()).ShouldAllBe(s => s.Parked == 0);
    }

    private async Task HoldAsync(PythonService service, string legacy, string key, string content) =>
        await Eventually.HoldsAsync(
            $"both sides to hold {content}",
            async () => (_legacy.Read(legacy), await service.ReadAsync(key)) == (content, content));

    // The service's change is there before legacy's is told, so that neither side's is applied to the other's before.
    private async Task BothAsync(TestHub hub, PythonService service, string atLegacy, string atService)
    {
        var gate = new TaskCompletionSource();
        _legacy.Before = _ => gate.Task;
        _legacy.IsMute = true;
        _legacy.Edit("L-1", atLegacy);
        await service.EditAsync("L-1", atService);
        _legacy.IsMute = false;
        gate.SetResult();
        await hub.CaughtUpAsync();
    }

    private static async Task<JsonArray> ConflictsAsync(TestHub hub)
    {
        using var client = hub.Client();
        return (await client.GetFromJsonAsync<JsonArray>("/hub/api/sync/conflicts"))!;
    }
}
