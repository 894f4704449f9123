using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Adapters.Operations;
using Hub.Adapters.Resources;
using Hub.Adapters.Serving;
using Hub.Adapters.Systems;
using Hub.Platform.Plan;
using Hub.ServiceKit.Problems;
using Hub.Soap.Outcomes;
using Hub.Soap.Shapes;
using Microsoft.AspNetCore.Http;

namespace Hub.Adapters.Surface;

/// <summary>
/// Calls an operation once, for somebody who wants to see each step: in its own terms, or through the mapping of a route
/// that calls it. It is a real call.
/// </summary>
internal sealed class OperationTrial(SystemAdapters adapters, ResourceTrial resources, TimeProvider time)
{
    private const string InItsOwnTerms = "none";
    private static readonly string[] Members = ["input", "route"];

    public async Task<IResult> RunAsync(string system, string operation, HttpContext context)
    {
        if (adapters.Find(system) is not { } adapter || adapter.Definition.Operations.Find(operation) is not { } offered)
            return OperationResult.Of(OperationProblems.NotFound(system, operation, adapters));
        var (document, unreadable) = await OperationBody.ReadAsync(context.Request, context.RequestAborted);
        if (document is null)
            return OperationResult.Of(unreadable!);
        if (document.Node is not JsonObject asked || FindStranger(asked) is not null)
            return OperationResult.Of(Malformed(document.Node as JsonObject));
        var calling = Calling(adapter.Definition, offered);
        var (route, resource, wrong) = Choose(calling, $"{system}.{operation}", offered, asked["route"]);
        if (wrong is not null)
            return OperationResult.Of(wrong);
        // What is left out is an empty document; null is a document of its own, and is refused as a call's would be.
        var input = asked.TryGetPropertyValue("input", out var given) ? given : new JsonObject();
        var report = new TrialReport(
            system, offered, route, [.. calling.Keys.Where(r => r != route)],
            new HiddenValues(adapter.Definition.Mask.Secrets.Concat(adapter.Definition.Mask.References)));
        var started = time.GetTimestamp();
        if (resource is null)
            await CallAsync(adapter, offered, input, OperationEndpoint.CallerOf(context.Request), report);
        else if (input is JsonObject contract)
            await resources.RunAsync(system, route!, resource, contract, context, report);
        else
            report.Failed(new Problem(StatusCodes.Status400BadRequest, "'input' must be a JSON object."));
        return OperationResult.Of(
            JsonSerializer.SerializeToNode(
                report.ToView(time.GetElapsedTime(started).TotalMilliseconds), JsonSerializerOptions.Web)!,
            report);
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
        SystemAdapter adapter, OfferedOperation offered, JsonNode? input, Caller caller, TrialReport report)
    {
        report.Step("legacy request", input);
        var document = JsonText.Of(input);
        var exchange = new Exchange();
        var (answer, problem) = await OperationRun.RunAsync(
            adapter, offered, document, caller, exchange, CancellationToken.None);
        report.Messages(exchange);
        if (answer is null)
            report.Failed(problem!);
        else
            report.Step("legacy answer", answer.Document);
    }

    // A member that is misspelt would otherwise be a call with nothing in it.
    private static string? FindStranger(JsonObject asked) =>
        asked.Select(member => member.Key).FirstOrDefault(name => !Members.Contains(name, StringComparer.Ordinal));

    private static Problem Malformed(JsonObject? asked) => new(
        StatusCodes.Status400BadRequest,
        (asked is null
            ? "The body must be a JSON object"
            : $"'{Spelling.Shorten(FindStranger(asked)!)}' is not known here{Spelling.DidYouMean(FindStranger(asked)!, Members)}")
        + """; send the document as input, and route where one is to be chosen: {"input":{"id":"I-1"},"route":"none"}.""")
    {
        NothingDone = true,
    };
}
