using System.Globalization;
using Hub.Facade.Evidence;
using Hub.Platform.Links;
using Hub.Platform.Plan;
using Hub.Platform.Problems;

namespace Hub.Facade.Gating;

/// <summary>Judges each condition of a gate by what is known: a pure function.</summary>
internal static class GateConditions
{
    // A century or more is as good as never.
    private const double Longest = 1_000_000;

    // What came within seconds says nothing of an hour.
    private static readonly TimeSpan ShortestRate = TimeSpan.FromSeconds(10);

    /// <summary>Returns the verdict of each condition that a gate has.</summary>
    /// <param name="gate">The gate.</param>
    /// <param name="known">What it is judged by.</param>
    /// <param name="all">All that is known of the route, where the gate reads a part of it; null where it reads all.</param>
    public static IReadOnlyList<GateCondition> Judge(EvidenceGate gate, KnownOfRoute known, KnownOfRoute? all = null) =>
        [.. new[]
        {
            Mismatch(gate, known), LeftBehind(gate, known, all ?? known), Samples(gate, known), Soak(gate, known),
            SyncLag(gate, known), Verified(gate, known), CanaryShare(known),
        }.OfType<GateCondition>()];

    private static GateCondition? Mismatch(EvidenceGate gate, KnownOfRoute known)
    {
        if (gate.Mismatch is not { } share)
            return null;
        var counts = known.Counts;
        var (compared, different) = (counts.Compared, counts.Different);
        var asked = $"{PlanPercent.Write(share)} ({PlanPercent.Write(gate.Confidence)} sure)";
        var what = known.IsJudgedByLeftBehind ? "records left behind" : "answers";
        var found = $"{Number(different)} of {Number(compared)} {what} differ, "
            + $"{PlanPercent.Write(MismatchBound.Upper(compared, different, gate.Confidence))} at most";
        if (MismatchBound.IsBelow(share, compared, different, gate.Confidence))
            return new GateCondition("mismatch", asked, GateState.Pass, found);
        if (MismatchExcess.IsAbove(share, compared, different, gate.Confidence))
            return new GateCondition("mismatch", asked, GateState.Fail, found)
            {
                Missing = $"{Number(different)} of {Number(compared)} {what} differ, which is more. Correct the new side, "
                    + $"roll back (./hub rollback {known.Route.Id}), and shift to shadow again: then the count begins anew",
            };
        return More(
            new GateCondition("mismatch", asked, GateState.Inconclusive, found),
            MismatchBound.Missing(compared, different, share, gate.Confidence), known);
    }

    // Equal records never open a gate that reads answers, and different ones close any: what differs there, callers will read.
    private static GateCondition? LeftBehind(EvidenceGate gate, KnownOfRoute known, KnownOfRoute all) =>
        gate.Mismatch is { } share && all.Counts.LeftBehind is { } left && known.Counts.Different < left.Different
        && MismatchExcess.IsAbove(share, left.Compared, left.Different, gate.Confidence)
            ? new GateCondition(
                "leftBehind", PlanPercent.Write(share), GateState.Fail,
                $"{Number(left.Different)} of {Number(left.Compared)} records left behind differ")
            {
                Missing = $"{Number(left.Different)} of {Number(left.Compared)} records that writes left behind differ, which is "
                    + $"more. ./hub evidence {known.Route.Id} names the paths; correct the side or the mapping, roll back "
                    + $"(./hub rollback {known.Route.Id}), and begin anew",
            }
            : null;

    private static GateCondition? Samples(EvidenceGate gate, KnownOfRoute known)
    {
        if (gate.Samples == 0)
            return null;
        var compared = known.Counts.Compared;
        var found = $"{Number(compared)} compared";
        return compared >= gate.Samples
            ? new GateCondition("samples", Number(gate.Samples), GateState.Pass, found)
            : More(
                new GateCondition("samples", Number(gate.Samples), GateState.Inconclusive, found),
                gate.Samples - compared, known);
    }

    private static GateCondition? Soak(EvidenceGate gate, KnownOfRoute known)
    {
        if (gate.Soak == TimeSpan.Zero)
            return null;
        var asked = PlanDuration.Write(gate.Soak);
        var found = known.Soaked is { } stood
            ? $"{Whole(stood, Math.Floor)} at {known.Stands}{(known.Route.IsWrite ? "" : " with answers compared")}"
            : $"nothing was compared at {known.Stands}";
        if (known.Soaked >= gate.Soak)
            return new GateCondition("soak", asked, GateState.Pass, found);
        var left = gate.Soak - (known.Soaked ?? TimeSpan.Zero);
        return new GateCondition("soak", asked, GateState.Inconclusive, found)
        {
            Missing = $"{found}; {About(left)} more",
            AboutSeconds = Math.Round(left.TotalSeconds),
        };
    }

