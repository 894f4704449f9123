using System.Text.Json.Nodes;
using Hub.Adapters.Calls;
using Hub.ServiceKit.Problems;
using Hub.ServiceKit.Requests;
using Hub.Soap.Shapes;
using Microsoft.AspNetCore.Http;

namespace Hub.Adapters.Resources;

/// <summary>
/// Runs a resource for a request document: checks it, makes its calls, and puts the answer into its public form. A route's
/// requests and trials both go this way, so that a trial refuses what the route does.
/// </summary>
internal sealed class ResourceRun(IdentityTranslation identities, Preconditions preconditions)
{
    /// <param name="calls">Makes the calls.</param>
    /// <param name="resource">The resource.</param>
    /// <param name="document">The request document; what is found out on the way is added to it.</param>
    /// <param name="asked">The request it was made of.</param>
    /// <param name="cancellation">Ends the run, unless a write was sent already: that one is awaited.</param>
    /// <returns>The answer in its public form, or the problem.</returns>
    public async Task<(Answered? Answered, Problem? Problem)> RunAsync(
        SystemCalls calls, Resource resource, JsonObject document, AskedResource asked, CancellationToken cancellation)
    {
        var strange = QueryNames.FindFaults(asked.Query, resource.Query, asked.Request.RouteQuery);
        if (strange.Count == 0 && resource.Pages?.Check(asked.Query) is { } odd)
            return (null, odd);
        var unknown = await identities.ToLegacyAsync(resource, document);
        if (unknown is not null && strange.Count == 0)
            return (null, unknown);
        if (strange.Count > 0)
            return (null, Unfit(calls, resource, document, strange));
        if (await preconditions.CheckAsync(calls, resource, document, asked, cancellation) is { } refused)
            return (null, refused);
        if (asked.DryRun is { } dryRun)
            return await TryAsync(dryRun);
        // A caller who hangs up must not leave a write in doubt.
        var (outcome, write) = resource.Stages.IsEmpty
            ? (await calls.RunAsync(
                resource.Call, document, strict: true, asked.Write ? CancellationToken.None : cancellation), asked.Write)
            : await StagedCalls.RunAsync(calls, resource, document, cancellation);
        return outcome is Answered answered
            ? await ToPublicAsync(resource, answered, asked.Query)
            : (null, ResourceProblems.Of(outcome, calls.System, resource, write, asked.Request));

        async Task<(Answered?, Problem?)> TryAsync(DryRun dryRun)
        {
            // Strict as the write is.
            var tried = calls.Check(resource.Call, document, strict: true) is { Count: > 0 } faults ? new RequestInvalid(faults)
                : dryRun.Call is null ? await calls.TakeBackAsync(resource.Call, document, cancellation)
                : await calls.RunAsync(dryRun.Call, document, strict: false, cancellation);
            return tried is not Answered taken
                ? (null, ResourceProblems.Of(tried, calls.System, resource, write: false, asked.Request))
                : dryRun.Call is null ? await ToPublicAsync(resource, taken, asked.Query)
                : (new Answered(JsonText.Empty), null);
        }
    }

    // With what else is wrong, as far as one call's mapping tells.
    private static Problem Unfit(
        SystemCalls calls, Resource resource, JsonObject document, IReadOnlyList<ProblemError> strange)
    {
        var others = resource.Steps.IsEmpty ? calls.Check(resource.Call, document, strict: true) : [];
        var all = RequestFaults.Of(others.Where(e => e.Path is not [{ Property: "path" }, ..]));
        return all with { Errors = [.. strange, .. all.Errors] };
    }

    private async Task<(Answered?, Problem?)> ToPublicAsync(Resource resource, Answered answered, IQueryCollection query)
    {
        if (!resource.Edits)
            return (answered, null);
        var edited = answered.Content;
        await identities.ToPublicAsync(resource, edited);
        return resource.Pages?.Apply(edited, query) == false
            ? (null, new Problem(StatusCodes.Status502BadGateway, "The list is longer than the hub looks through."))
            : (answered with { Text = JsonText.Of(edited) }, null);
    }
}

/// <summary>What is asked of a resource.</summary>
/// <param name="Request">The request's id and route.</param>
/// <param name="Query">Its query.</param>
/// <param name="Headers">Its headers.</param>
/// <param name="Write">Whether it may change something.</param>
internal sealed record AskedResource(SideRequest Request, IQueryCollection Query, IHeaderDictionary Headers, bool Write)
{
    /// <summary>How it is tried only; null where it is carried out.</summary>
    public DryRun? DryRun { get; init; }
}
