using System.Text.Json.Nodes;
using Hub.Adapters.Calls;
using Hub.Adapters.Operations;
using Hub.Adapters.Resources;
using Hub.Adapters.Systems;
using Hub.Platform.Identity;
using Hub.ServiceKit.Problems;
using Hub.Soap.Outcomes;
using Microsoft.AspNetCore.Http;

namespace Hub.Adapters.Surface;

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
    private readonly List<TrialStep> _steps = [];
    private Problem? _problem;
    private int _status = StatusCodes.Status200OK;
    private CallOutcome? _last;

    /// <summary>Whether what is tried may change something.</summary>
    public bool Writes => offered.Writes;

    public string Outcome => _problem is null ? "done" : _problem.Title == Problem.OutcomeUnknown ? "unknown" : "refused";

    public string Detail => $"{route ?? "in its own terms"}: {_problem?.Status ?? _status}";

    /// <summary>Whatever is JSON; nothing where there is nothing.</summary>
    public void Step(string name, JsonNode? content) =>
        _steps.Add(new TrialStep(name, hidden.In(content?.DeepClone())));

    /// <summary>Both messages, as far as there were any.</summary>
    public void Messages(Exchange exchange, string of = "")
    {
        foreach (var (name, message) in new[] { ("message sent", exchange.Request), ("message received", exchange.Answer) })
            if (message is not null)
            {
                var shown = hidden.In(message);
                _steps.Add(new TrialStep(of + name, shown) { Indented = MessageText.Indent(shown) });
            }
    }

    /// <summary>The request as the route's mapping sees it; a source without anything in it is left out.</summary>
    public void Request(JsonObject document) => Step("contract request", new JsonObject(document
        .Where(d => d.Value is not JsonObject { Count: 0 })
        .Select(d => KeyValuePair.Create(d.Key, d.Value?.DeepClone()))));

    /// <summary>A call that the route made, as it ends; those of one stage may end at once.</summary>
    public void Called(Resource resource, ObservedCall observed)
    {
        lock (_steps)
        {
            _last = observed.Told;
            var call = observed.Call;
            if (!resource.Steps.IsEmpty)
            {
                var name = resource.Steps.First(s => s.Call == call).Name;
                Messages(observed.Exchange, of: $"{name}: ");
                if (observed.Told is Answered { Content: var answer })
                    Step($"{name}: contract answer", answer);
            }
            else if (call == resource.Call.Current)
            {
                Messages(observed.Exchange, of: $"{call.Operation.Name}: ");
                if (observed.Told is Answered { Content: var current })
                    Step("what there is", current);
            }
            else
            {
                Step("legacy request", observed.Sent?.Node);
                Messages(observed.Exchange);
                if (observed.Said is Answer said)
                    Step("legacy answer", said.Document);
            }
        }
    }

    /// <summary>The answer as a caller of the route gets it.</summary>
    public void Answered(int status, JsonNode? content)
    {
        _status = status;
        Step("contract answer", content);
    }

    /// <summary>Whoever tries is told the reason and the place that callers are not.</summary>
    public void Failed(Problem problem) => _problem = _last switch
    {
        // A caller with a key that is invalid is told that there is no such record.
        RequestInvalid { Errors: var errors } => problem with { Errors = RequestFaults.Show(errors) },
        InDoubt { Reason: var reason } => problem with { Detail = $"{problem.Detail} ({reason})" },
        Failed { Reason: var reason } => problem with { Detail = $"{problem.Detail} ({reason})" },
        _ => problem,
    };

    public TrialView ToView(double milliseconds) => new(
        system, offered.Operation.Name, route, others, _problem?.Status ?? _status, _problem is null ? "answered" : Outcome,
        Math.Round(milliseconds, 1), _steps, hidden.In(_problem?.ToJson()));
}
