using Hub.Platform.Changes;
using Hub.Platform.Identity;
using Hub.Platform.Links;
using Hub.Platform.Plan;
using Hub.Platform.Problems;
using Hub.Platform.Routing;
using Hub.Platform.Sides.Requests;
using Hub.Platform.Surface;
using Hub.Sync.Applying;
using Hub.Sync.Capturing;
using Hub.Sync.Conflicts;
using Hub.Sync.Parking;
using Hub.Sync.Resolving;
using Hub.Sync.Waiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Sync;

/// <summary>Sync's part of the hub's own surface.</summary>
public static class SyncEndpoints
{
    // More than a person looks through; what is resolved makes room.
    private const int MostConflicts = 1000;

    /// <summary>
    /// Maps <c>links</c>, <c>links/{link}/deletions</c>, <c>waiting</c>, <c>parked</c>, <c>parked/{id}/replay</c>,
    /// <c>conflicts</c> and <c>conflicts/{id}/resolve</c> under a group, <c>/hub/api/sync</c>, that says who may.
    /// </summary>
    public static RouteGroupBuilder MapSync(this IEndpointRouteBuilder group)
    {
        var sync = group.MapGroup("");
        sync.MapGet("/links", async (ILinks links, CancellationToken cancellation) =>
            TypedResults.Ok(await links.StatusAsync(cancellation))).WithSummary("Lists the links, with what lags and why.");
        sync.MapPost("/links/{link}/deletions", AllowDeletionsAsync)
            .WithSummary("Allows the deletions that the last reading of a link's system found and did not make.")
            .TakesBody(typeof(AllowDeletionsRequest))
            .WrittenBy(AccessRole.Operator, "allow deletions", "link", LinkOf);
        sync.MapGet("/waiting", async (WaitingChanges waiting) => TypedResults.Ok(await waiting.ListAsync()))
            .WithSummary("Lists the changes that wait for another record.");
        sync.MapGet("/parked", async (ParkedChanges parked) => TypedResults.Ok(await parked.ListAsync()))
            .WithSummary("Lists the parked changes.");
        sync.MapPost("/parked/{id}/replay", ReplayAsync).WithSummary("Applies a parked change again.")
            .WrittenBy(AccessRole.Operator, "replay", "id", EntityAsync);
        sync.MapGet("/conflicts", ListConflictsAsync)
            .WithSummary("Lists what both sides changed, with both values and what they agreed on before.").TakesQuery("link");
        sync.MapPost("/conflicts/{id}/resolve", ResolveAsync).WithSummary("Ends a conflict with a value for both sides.")
            .TakesBody(typeof(ResolveRequest))
            .WrittenBy(AccessRole.Operator, "resolve", "id", EntityOfConflictAsync);
        return sync;
    }

    /// <summary>A stream is an entity's, and an entity is a capability's.</summary>
    private static async ValueTask<IReadOnlyList<string>> EntityAsync(HttpContext context)
    {
        var parked = context.RequestServices.GetRequiredService<ParkedChanges>();
        var id = context.GetRouteValue("id")!.ToString()!;
        return await parked.FindAsync(id) is { } message ? [message.Stream.Split(": ")[0]] : [];
    }

    // A link is named as its capability.
    private static ValueTask<IReadOnlyList<string>> LinkOf(HttpContext context) =>
        ValueTask.FromResult<IReadOnlyList<string>>([context.GetRouteValue("link")!.ToString()!]);

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

    private static Problem? FindUnknown(string link, CurrentRouting routing)
    {
        var links = routing.Snapshot.Plan.Capabilities.Where(c => c.Link is not null).Select(c => c.Name).ToList();
        return links.Contains(link, StringComparer.Ordinal)
            ? null
            : new Problem(
                StatusCodes.Status404NotFound,
                $"There is no link '{Spelling.Shorten(link)}'{Spelling.EndSentence(Spelling.DidYouMeanOr(link, links))}");
    }

    private static async ValueTask<IReadOnlyList<string>> EntityOfConflictAsync(HttpContext context)
    {
        var conflicts = context.RequestServices.GetRequiredService<ConflictStore>();
        return await conflicts.FindAsync(context.GetRouteValue("id")!.ToString()!) is { } conflict ? [conflict.Pair.Entity] : [];
    }

    private static async Task<Results<Ok<IEnumerable<ConflictView>>, Problem>> ListConflictsAsync(
        string? link, ConflictStore conflicts, CurrentRouting routing)
    {
        if (link is not null && FindUnknown(link, routing) is { } unknown)
            return unknown;
        return TypedResults.Ok((await conflicts.ListAsync(link, MostConflicts)).Select(ConflictView.Of));
    }

    private static async Task<Results<Ok<Resolved>, Problem>> ResolveAsync(
        string id, HttpContext context, ConflictResolution resolution)
    {
        var (request, fault) = await ResolveRequest.ReadAsync(context.Request);
        if (request is null)
            return fault!;
        var (outcome, reason) = await resolution.RunAsync(id, request, context.RequestAborted);
        return outcome switch
        {
            ResolveOutcome.Resolved => TypedResults.Ok(new Resolved(id, request.Use, request.Reason)),
            ResolveOutcome.NotFound => new Problem(
                StatusCodes.Status404NotFound,
                $"There is no conflict '{Spelling.Shorten(id)}'; ./hub sync conflicts lists those that are unresolved."),
            ResolveOutcome.Refused => new Problem(
                StatusCodes.Status422UnprocessableEntity, $"Nothing was changed. {reason ?? "It was refused without a reason."}"),
            ResolveOutcome.Impossible => new Problem(StatusCodes.Status409Conflict, reason!),
            _ => new Problem(StatusCodes.Status503ServiceUnavailable, $"Still unresolved; try it again. {reason}"),
        };
    }

    private static async Task<Results<Ok<Replayed>, ProblemHttpResult>> ReplayAsync(
        string id, Replay replay, CancellationToken cancellation)
    {
        var (outcome, reason) = await replay.RunAsync(id, cancellation);
        return outcome switch
        {
            ReplayOutcome.Applied => TypedResults.Ok(new Replayed(id, "applied")),
            ReplayOutcome.Superseded => TypedResults.Ok(new Replayed(id, "superseded")),
            ReplayOutcome.Waiting => TypedResults.Ok(new Replayed(id, "waiting")),
            ReplayOutcome.NotFound => TypedResults.Problem(
                $"No change '{Spelling.Shorten(id)}' is parked; ./hub sync parked lists those that are.",
                statusCode: StatusCodes.Status404NotFound),
            ReplayOutcome.Refused => TypedResults.Problem(
                reason, title: "Still parked: refused", statusCode: StatusCodes.Status409Conflict),
            _ => TypedResults.Problem(
                reason, title: "Still parked: not reachable", statusCode: StatusCodes.Status503ServiceUnavailable),
        };
    }

    private sealed record Resolved(string Id, string Use, string Reason) : IAudited
    {
        string IAudited.Detail => Use;

        string? IAudited.Reason => Reason;
    }

    private sealed record DeletionsAllowed(string Link, long Count, string Reason) : IAudited
    {
        string IAudited.Detail => $"{Count}";

        string? IAudited.Reason => Reason;
    }

    private sealed record Replayed(string Id, string Outcome) : IAudited
    {
        string IAudited.Detail => Outcome;
    }
}
