using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Hub.Platform.Plan;
using Hub.Platform.Tests.Storage;
using Hub.ServiceKit.Changes;
using Hub.Sync.Streams;
using Hub.Tests.Servers;

namespace Hub.Sync.Tests.Bonds;

/// <summary>A hub that links two sides, each of which has its own users.</summary>
public abstract class TwoSides(StoreEngine engine) : StoreTest(engine)
{
    private int _rests;

    private protected ComparingSystem Legacy { get; } = new("L", Side.Legacy);

    private protected ComparingSystem New { get; init; } = new("N", Side.New);

    private protected async Task<TestHub> StartAsync(
        ConflictRule rule = ConflictRule.Owner, bool hashOnly = false, bool jobs = false,
        SyncOptions? options = null)
    {
        var link = TestHub.Link(bothWays: true) with { Conflict = rule, KeepsHashOnly = hashOnly };
        var hub = await TestHub.StartAsync(Stores, null, null, link, options, jobs: jobs);
        foreach (var (name, system) in new[] { ("adapter:erp", Legacy), ("service:orders", New) })
        {
            hub.Parties.Register(name, "orders", (IChangeSource)system);
            hub.Parties.Register(name, "orders", (IChangeTarget)system);
        }

        return hub;
    }

    /// <summary>Makes a record at legacy that both sides then agree on; returns its key at new.</summary>
    private protected async Task<string> MakeAsync(TestHub hub, string content)
    {
        Legacy.Make(content);
        await Eventually.HoldsAsync(() => New.Read("N-1") is not null);
        await hub.CaughtUpAsync();
        return "N-1";
    }

    private protected async Task<string> ConflictAsync(TestHub hub, string key, string atLegacy, string atNew)
    {
        Mute(true);
        Legacy.Edit("L-1", atLegacy);
        New.Edit(key, atNew);
        Mute(false);
        await Eventually.HoldsAsync(async () => (await ConflictsAsync(hub)).Count == 1);
        return (await ConflictsAsync(hub))[0]!["id"]!.ToString();
    }

    private protected void Mute(bool muted) => (Legacy.IsMute, New.IsMute) = (muted, muted);

    private protected Task HoldAsync(string key, string content) => Eventually.HoldsAsync(
        $"both sides to hold {content}", () => Task.FromResult((Legacy.Read("L-1"), New.Read(key)) == (content, content)), 20);

    /// <summary>Waits until a record made now is on the other side, behind whatever else may be under way.</summary>
    private protected async Task RestAsync(TestHub hub)
    {
        var (ofNew, ofLegacy) = ($"{{'made':'new {++_rests}'}}", $"{{'made':'legacy {_rests}'}}");
        // As services give each record a reference, by which its return is known before the outcome is in the store.
        New.Make(ofNew, reference: $"rest-{_rests}");
        Legacy.Make(ofLegacy);
        await Eventually.HoldsAsync(() => Legacy.Holds(ofNew) && New.Holds(ofLegacy));
        await hub.CaughtUpAsync();
    }

    private protected static async Task<JsonArray> ConflictsAsync(TestHub hub)
    {
        using var client = hub.Client();
        return (await client.GetFromJsonAsync<JsonArray>("/hub/api/sync/conflicts"))!;
    }
}
