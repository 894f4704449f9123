using System.Text.Json.Nodes;
using Hub.Adapters.Calls;
using Hub.Soap.Shapes;

namespace Hub.Adapters.Resources;

/// <summary>
/// Makes a resource of several calls, each in its turn at the system's gate; those that need nothing of each other at once.
/// </summary>
internal static class StagedCalls
{
    /// <param name="calls">Makes the calls.</param>
    /// <param name="resource">What is made of them.</param>
    /// <param name="document">The request document; answers are added to it, as sources for those to come.</param>
    /// <param name="cancellation">Gives up; a write once begun is seen to its end.</param>
    /// <returns>The whole, or the first that is missing, and whether that was a write.</returns>
    public static async Task<(CallOutcome Outcome, bool Write)> RunAsync(
        SystemCalls calls, Resource resource, JsonObject document, CancellationToken cancellation)
    {
        if (Refuse(resource, document) is { } refused)
            return (refused, false);
        foreach (var stage in resource.Stages)
        {
            var outcomes = await Task.WhenAll(stage.Select(step => RunAsync(calls, step, document, cancellation)));
            foreach (var (step, outcome) in stage.Zip(outcomes))
            {
                if (outcome is Answered answered)
                    document[step.Name] = answered.Content;
                else if (!step.Optional || outcome is not (null or Refused { Status: 404 }))
                    return (outcome!, step.Write);
            }
        }

        return (new Answered(Combine(resource, document)), false);
    }

    // Unknown properties are those that no call knows; each by itself knows but its own.
    internal static RequestInvalid? Refuse(Resource resource, JsonObject document)
    {
        var errors = new List<DocumentError>();
        resource.In.Body?.Check(document["body"], [new DocumentStep("body")], errors);
        return errors.Count == 0 ? null : new RequestInvalid(errors);
    }

    private static async Task<CallOutcome?> RunAsync(
        SystemCalls calls, CallStep step, JsonObject document, CancellationToken cancellation)
    {
        if (!step.After.All(document.ContainsKey))
            return null;
        // JSON unfolds while it is read, which is not for two at once: each call of a stage has its own, made before any waits.
        var own = document.DeepClone().AsObject();
        var outcome = await calls.RunAsync(step.Call, own, strict: false, step.Write ? CancellationToken.None : cancellation);
        return outcome is RequestInvalid { Errors: var errors }
            && errors.Any(e => step.After.Contains(e.Path.FirstOrDefault().Property, StringComparer.Ordinal))
                ? new Failed($"'{step.Name}' cannot be asked for with what was answered before")
                : outcome;
    }

    internal static JsonObject Combine(Resource resource, JsonObject document)
    {
        var whole = new JsonObject();
        foreach (var step in resource.Steps.Where(s => s.As is not null && document.ContainsKey(s.Name)))
        {
            var answer = document[step.Name]!.DeepClone().AsObject();
            if (step.As!.Length > 0)
                whole[step.As] = answer;
            else
                foreach (var (field, value) in answer.ToList())
                    whole[field] = value?.DeepClone();
        }

        return whole;
    }
}
