using Hub.Facade.Measuring;
using Hub.Platform.Plan;
using Hub.Platform.Routing;

namespace Hub.Facade.Guarding;

/// <summary>
/// What the guardrail knows of a route, merged over nodes: legacy's recorded answers, and the tests since the route came to its
/// state. A pure state machine over counts, kept in the store; never altered.
/// </summary>
internal sealed record RouteWatch
{
    /// <summary>Fewer recorded answers of legacy tell no p99.</summary>
    private const int FewestForLatency = 200;

    // A window at canary without any answer of legacy is held against what was recorded, once it has so many of new.
    private const int AloneFrom = 20;
    private const long MostRecorded = 200_000;
    private const double FewestMillisecondsMore = 100;

    /// <summary>The state that is tested, with its plan.</summary>
    public string State { get; init; } = "";

    /// <summary>The newest revision that anything was counted under.</summary>
    public long Revision { get; init; }

    /// <summary>When the route came to its state.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>Legacy's recorded answers, by time and failure; the older ones weigh less.</summary>
    public IReadOnlyDictionary<int, long> Recorded { get; init; } = new Dictionary<int, long>();

    /// <summary>The window of failures that is open.</summary>
    public WindowCounts Open { get; init; }

    /// <summary>The window of slow answers that is open.</summary>
    public WindowCounts OpenSlow { get; init; }

    public ExcessTest Errors { get; init; } = new();

    public ExcessTest Latency { get; init; } = new();

    public ExcessTest Mismatch { get; init; } = new();

    /// <summary>Takes in what a node has counted; returns the breach that shows in it, in words, or null.</summary>
    /// <param name="counted">What the node has counted since it last did.</param>
    /// <param name="plan">The route's limits.</param>
    /// <param name="at">When.</param>
    public (RouteWatch Next, string? Breach) Add(GuardCounts counted, GuardrailPlan plan, DateTimeOffset at)
    {
        var next = this;
        if (counted.Revision > Revision)
            next = next.State == counted.State
                ? next with { Revision = counted.Revision }
                : next.BeginAt(counted.State, counted.Revision, at);
        // What came before the state, and what a node tells that is behind, says what legacy answers, and nothing of the state.
        return next.State == counted.State && !counted.IsBefore && counted.Stage is Stage.Canary or Stage.New
            ? next.Test(counted, plan, at)
            : (next.Record(counted.Legacy), null);
    }

    private RouteWatch BeginAt(string state, long revision, DateTimeOffset at) => this with
    {
        State = state, Revision = revision, Since = at, Open = default, OpenSlow = default,
        Errors = ExcessTest.BeginAt(at), Latency = ExcessTest.BeginAt(at), Mismatch = ExcessTest.BeginAt(at),
    };

    private (RouteWatch Next, string? Breach) Test(GuardCounts counted, GuardrailPlan plan, DateTimeOffset at)
    {
        var recorded = AnswerCounts.Of(Recorded);
        var limit = plan.Latency is { } times && recorded.Answered >= FewestForLatency ? SlowFrom(recorded, times) : null;
        var next = this with
        {
            Open = Open + new WindowCounts(
                counted.Legacy.Answered, counted.Legacy.Failed, counted.New.Answered, counted.New.Failed),
            OpenSlow = limit is null ? default : OpenSlow + new WindowCounts(
                counted.Legacy.Answered, SlowerThan(counted.Legacy, limit.Value),
                counted.New.Answered, SlowerThan(counted.New, limit.Value)),
        };
        // Which windows end depends on how many answers there are, never on how many were bad.
        var isAlone = next.Open.Legacy == 0 && next.Open.New >= (counted.Stage == Stage.New ? 1 : AloneFrom);
        var knownErrors = KnownRate.Upper(recorded.Answered, recorded.Failed);
        if (isAlone || ExcessTest.IsComplete(next.Open))
            next = next with { Errors = next.Errors.Add(next.Open, isAlone ? knownErrors : null, at), Open = default };
        if (limit is { } slow && (isAlone || ExcessTest.IsComplete(next.OpenSlow)))
        {
            var known = Math.Max(0.01, KnownRate.Upper(recorded.Answered, SlowerThan(recorded, slow)));
            next = next with { Latency = next.Latency.Add(next.OpenSlow, isAlone ? known : null, at), OpenSlow = default };
        }

        if (plan.Mismatch is { } share && counted.Compared > 0)
            next = next with
            {
                Mismatch = next.Mismatch.Add(new WindowCounts(0, 0, counted.Compared, counted.Different), share, at),
            };
        var breach = GuardBreach.Find(next, plan, recorded);
        return (next.Record(counted.Legacy), breach);
    }

    /// <summary>Returns the first bucket of answers that are slow; null where all fit.</summary>
    private static int? SlowFrom(AnswerCounts recorded, double times)
    {
        var p99 = recorded.Percentile(0.99) ?? 0;
        var least = Math.Max(p99 * times, p99 + FewestMillisecondsMore);
        return AnswerTimes.BucketOf(TimeSpan.FromMilliseconds(least)) + 1;
    }

    private static long SlowerThan(AnswerCounts counts, int bucket) =>
        counts.ToSparse().Where(c => c.Key % AnswerTimes.Buckets >= bucket).Sum(c => c.Value);

    private RouteWatch Record(AnswerCounts legacy)
    {
        if (legacy.Answered == 0)
            return this;
        var sum = AnswerCounts.Of(Recorded).Plus(legacy);
        return this with
        {
            Recorded = sum.Answered <= MostRecorded
                ? sum.ToSparse()
                : sum.ToSparse().Where(c => c.Value > 1).ToDictionary(c => c.Key, c => c.Value / 2),
        };
    }
}

/// <summary>What a node has counted of a route since it last told.</summary>
/// <param name="Revision">The revision that it was counted under.</param>
/// <param name="State">Where the route stood, with the plan.</param>
/// <param name="Stage">The stage of it.</param>
/// <param name="Legacy">What the legacy side answered to callers.</param>
/// <param name="New">What the new side answered to callers.</param>
/// <param name="Compared">How many requests both sides answered.</param>
/// <param name="Different">How many of them differently.</param>
internal sealed record GuardCounts(
    long Revision, string State, Stage Stage, AnswerCounts Legacy, AnswerCounts New, long Compared, long Different)
{
    /// <summary>Whether it was counted before the route came to its state.</summary>
    public bool IsBefore { get; init; }
}
