using System.Text.Json.Nodes;
using Hub.Adapters.Mapping;
using Hub.Adapters.Resources;
using Hub.Adapters.Shapes;
using Hub.Adapters.Systems;
using Hub.Platform.Plan;
using Hub.Platform.Sides;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Hub.Adapters.Operations;

/// <summary>
/// Calls an operation once, for somebody who wants to see each step: in its own terms, or through the mapping of a route
/// that calls it. It is a real call.
/// </summary>
internal sealed class OperationTrial(SystemAdapters adapters, IdentityTranslation identities, TimeProvider time)
{
    private const string InItsOwnTerms = "none";

    public async Task<IResult> RunAsync(string system, string operation, HttpContext context)
    {
        if (adapters.Find(system) is not { } adapter || adapter.Definition.Operations.Find(operation) is not { } offered)
            return OperationResult.Of(OperationProblems.NotFound(system, operation, adapters));
        try
        {
            var asked = (await OperationBody.ReadAsync(context.Request, context.RequestAborted)).Node as JsonObject ?? [];
            var calling = Calling(adapter.Definition, offered);
            var (route, resource, wrong) = Choose(calling, $"{system}.{operation}", offered, asked["route"]);
            if (wrong is not null)
                return OperationResult.Of(wrong);
            var input = asked["input"] ?? new JsonObject();
            var report = new TrialReport(
                system, offered, route, [.. calling.Keys.Where(r => r != route)], adapter.Definition.Mask.Secrets);
            var caller = OperationEndpoint.CallerOf(context.Request);
            var started = time.GetTimestamp();
            if (resource is null)
                await CallAsync(adapter, offered, input, caller, report);
            else if (input is JsonObject contract)
                await MapAsync(
                    adapter, resource, TrialInput.For(resource, contract, context.TraceIdentifier),
                    new SideRequest(context.TraceIdentifier, route!, []), caller, report);
            else
                report.Failed(new Problem(StatusCodes.Status400BadRequest, "'input' must be a JSON object."));
            return OperationResult.Of(report.ToJson(time.GetElapsedTime(started).TotalMilliseconds), report);
        }
        catch (UnreadableBodyException e)
        {
            return OperationResult.Of(new Problem(e.Status, e.Message));
        }
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
            $"No route '{name}' calls {offered.Operation.Name}{Spelling.DidYouMean(name, calling.Keys)}; "
            + (calling.Count == 0 ? "none does." : $"those that do: {string.Join(", ", calling.Keys)}.")));
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
        if (OperationEndpoint.Problem(offered.Operation, document) is { } unfit)
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

        var (said, _) = await adapter.Calls.SendAsync(offered.Mapped, prepared, CancellationToken.None);
        report.Messages(exchange);
        if (said is Answer answer)
            report.Step("legacy answer", answer.Document);
        else
            report.Failed(OperationProblems.Of(said, adapter.Definition.Name, offered));
    }

    private async Task MapAsync(
        SystemAdapter adapter, Resource resource, JsonObject document, SideRequest request, Caller caller, TrialReport report)
    {
        report.Step("contract request", new JsonObject(
            document
                .Where(d => d.Value is not JsonObject { Count: 0 })
                .Select(d => KeyValuePair.Create(d.Key, d.Value?.DeepClone()))));
        if (TrialInput.Problem(resource, request.RouteId, document) is { } unfit)
        {
            report.Failed(new Problem(StatusCodes.Status400BadRequest, unfit));
            return;
        }

        var query = TrialInput.QueryOf(document);
        if (resource.Pages?.Check(query) is { } odd)
        {
            report.Failed(odd);
            return;
        }

        await identities.ToLegacyAsync(resource, document);
        if (!resource.Steps.IsEmpty)
        {
            await RunStepsAsync(adapter, resource, document, request, caller, report);
            return;
        }

        if (resource.Call.Current is { } current
            && !await ReadCurrentAsync(adapter, resource, current, document, request, caller, report))
            return;
        var (exchange, said) = (new Exchange(), (JsonNode?)null);
        var (prepared, errors) = resource.Call.In.Write(document, legacy =>
        {
            said = legacy.Node!.DeepClone();
            return adapter.Client.Prepare(resource.Call.Operation, legacy, exchange, caller, reads: !report.Writes);
        });
        report.Step("legacy request", said);
        if (prepared is null)
        {
            report.Failed(Problem(new RequestInvalid(errors), adapter, resource, request, report.Writes));
            return;
        }

        var (answered, told) = await adapter.Calls.SendAsync(resource.Call, prepared, CancellationToken.None);
        report.Messages(exchange);
        if (answered is Answer answer)
            report.Step("legacy answer", answer.Document);
        if (told is not Answered { Content: var content })
        {
            report.Failed(Problem(told, adapter, resource, request, report.Writes));
            return;
        }

        await identities.ToPublicAsync(resource, content);
        resource.Pages?.Apply(content, query);
        report.Step("contract answer", resource.Call.Out is null ? null : content);
    }

    // One after the other, so that they can be followed.
    private async Task RunStepsAsync(
        SystemAdapter adapter, Resource resource, JsonObject document, SideRequest request, Caller caller, TrialReport report)
    {
        if (StagedCalls.Refuse(resource, document) is { } refused)
        {
            report.Failed(Problem(refused, adapter, resource, request, writes: false));
            return;
        }

        foreach (var step in resource.Stages.SelectMany(s => s).Where(s => s.After.All(document.ContainsKey)))
        {
            var exchange = new Exchange();
            var outcome = await adapter.Calls.For(caller).RunAsync(
                step.Call, document.DeepClone().AsObject(), strict: false, CancellationToken.None, exchange);
            report.Messages(exchange, of: $"{step.Name}: ");
            if (outcome is Answered { Content: var content })
            {
                document[step.Name] = content;
                report.Step($"{step.Name}: contract answer", content);
            }
            else if (!step.Optional || outcome is not Refused { Status: StatusCodes.Status404NotFound })
            {
                report.Failed(Problem(outcome, adapter, resource, request, step.Write));
                return;
            }
        }

        var whole = StagedCalls.Combine(resource, document);
        await identities.ToPublicAsync(resource, whole);
        resource.Pages?.Apply(whole, TrialInput.QueryOf(document));
        report.Step("contract answer", whole);
    }

    private async Task<bool> ReadCurrentAsync(
        SystemAdapter adapter, Resource resource, MappedCall current, JsonObject document, SideRequest request, Caller caller,
        TrialReport report)
    {
        var exchange = new Exchange();
        var outcome = await adapter.Calls.For(caller)
            .RunAsync(current, document, strict: false, CancellationToken.None, exchange);
        report.Messages(exchange, of: $"{current.Operation.Name}: ");
        if (outcome is not Answered { Content: var content })
        {
            report.Failed(Problem(outcome, adapter, resource, request, report.Writes));
            return false;
        }

        report.Step("what there is", content);
        document[MappedCall.CurrentSource] = content;
        return true;
    }

    // Whoever tries is told the reason that callers are not.
    private static Problem Problem(
        CallOutcome outcome, SystemAdapter adapter, Resource resource, SideRequest request, bool writes)
    {
        var problem = ResourceProblems.Of(outcome, adapter.Definition.Name, resource, writes, request);
        var reason = outcome switch
        {
            InDoubt doubt => doubt.Reason,
            Failed failed => failed.Reason,
            _ => null,
        };
        // A caller with a key that is none is told that there is no such record; whoever tries is told the place as well.
        if (outcome is RequestInvalid { Errors: var errors })
            return problem with { Errors = errors };
        return reason is null ? problem : problem with { Detail = $"{problem.Detail} ({reason})" };
    }
}
