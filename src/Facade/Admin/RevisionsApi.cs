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
        api.MapGet("/revisions", (RevisionLog log, int? limit) => log.ListAsync(Math.Clamp(limit ?? 50, 1, 1000)));
        api.MapGet("/revisions/{from:long}/diff/{to:long}", DiffAsync);
    }

    private static async Task<IResult> DiffAsync(long from, long to, RevisionDiffs diffs) =>
        await diffs.FindAsync(from, to) is { } diff
            ? TypedResults.Ok(diff)
            : TypedResults.Problem($"There is no revision {from}, or none {to}.", statusCode: StatusCodes.Status404NotFound);
}
