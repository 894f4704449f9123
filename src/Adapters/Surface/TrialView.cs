using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Hub.Adapters.Surface;

/// <summary>What trying an operation has shown.</summary>
/// <param name="System">The system.</param>
/// <param name="Operation">The operation's own name.</param>
/// <param name="Route">The route whose mapping was taken; null for the operation's own terms.</param>
/// <param name="OtherRoutes">Routes that call it as well.</param>
/// <param name="Status">The HTTP status that a caller gets.</param>
/// <param name="Outcome"><c>answered</c>, <c>refused</c> or <c>unknown</c>.</param>
/// <param name="Milliseconds">How long it took.</param>
/// <param name="Steps">What happened, in its order.</param>
/// <param name="Problem">The problem+json that a caller gets, with reasons that callers are not told; null without one.</param>
internal sealed record TrialView(
    string System, string Operation, string? Route, IReadOnlyList<string> OtherRoutes, int Status, string Outcome,
    double Milliseconds, IReadOnlyList<TrialStep> Steps, JsonNode? Problem);

/// <summary>A step on the way there or back.</summary>
/// <param name="Step">What it is, such as <c>message sent</c>.</param>
/// <param name="Content">Its content: JSON, or a message as text; null for a step without content.</param>
internal sealed record TrialStep(string Step, JsonNode? Content)
{
    /// <summary>A message as people read it; null where the content is JSON.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Indented { get; init; }
}
