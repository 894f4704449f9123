using Hub.Platform.Routing;

namespace Hub.Facade.Explaining;

/// <summary>An answered request as the migration team sees it.</summary>
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
    string? Destination,
    double DecidedAfterMilliseconds,
    double TookMilliseconds,
    int Status,
    string Outcome)
{
    public static Explanation Of(string id, in AnsweredRequest request, string node) => new(
        id,
        node,
        request.At,
        request.Route,
        request.Revision,
        request.State.ToString(),
        request.Decision?.Side.ToString().ToLowerInvariant(),
        request.Decision is { } decision ? Describe(decision.Rule) : null,
        request.Decision is { Bucket: var bucket } && !double.IsNaN(bucket) ? Math.Round(bucket, 4) : null,
        request.Destination,
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
        _ => rule.ToString(),
    };

    private static string Describe(AnsweredRequest request) => request switch
    {
        { Decision: null } => "refused before the decision",
        { Status: 499 } => "the caller hung up",
        { Status: >= 500 } => "the side failed",
        { Status: >= 400 } => "the side refused",
        _ => "answered",
    };
}
