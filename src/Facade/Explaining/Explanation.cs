using Hub.Platform.Routing;
using Hub.ServiceKit.Changes;

namespace Hub.Facade.Explaining;

/// <summary>An answered request as the migration team sees it.</summary>
/// <param name="Id">The hub's id of the request.</param>
/// <param name="Node">The node that answered it.</param>
/// <param name="At">When it came.</param>
/// <param name="Route">The route's id.</param>
/// <param name="Revision">The revision that decided.</param>
/// <param name="Stage">Where the route stood; <c>new only</c> where the plan names no legacy side.</param>
/// <param name="Side">The side that was decided; null without a decision.</param>
/// <param name="Rule">What decided it.</param>
/// <param name="Bucket">The cohort key's bucket, where it was needed.</param>
/// <param name="AnsweredBy">
/// Whose answer the caller got: <c>legacy</c>, <c>new</c>, <c>hub</c>, or <c>hub, again</c> for what it kept for the request's
/// <c>Idempotency-Key</c>.
/// </param>
/// <param name="Destination">The side that was asked last, by its name in the plan; null where none was.</param>
/// <param name="Place">Where that runs: <c>this process</c>, a peer or <c>nowhere</c>; null for an address.</param>
/// <param name="DecidedAfterMilliseconds">From its arrival to the decision.</param>
/// <param name="TookMilliseconds">From its arrival to the end of the answer.</param>
/// <param name="Status">The answer's HTTP status; 499 when the caller hung up.</param>
/// <param name="Outcome">What became of it, or why it failed.</param>
internal sealed record Explanation(
    string Id,
    string Node,
    DateTimeOffset At,
    string Route,
    long Revision,
    string Stage,
    string? Side,
    string? Rule,
    double? Bucket,
    string AnsweredBy,
    string? Destination,
    string? Place,
    double DecidedAfterMilliseconds,
    double TookMilliseconds,
    int Status,
    string Outcome)
{
    /// <summary>What was asked for a composed answer; null for a route's.</summary>
    public IReadOnlyList<ExplainedPart>? Parts { get; init; }

    /// <summary>Explains a composed answer, which no stage and no side stands behind.</summary>
    public static Explanation Of(ComposedExplanation composed, string node, RecentRequests recent) => new(
        composed.Id, node, composed.At, composed.Composition, composed.Revision, "composed",
        Side: null, Rule: null, Bucket: null, AnsweredBy: "hub", Destination: null, Place: null, DecidedAfterMilliseconds: 0,
        Math.Round(composed.Took.TotalMilliseconds, 3), composed.Status, composed.Outcome)
    {
        Parts =
        [
            .. composed.Parts.Select(p => p with
            {
                Side = recent.Find(p.RequestId)?.Decision?.Side.ToString().ToLowerInvariant() ?? p.Side,
            }),
        ],
    };

    public static Explanation Of(string id, in AnsweredRequest request, string node, string? place) => new(
        id,
        node,
        request.At,
        request.Route,
        request.Revision,
        request.State.ToString(),
        request.Decision?.Side.ToString().ToLowerInvariant(),
        request.Decision is { } decision ? Describe(decision.Rule) : null,
        request.Decision is { Bucket: var bucket } && !double.IsNaN(bucket) ? Math.Round(bucket, 4) : null,
        DescribeAnswerer(request),
        request.Destination,
        place,
        Math.Round(request.DecidedAfter.TotalMilliseconds, 3),
        Math.Round(request.Took.TotalMilliseconds, 3),
        request.Status,
        request.Failure ?? Describe(request));

    private static string Describe(DecisionRule rule) => rule switch
    {
        DecisionRule.Stage => "the stage sends everybody there",
        DecisionRule.Forced => "a caller with the right asked for this side",
        DecisionRule.User => "the cohort key is named",
        DecisionRule.Group => "a group of the caller is named",
        DecisionRule.Bucket => "the cohort key's bucket",
        DecisionRule.NoKey => "a canary, and the request has no cohort key",
        DecisionRule.OwnWrite => "the record was just written there, and the other side may not have it yet",
        _ => rule.ToString(),
    };

    private static string DescribeAnswerer(in AnsweredRequest request) => request switch
    {
        { Answerer: Answerer.Replay } => "hub, again",
        { Answerer: Answerer.Hub } or { Decision: null } => "hub",
        { Answerer: Answerer.Fallback } => "legacy",
        { Decision.Side: var side } => side.ToString().ToLowerInvariant(),
    };

    private static string Describe(AnsweredRequest request) => request switch
    {
        { Answerer: Answerer.Replay } => "answered as the first request with the same Idempotency-Key",
        { Decision: null } => "refused before the decision",
        { Status: 499 } => "the caller hung up",
        { Status: >= 500 } => "the side failed",
        { Status: >= 400 } => "the side refused",
        _ => "answered",
    };
}
