using Hub.Platform.Identity;
using Hub.Platform.Kept;
using Hub.Platform.Links;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.Platform.Surface;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Problems;
using Hub.Sync.Capturing;
using Hub.Sync.Running;
using Hub.Sync.Waiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Hub.Sync;

/// <summary>Sync's part of the hub's own surface.</summary>
public static class SyncEndpoints
{
    /// <summary>
    /// Maps <c>links</c>, <c>waiting</c>, <c>parked</c> and <c>conflicts</c>, and what is done to them, under a group,
    /// <c>/hub/api/sync</c>, that says who may.
    /// </summary>
    public static RouteGroupBuilder MapSync(this IEndpointRouteBuilder group)
    {
        var sync = group.MapGroup("");
        sync.MapGet("/links", async (ILinks links, CancellationToken cancellation) =>
            TypedResults.Ok(await links.StatusAsync(cancellation))).WithSummary("Lists the links, with what lags and why.");
        sync.MapGet("/links/{link}/history", FindHistory)
            .WithSummary("Tells lag and throughput of a link's directions over the last hour.");
        sync.MapPost("/links/{link}/deletions", AllowDeletionsAsync)
            .WithSummary("Allows the deletions that the last reading of a link's system found and did not make.")
            .TakesBody(typeof(AllowDeletionsRequest))
            .WrittenBy(AccessRole.Operator, "allow deletions", "link", SyncScope.OfLink);
        sync.MapGet("/kept", async (KeptSizes sizes) => TypedResults.Ok(await sizes.CountAsync()))
            .WithSummary("Counts what the hub keeps of records and of what happens to them.");
        sync.MapGet("/waiting", async (WaitingChanges waiting) => TypedResults.Ok(await waiting.ListAsync()))
            .WithSummary("Lists the changes that wait for another record.");
        sync.MapReconciling();
        sync.MapCapture();
        sync.MapCheck();
        sync.MapParked();
        sync.MapDropped();
        sync.MapConflicts();
        return sync;
    }

    private static Results<Ok<IReadOnlyList<LinkDirectionHistory>>, Problem> FindHistory(
        string link, CurrentRouting routing, LinkHistory history) =>
        FindUnknown(link, routing) is { } unknown ? unknown : TypedResults.Ok(history.Of(link));

    /// <summary>Returns the answer where a link is named that the plan does not have; else null.</summary>
    internal static Problem? FindUnknown(string? link, CurrentRouting routing)
    {
        var links = routing.Snapshot.Plan.Capabilities.Where(c => c.Link is not null).Select(c => c.Name).ToList();
        return link is null || links.Contains(link, StringComparer.Ordinal)
            ? null
            : new Problem(
                StatusCodes.Status404NotFound,
                $"There is no link '{Spelling.Shorten(link)}'{Spelling.EndSentence(Spelling.DidYouMeanOr(link, links))}");
    }

    private static async Task<Results<Ok<DeletionsAllowed>, Problem>> AllowDeletionsAsync(
        string link, HttpContext context, CurrentRouting routing, ChangeParties parties)
    {
        if (FindUnknown(link, routing) is { } unknown)
            return unknown;
        var (request, fault) = await AllowDeletionsRequest.ReadAsync(context.Request);
        if (request is null)
            return fault!;
        var side = routing.Snapshot.Plan.Capabilities.First(c => c.Name == link).Link!.Legacy.ToString();
        var count = parties.FindSource(side, link) is { } source ? await source.AllowDeletionsAsync() : 0;
        return count > 0
            ? TypedResults.Ok(new DeletionsAllowed(link, count, request.Reason))
            : new Problem(
                StatusCodes.Status409Conflict,
                $"No reading of {link} in {side} asks for deletions; ./hub sync status shows where one does.");
    }

    internal sealed record DeletionsAllowed(string Link, long Count, string Reason) : IAudited
    {
        string IAudited.Detail => $"{Count}";

        string? IAudited.Reason => Reason;
    }
}
