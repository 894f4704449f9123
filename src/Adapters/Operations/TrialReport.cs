using System.Text.Json.Nodes;
using Hub.Adapters.Resources;
using Hub.Adapters.Systems;
using Hub.Platform.Identity;

namespace Hub.Adapters.Operations;

/// <summary>All that happened on the way there and back, in its order.</summary>
/// <param name="system">The system.</param>
/// <param name="offered">What is tried.</param>
/// <param name="route">The route whose mapping is taken, or null.</param>
/// <param name="others">Routes that call it as well.</param>
/// <param name="hidden">What the plan takes from outside of it, and nobody is shown.</param>
internal sealed class TrialReport(
    string system, OfferedOperation offered, string? route, IReadOnlyList<string> others, HiddenValues hidden)
    : IAudited
{
    private readonly JsonArray _steps = [];
    private Problem? _problem;

    /// <summary>Whether what is tried may change something.</summary>
    public bool Writes => offered.Writes;

    public string Outcome => _problem is null ? "done" : _problem.Title == OperationProblems.Unknown ? "unknown" : "refused";

    public string Detail => $"{route ?? "in its own terms"}: {_problem?.Status ?? 200}";

    /// <summary>Whatever is JSON; nothing where there is nothing.</summary>
    public void Step(string name, JsonNode? content) =>
        _steps.Add(new JsonObject { ["step"] = name, ["content"] = hidden.In(content?.DeepClone()) });

    /// <summary>Both messages, as far as there were any.</summary>
    public void Messages(Exchange exchange, string of = "")
    {
        foreach (var (name, message) in new[] { ("message sent", exchange.Request), ("message received", exchange.Answer) })
            if (message is not null)
            {
                var shown = hidden.In(message);
                _steps.Add(
                    new JsonObject { ["step"] = of + name, ["content"] = shown, ["indented"] = MessageText.Indent(shown) });
            }
    }

    public void Failed(Problem problem) => _problem = problem;

    public JsonObject ToJson(double milliseconds) => new()
    {
        ["system"] = system,
        ["operation"] = offered.Operation.Name,
        ["route"] = route,
        ["otherRoutes"] = new JsonArray([.. others.Select(r => JsonValue.Create(r))]),
        ["outcome"] = _problem is null ? "answered" : Outcome,
        ["milliseconds"] = Math.Round(milliseconds, 1),
        ["steps"] = _steps,
        ["problem"] = hidden.In(_problem?.ToJson()),
    };
}