    private static GateCondition? SyncLag(EvidenceGate gate, KnownOfRoute known)
    {
        if (gate.SyncLag is not { } most)
            return null;
        var asked = PlanDuration.Write(most);
        if (known.Streams.Count == 0)
            return new GateCondition("syncLag", asked, GateState.Inconclusive, "the link was not read yet")
            {
                Missing = "the link was not read yet; see ./hub sync status",
            };
        var lag = known.Streams.Max(s => s.Lag);
        var found = known.Streams.FirstOrDefault(s => s.Error is not null) is { } still
            ? $"{still.From} > {still.To} stands still"
            : string.Create(CultureInfo.InvariantCulture, $"{lag.TotalSeconds:0.#} s behind");
        return lag <= most && known.Streams.All(s => s.Error is null)
            ? new GateCondition("syncLag", asked, GateState.Pass, found)
            : new GateCondition("syncLag", asked, GateState.Fail, found) { Missing = $"{found}; see ./hub sync status" };
    }

    // What was measured of other customers than those that the percentage names says nothing of the next step.
    private static GateCondition? CanaryShare(KnownOfRoute known) =>
        known.Canary is { IsContradicted: true } canary
            ? new GateCondition("canaryShare", PlanPercent.Write(canary.Percent / 100), GateState.Fail, canary.Text)
            {
                Missing = $"{canary.Text}: not as it was set. See what falls back (./hub systems) and who answered "
                    + $"(./hub explain), and shift {known.Route.Id} to another percentage: then the count begins anew",
            }
            : null;

    private static GateCondition? Verified(EvidenceGate gate, KnownOfRoute known)
    {
        if (gate.Verified is not { } oldest)
            return null;
        var asked = PlanDuration.Write(oldest);
        var entity = known.Route.Capability.Link?.Entity;
        var found = known.Streams.Select(s => s.Reconciled).FirstOrDefault(r => r is not null);
        if (found is { Drift: > 0 })
            return new GateCondition("verified", asked, GateState.Fail, found.Text)
            {
                Missing = $"{found.Text}; look at them with ./hub sync reconcile {entity}",
            };
        return found is { State: LinkVerification.Verified or LinkVerification.Stale } && known.Now - found.At <= oldest
            ? new GateCondition("verified", asked, GateState.Pass, found.Text)
            : new GateCondition("verified", asked, GateState.Inconclusive, found?.Text ?? "never compared")
            {
                Missing = $"{found?.Text ?? "both sides' records were never compared"}; "
                    + $"compare them with ./hub sync reconcile {entity}",
            };
    }

    /// <summary>Says how many more equal answers it takes, and how long that is about.</summary>
    private static GateCondition More(GateCondition condition, long answers, KnownOfRoute known)
    {
        var more = Counted.Of(answers, known.IsJudgedByLeftBehind ? "more equal record" : "more equal answer")
            .Replace($"{answers}", Number(answers), StringComparison.Ordinal);
        var recent = known.Recent;
        var passing = recent.Compared - recent.Different;
        if (passing == 0)
            return condition with { Missing = $"{more}; {WhyNone(known)}" };
        var elapsed = known.Now - recent.From!.Value;
        var about = (elapsed > ShortestRate ? elapsed : ShortestRate) * Math.Min((double)answers / passing, Longest);
        return condition with
        {
            Missing = $"{more} at today's traffic, about {About(about)}",
            AboutSeconds = Math.Round(about.TotalSeconds),
        };
    }

    private static string WhyNone(KnownOfRoute known) =>
        known.IsJudgedByLeftBehind && known.Counts.Compared == 0
            ? known.State.Stage == Platform.Routing.Stage.Legacy
                ? $"./hub shift {known.Route.Id} --to shadow begins to compare what its writes leave behind"
                : $"nothing was compared of what its writes leave behind; ./hub evidence {known.Route.Id} says why, and the gate "
                    + "before new reads what the new side has written, at canary"
        : known.Route.IsWrite && known.Counts.Compared == 0
            ? $"{known.Route.Id} writes, and none of its writes was compared: "
                + (known.Route.DryRun
                    ? $"./hub shift {known.Route.Id} --to shadow has the new side try them"
                    : "say 'dryRun: true' of the route where its service can try a write, give it a gate of its own "
                        + "(gates: { canary: { mismatch: off, soak: off } }), or override the gate")
        : known.State.Stage == Platform.Routing.Stage.Legacy
            ? $"./hub shift {known.Route.Id} --to shadow begins to compare"
        : "none came within the last hour";

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string About(TimeSpan time) => Whole(time, Math.Ceiling);

    // What has passed is rounded down, or "48 hours" would not be enough for 48h.
    private static string Whole(TimeSpan time, Func<double, double> round) => time switch
    {
        { TotalSeconds: < 60 } => Counted.Of((long)round(time.TotalSeconds), "second"),
        { TotalMinutes: < 120 } => $"{round(time.TotalMinutes):0} min",
        { TotalHours: < 48 } => $"{round(time.TotalHours):0} hours",
        _ => $"{round(time.TotalDays):0} days",
    };
}
