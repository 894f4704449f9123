using System.Text.Json.Serialization;
using Hub.Platform.Routing;
using Hub.ServiceKit.Changes;

namespace Hub.Facade.Evaluating;

/// <summary>A route's flag evaluated, as the OpenFeature Remote Evaluation Protocol has it.</summary>
/// <param name="Key">The route's id.</param>
/// <param name="Value">The side that answers: <c>legacy</c> or <c>new</c>.</param>
/// <param name="Reason">OpenFeature's word for the rule that decided.</param>
/// <param name="Variant">The side again: each side is a variant of its own name.</param>
/// <param name="Metadata">Where the route stands, and the hub's own word for the rule.</param>
internal sealed record FlagEvaluation(
    string Key, string Value, string Reason, string Variant, IReadOnlyDictionary<string, string> Metadata)
{
    /// <summary>Evaluates a route's flag by the decision that requests are answered by.</summary>
    public static FlagEvaluation Of(RoutingSnapshot snapshot, string route, EvaluationContext context)
    {
        var decision = snapshot.Decide(route, context.Key, context.Caller);
        var side = decision.Side == Side.New ? "new" : "legacy";
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["stage"] = Word(snapshot.State(route).Stage.ToString()), ["rule"] = Word(decision.Rule.ToString()),
        };
        return new FlagEvaluation(route, side, ReasonOf(decision.Rule), side, metadata);
    }

    private static string ReasonOf(DecisionRule rule) => rule switch
    {
        DecisionRule.Stage => "STATIC",
        DecisionRule.User or DecisionRule.Group => "TARGETING_MATCH",
        DecisionRule.Bucket => "SPLIT",
        DecisionRule.NoKey => "DEFAULT",
        _ => "UNKNOWN",
    };

    private static string Word(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}

/// <summary>The evaluation of all flags.</summary>
internal sealed record FlagEvaluations(IReadOnlyList<FlagEvaluation> Flags);

/// <summary>Why nothing was evaluated.</summary>
/// <param name="ErrorCode">OpenFeature's word for it.</param>
/// <param name="ErrorDetails">What is wrong, and what is right.</param>
internal sealed record EvaluationFailure(string ErrorCode, string ErrorDetails)
{
    public const string ParseError = "PARSE_ERROR";
    public const string InvalidContext = "INVALID_CONTEXT";
    public const string FlagNotFound = "FLAG_NOT_FOUND";

    /// <summary>The flag that was asked for; null where all were.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Key { get; init; }
}
