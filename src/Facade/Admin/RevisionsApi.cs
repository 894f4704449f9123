using Hub.Platform.Routing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Hub.Facade.Admin;

/// <summary>What has been served since when, and what differs between two of them.</summary>
internal static class RevisionsApi
{
    public static void MapRevisions(this IEndpointRouteBuilder api)
    {
        api.MapGet("/revisions", ListAsync);
        api.MapGet("/revisions/{from:long}/diff/{to:long}", DiffAsync);
    }

    /// <summary>The newest first, each with what it changed; <c>states=false</c> leaves out where every route stood.</summary>
    private static async Task<IReadOnlyList<RevisionView>> ListAsync(RevisionLog log, int? limit, bool? states)
    {
        var shown = Math.Clamp(limit ?? 50, 1, 1000);
        // One more, to tell what the last one shown has changed.
        var revisions = await log.ListAsync(shown + 1);
        return [.. revisions.Take(shown).Select((revision, n) => RevisionView.Of(
            revision, n + 1 < revisions.Count ? revisions[n + 1] : null, states ?? true))];
    }

    private static async Task<IResult> DiffAsync(long from, long to, RevisionDiffs diffs) =>
        await diffs.FindAsync(from, to) is { } diff
            ? TypedResults.Ok(diff)
            : TypedResults.Problem($"There is no revision {from}, or none {to}.", statusCode: StatusCodes.Status404NotFound);
}
