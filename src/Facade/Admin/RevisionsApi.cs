using Hub.Platform.Routing;
using Hub.ServiceKit.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Hub.Facade.Admin;

/// <summary>What has been served since when, and what differs between two of them.</summary>
internal static class RevisionsApi
{
    private const int Usual = 50;
    private const int Most = 1000;

    public static void MapRevisions(this IEndpointRouteBuilder api)
    {
        api.MapGet("/revisions", ListAsync).WithSummary("Lists the revisions, the newest first.")
            .Produces<IEnumerable<RevisionView>>().ReadsQuery("limit", "states");
        api.MapGet("/revisions/{from:long}/diff/{to:long}", DiffAsync)
            .WithSummary("Tells what differs between two revisions.").Produces<RevisionDiff>();
    }

    /// <summary>The newest first, each with what it changed; <c>states=false</c> leaves out where every route stood.</summary>
    private static async Task<IResult> ListAsync(HttpRequest request, RevisionLog log)
    {
        var errors = new RequestErrors();
        var query = new QueryParameters(request, errors, "limit", "states");
        var (shown, states) = (query.Limit(Usual, Most), query.Flag("states") ?? true);
        if (errors.Any)
            return errors.ToProblem(StatusCodes.Status400BadRequest);
        // One more, to tell what the last one shown has changed.
        var revisions = await log.ListAsync(shown + 1);
        return TypedResults.Ok(revisions.Take(shown).Select((revision, n) => RevisionView.Of(
            revision, n + 1 < revisions.Count ? revisions[n + 1] : null, states)));
    }

    private static async Task<IResult> DiffAsync(long from, long to, RevisionDiffs diffs, RevisionLog log) =>
        await diffs.FindAsync(from, to) is { } diff
            ? TypedResults.Ok(diff)
            : TypedResults.Problem(
                $"There is no revision {(await log.FindAsync(from) is null ? from : to)}; ./hub revisions lists those there are.",
                statusCode: StatusCodes.Status404NotFound);
}
