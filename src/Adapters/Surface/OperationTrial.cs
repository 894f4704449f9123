using System.Text.Json.Nodes;
using Hub.Adapters.Calls;
using Hub.Adapters.Operations;
using Hub.Adapters.Resources;
using Hub.Adapters.Serving;
using Hub.Adapters.Shapes;
using Hub.Adapters.Systems;
using Hub.Platform.Plan;
using Hub.Platform.Problems;
using Hub.Platform.Sides;
using Microsoft.AspNetCore.Http;

namespace Hub.Adapters.Surface;

/// <summary>
/// Calls an operation once, for somebody who wants to see each step: in its own terms, or through the mapping of a route
/// that calls it. It is a real call.
/// </summary>
internal sealed class OperationTrial(SystemAdapters adapters, ResourceRun run, TimeProvider time)
{
    private const string InItsOwnTerms = "none";

    public async Task<IResult> RunAsync(string system, string operation, HttpContext context)
    {
        if (adapters.Find(system) is not { } adapter || adapter.Definition.Operations.Find(operation) is not { } offered)
            return OperationResult.Of(OperationProblems.NotFound(system, operation, adapters));
        var (document, unreadable) = await OperationBody.ReadAsync(context.Request, context.RequestAborted);
        if (document is null)
            return OperationResult.Of(unreadable!);
        var asked = document.Node as JsonObject ?? [];
        var calling = Calling(adapter.Definition, offered);
        var (route, resource, wrong) = Choose(calling, $"{system}.{operation}", offered, asked["route"]);
        if (wrong is not null)
            return OperationResult.Of(wrong);
        var input = asked["input"] ?? new JsonObject();
        var report = new TrialReport(
            system, offered, route, [.. calling.Keys.Where(r => r != route)],
            new HiddenValues(adapter.Definition.Mask.Secrets.Concat(adapter.Definition.Mask.References)));
        var caller = OperationEndpoint.CallerOf(context.Request);
        var started = time.GetTimestamp();
        if (resource is null)
            await CallAsync(adapter, offered, input, caller, report);
        else if (input is JsonObject contract)
        {
            var trial = TrialInput.For(resource, contract, context.TraceIdentifier);
            await MapAsync(
                adapter, resource, trial, new SideRequest(context.TraceIdentifier, route!, trial.Path), caller, report);
        }
        else
            report.Failed(new Problem(StatusCodes.Status400BadRequest, "'input' must be a JSON object."));
        return OperationResult.Of(report.ToJson(time.GetElapsedTime(started).TotalMilliseconds), report);
    }

    /// <summary>The route asked for, or the one that was named in the operation's place, or the only one that calls it.</summary>
    private static (string? Route, Resource? Resource, Problem? Wrong) Choose(
        SortedDictionary<string, Resource> calling, string named, OfferedOperation offered, JsonNode? asked)
    {
        if (asked is null && calling.TryGetValue(named, out var itself))
            return (named, itself, null);
        if (asked is null)
            return calling.Count == 1 ? (calling.Keys.First(), calling.Values.First(), null) : default;
        var name = asked is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";
        if (name == InItsOwnTerms)
            return default;
        return calling.TryGetValue(name, out var found) ? (name, found, null) : (null, null, new Problem(
            StatusCodes.Status404NotFound,
            $"No route '{name}' calls {offered.Operation.Name}; "
            + (calling.Count == 0 ? "none does, so leave --route out" : $"those that do: {string.Join(", ", calling.Keys)}")
            + Spelling.EndSentence(Spelling.DidYouMean(name, calling.Keys))));
    }

    private static SortedDictionary<string, Resource> Calling(SystemDefinition system, OfferedOperation offered) => new(
        system.Resources.Where(r => Calls(r.Value).Contains(offered.Operation.Name, StringComparer.Ordinal)).ToDictionary(),
        StringComparer.Ordinal);

    // What writes among other things is tried by the operation that writes, and takes what that takes.
    private static IEnumerable<string> Calls(Resource resource) => resource.Steps.IsEmpty
        ? [resource.Call.Operation.Name]
        : resource.Steps.Where(s => s.Write || !resource.Steps.Any(other => other.Write)).Select(s => s.Call.Operation.Name);

    private static async Task CallAsync(
        SystemAdapter adapter, OfferedOperation offered, JsonNode input, Caller caller, TrialReport report)
    {
        report.Step("legacy request", input);
        var document = JsonText.Of(input);
        if (OperationEndpoint.FindProblem(offered.Operation, document) is { } unfit)
        {
            report.Failed(unfit);
            return;
        }

        var exchange = new Exchange();
        var prepared = adapter.Client.Prepare(offered.Operation, document, exchange, caller, reads: !offered.Writes);
        if (prepared.Errors.Count > 0)
        {
            report.Failed(OperationProblems.Invalid(prepared.Errors));
            return;
        }

        var (said, _) = await adapter.Calls.For(caller).SendAsync(offered.Mapped, prepared, CancellationToken.None);
        report.Messages(exchange);
        if (said is Answer answer)
            report.Step("legacy answer", answer.Document);
        else
            report.Failed(OperationProblems.Of(said, adapter.Definition.Name, offered));
    }

    private async Task MapAsync(
        SystemAdapter adapter, Resource resource, TrialInput input, SideRequest request, Caller caller, TrialReport report)
    {
        report.Request(input.Document);
        if (input.FindProblem(resource, request.RouteId) is { } unfit)
        {
            report.Failed(unfit);
            return;
        }

        var calls = adapter.Calls.For(caller).ObservedBy(call => report.Called(resource, call));
        var asked = new AskedResource(request, input.Query, input.Headers, resource.Write ?? report.Writes);
        var (answered, problem) = await run.RunAsync(calls, resource, input.Document, asked, CancellationToken.None);
        if (answered is null)
            report.Failed(problem!);
        else
            report.Step("contract answer", resource.Steps.IsEmpty && resource.Call.Out is null ? null : answered.Content);
    }
}
