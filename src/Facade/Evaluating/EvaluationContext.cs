using System.Collections.Immutable;
using System.Text.Json;
using Hub.Platform.Routing;

namespace Hub.Facade.Evaluating;

/// <summary>Tells whom flags are evaluated for: <c>{ "targetingKey": "C-1001", "groups": ["pilots"] }</c>.</summary>
/// <param name="Key">The cohort key; null where the caller gives none.</param>
/// <param name="Groups">The caller's groups.</param>
internal sealed record EvaluationContext(string? Key, ImmutableArray<string> Groups)
{
    public Caller Caller => new(Forced: null, Groups);

    /// <summary>Reads the <c>context</c> of a request; of its members, the hub decides by these two alone.</summary>
    /// <returns>The context, or what is wrong with it.</returns>
    public static (EvaluationContext? Context, string? Problem) Read(JsonElement request)
    {
        if (request.ValueKind != JsonValueKind.Object)
            return (null, "The body is an object, such as { \"context\": { \"targetingKey\": \"C-1001\" } }.");
        if (!request.TryGetProperty("context", out var context) || context.ValueKind == JsonValueKind.Null)
            return (new EvaluationContext(null, []), null);
        if (context.ValueKind != JsonValueKind.Object)
            return (null, "'context' is an object, such as { \"targetingKey\": \"C-1001\" }.");
        string? key = null;
        if (context.TryGetProperty("targetingKey", out var given) && given.ValueKind != JsonValueKind.Null)
        {
            if (given.ValueKind != JsonValueKind.String)
                return (null, "'targetingKey' is a text: the cohort key, such as C-1001.");
            key = given.GetString();
        }

        if (!context.TryGetProperty("groups", out var groups) || groups.ValueKind == JsonValueKind.Null)
            return (new EvaluationContext(key, []), null);
        return groups.ValueKind == JsonValueKind.Array
            && groups.EnumerateArray().All(g => g.ValueKind == JsonValueKind.String)
            ? (new EvaluationContext(key, [.. groups.EnumerateArray().Select(g => g.GetString()!)]), null)
            : (null, "'groups' is a list of texts, such as [\"pilots\"].");
    }
}
