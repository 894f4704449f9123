using System.Diagnostics;
using System.Net;
using Hub.Tests;
using Hub.Tests.Processes;

namespace Hub.EndToEnd.Tests.Chaos;

/// <summary>Moves the owner of the customers to and fro, and has the nodes struck on the way.</summary>
/// <param name="hub">The hub.</param>
/// <param name="doors">The doors that are closed where a node is struck.</param>
/// <param name="writers">Who edits; not while a link is behind, or on a busy machine it would stay so.</param>
/// <param name="output">Hears how it goes.</param>
internal sealed class StruckHandovers(IHubShape hub, Doors doors, Writers writers, ITestOutputHelper output)
{
    private const string Writes = "customers.update";

    // The link is waited for: on a busy machine it is behind for a minute.
    private const int Patience = 180;

    // What comes to a node that stands still before its balancer has noticed.
    private const int Unnoticed = 4;
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    private string _stage = "legacy";
    private int _turn;
    private int _slept;

    /// <summary>Handovers that were made or tried.</summary>
    public int Count { get; private set; }

    /// <summary>How often what happened.</summary>
    public string Summary =>
        string.Join(", ", _counts.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => $"{c.Key}: {c.Value}"));

    /// <summary>Has one handover struck; where the owner stands there already, another one moves it away first.</summary>
    public async Task MakeAsync(Strike strike)
    {
        if (strike.Stage == _stage)
            await MoveAsync(_stage == "new" ? "legacy" : "new");
        await Eventually.HoldsAsync($"{strike}", () => TryAsync(strike), Patience);
        await SettleAsync();
    }

    /// <summary>Waits until nothing is handed over and every node takes writes.</summary>
    public async Task SettleAsync()
    {
        await Eventually.HoldsAsync("the handover to end", async () => !await StepWatch.IsHeldAsync(hub));
        await AllLiveAsync();
        _stage = await StageAsync(Writes);
        await FollowAsync("customers.get", _stage);
    }

    /// <summary>Moves the owner of the orders to the other side.</summary>
    public async Task MoveOrdersAsync() =>
        await FollowAsync("orders.place", await StageAsync("orders.place") == "new" ? "legacy" : "new");

    private async Task MoveAsync(string stage)
    {
        Count++;
        await FollowAsync(Writes, stage);
        Tell("not struck");
        _stage = stage;
    }

    /// <summary>Shifts a route until that is done: a link that was behind, or a node that was away, is waited for.</summary>
    private async Task FollowAsync(string route, string stage)
    {
        var told = "";
        await Eventually.HoldsAsync($"{route} to move to {stage}", async () =>
        {
            if (await StageAsync(route) == stage)
                return true;
            (var status, var answer) = await Next().TryMoveAsync(route, stage);
            if (answer != told && status != HttpStatusCode.OK)
                output.WriteLine($"    {route} not at {stage} yet: {told = answer}");
            writers.AreQuiet = status is HttpStatusCode.UnprocessableEntity or HttpStatusCode.Conflict;
            return status == HttpStatusCode.OK;
        }, Patience);
        writers.AreQuiet = false;
    }

    private async Task<bool> TryAsync(Strike strike)
    {
        var nodes = hub.FacadeProcesses;
        var (coordinator, other) = (nodes[_turn % nodes.Count], nodes[(_turn + 1) % nodes.Count]);
        _turn++;
        var victim = strike.Victim == Victim.Coordinator ? coordinator : other;
        Task<(HttpStatusCode?, string)> moving;
        HandoverPoint? met;
        await using (var watch = await StepWatch.StartAsync(hub))
        {
            moving = coordinator.TryMoveAsync(Writes, strike.Stage);
            if (!await watch.ReachedAsync(strike.At, moving))
            {
                output.WriteLine($"    not met: {strike}: {await moving}");
                writers.AreQuiet = true;
                return await StageAsync(Writes) == strike.Stage ? throw new InvalidOperationException("It was not seen.") : false;
            }

            writers.AreQuiet = false;

            if (strike.Blow == Blow.Kill)
                await victim.Program.KillAsync();
            else
                victim.Program.Pause();
            met = await watch.FindAsync();
        }

        Count++;
        Tell($"{strike.Blow} at {met}");
        await (strike.Blow == Blow.Kill ? RiseAsync(victim) : WakeAsync(victim, coordinator == victim ? other : coordinator));
        var (status, told) = await moving;
        told.ShouldNotContain("()", customMessage: "a refusal names what it waited for");
        await Eventually.HoldsAsync("the handover to end", async () => !await StepWatch.IsHeldAsync(hub));
        await AllLiveAsync();
        var stage = await StageAsync(Writes);
        Tell(stage == strike.Stage ? "moved" : "put back");
        output.WriteLine($"{_watch.Elapsed:mm\\:ss} {Count}. {strike} (met at {met}): now {stage}; {(int?)status}: {told}");
        return true;
    }

    private async Task RiseAsync(HubUnderTest victim)
    {
        doors.Close(victim.Address);
        await victim.StartAgainAsync();
        doors.Open(victim.Address);
    }

    /// <summary>Half of those that hand over wake while the handover waits for its end, the others after it.</summary>
    private async Task WakeAsync(HubUnderTest victim, HubUnderTest witness)
    {
        doors.Close(victim.Address, after: Unnoticed);
        await Eventually.HoldsAsync(
            "the lease of a node that stands still to end", async () => !(await LiveAsync(witness)).Contains(victim.Address));
        if (_slept++ % 4 < 2)
            await Eventually.HoldsAsync(
                "the handover to end without a node that stands still", async () => !await StepWatch.IsHeldAsync(hub));
        victim.Program.Continue();
        doors.Open(victim.Address);
    }

    private Task AllLiveAsync() => Eventually.HoldsAsync("every node to be live", async () =>
    {
        var live = await LiveAsync(hub.FacadeProcesses[0]);
        return hub.FacadeProcesses.All(f => live.Contains(f.Address));
    });

    private static async Task<IReadOnlyList<Uri>> LiveAsync(HubUnderTest asked) =>
        [.. (await asked.GetAsync("/hub/api/nodes")).EnumerateArray()
            .Where(n => n.GetProperty("live").GetBoolean() && n.GetProperty("address").GetString()!.Length > 0)
            .Select(n => new Uri(n.GetProperty("address").GetString()!))];

    private async Task<string> StageAsync(string route) => (await Next().GetAsync("/hub/api/routes")).GetProperty("routes")
        .EnumerateArray().Single(r => r.GetProperty("id").GetString() == route).GetProperty("stage").GetString()!;

    private HubUnderTest Next() => hub.FacadeProcesses[_turn++ % hub.FacadeProcesses.Count];

    private void Tell(string what) => _counts[what] = _counts.GetValueOrDefault(what) + 1;
}
