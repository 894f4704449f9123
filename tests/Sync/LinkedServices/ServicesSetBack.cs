using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Hub.Platform.Tests.Storage;
using Hub.ServiceKit.Changes;
using Hub.Sync.Tests.Bonds;

namespace Hub.Sync.Tests.LinkedServices;

public sealed class ServicesSetBack_on_SQLite() : ServicesSetBack(StoreEngine.Sqlite);

public sealed class ServicesSetBack_on_PostgreSQL() : ServicesSetBack(StoreEngine.Postgres);

/// <summary>
/// A linked service is restored from a backup: what it has lost by that takes nothing away on the legacy side, and what its users
/// write from then on is not taken for old.
/// </summary>
public abstract class ServicesSetBack(StoreEngine engine) : StoreTest(engine)
{
    private readonly ComparingSystem _legacy = new("L", Side.Legacy);

    [Fact]
    public async Task An_edit_at_a_service_that_was_set_back_is_a_conflict_until_a_person_decides()
    {
        await using var service = await PythonService.StartAsync();
        await using var hub = await SetBackAsync(service);
        await service.EditAsync("L-1", "{'note':'d'}");
        await Eventually.HoldsAsync("a conflict", async () => (await ConflictsAsync(hub)).Count > 0);
        (_legacy.Read("L-1"), await service.ReadAsync("L-1")).ShouldBe(("{'limit':2,'note':'c'}", "{'limit':1,'note':'d'}"));

        await ResolveAsync(hub);
        await HoldAsync(service, "{'limit':2,'note':'c'}");
        await GoOnAsync(hub, service);
    }

    [Fact]
    public async Task An_edit_at_legacy_takes_over_no_value_from_a_service_that_was_set_back()
    {
        await using var service = await PythonService.StartAsync();
        await using var hub = await SetBackAsync(service);
        _legacy.Edit("L-1", "{'limit':3}");
        await Eventually.HoldsAsync("a conflict", async () => (await ConflictsAsync(hub)).Count > 0);
        (_legacy.Read("L-1"), await service.ReadAsync("L-1")).ShouldBe(("{'limit':3,'note':'c'}", "{'limit':1,'note':'b'}"));

        await ResolveAsync(hub);
        await HoldAsync(service, "{'limit':3,'note':'c'}");
        await GoOnAsync(hub, service);
    }

    [Fact]
    public async Task A_service_that_was_set_back_is_named_until_all_is_compared()
    {
        await using var service = await PythonService.StartAsync();
        await using var hub = await SetBackAsync(service);
        await NamedAsync(hub);
    }

    // The service has lost the edit of 'note' to c, and legacy's of 'limit' to 2.
    private async Task<TestHub> SetBackAsync(PythonService service)
    {
        var hub = await HttpLink.StartAsync(Stores, _legacy, HttpLink.Of(service.Address));
        _legacy.Make("{'limit':1,'note':'a'}");
        await HoldAsync(service, "{'limit':1,'note':'a'}");
        await service.EditAsync("L-1", "{'note':'b'}");
        await HoldAsync(service, "{'limit':1,'note':'b'}");
        await hub.CaughtUpAsync();
        await service.BackUpAsync();
        await service.EditAsync("L-1", "{'note':'c'}");
        await HoldAsync(service, "{'limit':1,'note':'c'}");
        await hub.CaughtUpAsync();
        _legacy.Edit("L-1", "{'limit':2}");
        await HoldAsync(service, "{'limit':2,'note':'c'}");
        await hub.CaughtUpAsync();
        await service.RestoreAsync();
        (await service.ReadAsync("L-1")).ShouldBe("{'limit':1,'note':'b'}");
        return hub;
    }

    // Both directions go on as if nothing had been.
    private async Task GoOnAsync(TestHub hub, PythonService service)
    {
        await hub.CaughtUpAsync();
        await service.EditAsync("L-1", "{'note':'e'}");
        await Eventually.HoldsAsync(() => _legacy.Read("L-1")!.Contains("'note':'e'", StringComparison.Ordinal));
        await hub.CaughtUpAsync();
        _legacy.Edit("L-1", "{'limit':9}");
        await HoldAsync(service, "{'limit':9,'note':'e'}");
        (await ConflictsAsync(hub)).ShouldBeEmpty();
    }

    private async Task HoldAsync(PythonService service, string content) => await Eventually.HoldsAsync(
        $"both sides to hold {content}",
        async () => (_legacy.Read("L-1"), await service.ReadAsync("L-1")) == (content, content));

    // Only once the service's numbers are read anew: it gives those of what it has lost again.
    private static async Task ResolveAsync(TestHub hub)
    {
        await NamedAsync(hub);
        await hub.CaughtUpAsync();
        using var client = hub.Client();
        foreach (var conflict in await ConflictsAsync(hub))
            (await client.PostAsJsonAsync(
                $"/hub/api/sync/conflicts/{conflict!["id"]}/resolve",
                new { use = "legacy", reason = "the service was restored" }))
                .EnsureSuccessStatusCode();
    }

    private static Task NamedAsync(TestHub hub) => Eventually.HoldsAsync(
        "the lost place to be told",
        async () => (await hub.StatusAsync())
            .Any(s => s.Warning?.Contains("sync reconcile", StringComparison.Ordinal) == true));

    private static async Task<JsonArray> ConflictsAsync(TestHub hub)
    {
        using var client = hub.Client();
        return (await client.GetFromJsonAsync<JsonArray>("/hub/api/sync/conflicts"))!;
    }
}
