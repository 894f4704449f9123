using System.Globalization;
using Hub.Facade.Cutover.Handovers;
using Hub.Facade.Deciding;
using Hub.Facade.Evidence;
using Hub.Facade.Explaining;
using Hub.Facade.Gating;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.ServiceKit.Changes;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Cutover;

/// <summary>Tries a shift on the cohort keys that the nodes have seen lately, and changes nothing.</summary>
internal sealed class ShiftPreviews(
    RecentKeys recent, OtherNodes others, HandoverPreviews handovers, WaysBack waysBack, GateJudge judge)
{
    /// <summary>How many customers a list names at most.</summary>
    public const int MostCustomers = 200;

    /// <summary>What it would do to the keys that this node has seen.</summary>
    public SeenKeys Here(RoutingSnapshot snapshot, RoutePlan route, RouteState to)
    {
        var (keys, since) = recent.Of(route.Id).Read();
        var before = snapshot.Flag(route.Id);
        var seed = route.Capability.Cohort?.Seed;
        var definition = FlagDefinition.Of(route.Id, to, seed);
        var after = new CompiledFlag(definition);
        return new SeenKeys(
            [.. keys.Distinct(StringComparer.Ordinal).Select(k => new SeenKey(
                Allocation.Bucket(k, definition.Allocation.Seed),
                before.Decide(k, Caller.Unknown).Side,
                after.Decide(k, Caller.Unknown).Side))],
            keys.Count,
            Math.Round(since.TotalSeconds, 1));
    }

    /// <summary>
    /// Returns which of the keys that this node has seen would change sides, at most <see cref="MostCustomers"/>.
    /// </summary>
    /// <param name="snapshot">What is served.</param>
    /// <param name="route">The route.</param>
    /// <param name="to">Where it would stand.</param>
    /// <param name="isClear">Whether the asker may see the keys; otherwise they are masked.</param>
    public MovedCustomers MovedHere(RoutingSnapshot snapshot, RoutePlan route, RouteState to, bool isClear)
    {
        var before = snapshot.Flag(route.Id);
        var definition = FlagDefinition.Of(route.Id, to, route.Capability.Cohort?.Seed);
        var after = new CompiledFlag(definition);
        var moved = recent.Of(route.Id).Read().Keys.Distinct(StringComparer.Ordinal)
            .Select(k => (Key: k, Before: before.Decide(k, Caller.Unknown).Side, After: after.Decide(k, Caller.Unknown).Side))
            .Where(k => k.Before != k.After)
            .Select(k => new MovedCustomer(
                isClear ? k.Key : MaskedValue.Mask(k.Key), Allocation.Bucket(k.Key, definition.Allocation.Seed),
                k.After.ToString().ToLowerInvariant()))
            .OrderBy(k => k.Bucket).ToList();
        return new(route.Id, moved.Count, !isClear, [.. moved.Take(MostCustomers)], []);
    }

    /// <summary>Returns which of the keys that any live node has seen would change sides.</summary>
    public async Task<MovedCustomers> MovedEverywhereAsync(
        RoutingSnapshot snapshot, RoutePlan route, RouteState to, bool isClear, string? authorization,
        CancellationToken cancellation)
    {
        var (found, silent) = await others.AskAsync<MovedCustomers>(
            Path(route, to, "/preview/customers"), authorization, cancellation);
        MovedCustomers[] nodes = [MovedHere(snapshot, route, to, isClear), .. found];
        // A key that several nodes have seen is one key.
        var moved = nodes.SelectMany(n => n.Customers).DistinctBy(c => c.Bucket).OrderBy(c => c.Bucket).ToList();
        return new(
            route.Id, Math.Max(moved.Count, nodes.Max(n => n.Count)), Array.Exists(nodes, n => n.IsMasked),
            [.. moved.Take(MostCustomers)], silent);
    }

    /// <summary>What it would do to the keys that any live node has seen.</summary>
    public async Task<ShiftPreview> EverywhereAsync(ShiftTrial trial, string? authorization, CancellationToken cancellation)
    {
        var (snapshot, route, to) = (trial.Served, trial.Route, trial.Shift.To);
        var (found, silent) = await others.AskAsync<SeenKeys>(Path(route, to, "/preview"), authorization, cancellation);
        List<SeenKeys> nodes = [Here(snapshot, route, to), .. found];
        // A key that several nodes have seen is one key.
        var keys = nodes.SelectMany(n => n.Keys).DistinctBy(k => k.Bucket).ToList();
        return new ShiftPreview(
            route.Id,
            snapshot.Revision,
            trial.Shift.From,
            to,
            trial.Refused?.Why,
            trial.Refused is null ? trial.Verdict?.Overridden : null,
            trial.Refused is null ? trial.Verdict?.SecondPerson : null,
            keys.Count,
            keys.Count(k => (k.Before, k.After) == (Side.Legacy, Side.New)),
            keys.Count(k => (k.Before, k.After) == (Side.New, Side.Legacy)),
            nodes.Sum(n => n.Requests),
            nodes.Max(n => n.SinceSeconds),
            nodes.Count,
            silent,
            trial.Notes ?? [])
        {
            AcceptedSplit = trial.Refused is null ? trial.Verdict?.AcceptedSplit : null,
            Gates = await judge.JudgeAsync(trial.Shift) is { Count: > 0 } judged
                ? [.. judged.SelectMany(j => j.Verdicts)] : null,
            Handover = await handovers.FindAsync(trial.Shift, cancellation),
            // A shift forward had it rehearsed just now, as one of its checks.
            WayBack = await (trial.Shift.IsForward ? waysBack.FindAsync(route) : waysBack.RehearseAsync(route, cancellation)),
        };
    }

    private static string Path(RoutePlan route, RouteState to, string ending) =>
        $"/hub/api/routes/{Uri.EscapeDataString(route.Id)}{ending}" + QueryString.Create(
        [
            new("stage", to.Stage.ToString().ToLowerInvariant()),
            .. to.Stage == Stage.Canary ? Named("percent", [to.Percent.ToString("R", CultureInfo.InvariantCulture)]) : [],
            .. Named("user", to.Users),
            .. Named("group", to.Groups),
            new("here", "true"),
        ]);

    private static IEnumerable<KeyValuePair<string, string?>> Named(string name, IEnumerable<string> values) =>
        values.Select(v => new KeyValuePair<string, string?>(name, v));
}
