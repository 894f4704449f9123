using Hub.Platform.Identity;
using Hub.Platform.Routing;
using Hub.Platform.Surface;
using Hub.ServiceKit.Problems;
using Hub.ServiceKit.Requests;
using Hub.Sync.Applying;
using Hub.Sync.Batches;
using Hub.Sync.Parking;
using Hub.Sync.Searching;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Hub.Sync;

/// <summary>The parked changes: found, and replayed, edited or dropped by themselves or as many as a search finds.</summary>
internal static class ParkedEndpoints
{
    public static void MapParked(this IEndpointRouteBuilder sync)
    {
        sync.MapGet("/parked", ListAsync).WithSummary("Lists the parked changes, the oldest first, or those that a search finds.")
            .TakesQuery([.. SearchQuery.OfParked, .. SearchQuery.Paging]);
        sync.MapGet("/parked/count", CountAsync).WithSummary("Counts the parked changes, or those that a search finds.")
            .TakesQuery(SearchQuery.OfParked);
        sync.MapPost("/parked/{id}/replay", ReplayAsync).WithSummary("Applies a parked change again.")
            .WrittenBy(AccessRole.Operator, "replay", "id", SyncScope.OfParkedAsync);
        sync.MapPost("/parked/{id}/edit", EditAsync)
            .WithSummary("Gives a parked change other values and applies it; nothing changes where they are refused.")
            .TakesBody(typeof(EditRequest))
            .WrittenBy(AccessRole.Operator, "edit", "id", SyncScope.OfParkedAsync);
        sync.MapPost("/parked/{id}/drop", DropAsync)
            .WithSummary("Gives a parked change up: the other side does not get it.")
            .TakesBody(typeof(BatchRequest))
            .WrittenBy(AccessRole.Operator, "drop", "id", SyncScope.OfParkedAsync);
        sync.MapBatch("/parked/replay", ReplayingMany.Name, "replay many", SearchQuery.OfParked)
            .WithSummary("Applies the parked changes again that a search finds, as a job.");
        sync.MapBatch("/parked/drop", DroppingMany.Name, "drop many", SearchQuery.OfParked)
            .WithSummary("Gives the parked changes up that a search finds, as a job.");
    }

    private static async Task<Results<Ok<IReadOnlyList<ParkedChange>>, Problem>> ListAsync(
        HttpRequest request, ParkedChanges parked, CurrentRouting routing, TimeProvider time)
    {
        var (search, after, limit, fault) = new SearchQuery(request.Query, time.GetUtcNow()).Read();
        if ((fault ?? SyncEndpoints.FindUnknown(search.Link, routing)) is { } refused)
            return refused;
        return TypedResults.Ok(await parked.ListAsync(search, after, limit));
    }

    private static async Task<Results<Ok<Found>, Problem>> CountAsync(
        HttpRequest request, ParkedChanges parked, CurrentRouting routing, TimeProvider time)
    {
        var (search, _, _, fault) = new SearchQuery(request.Query, time.GetUtcNow()).Read();
        if ((fault ?? SyncEndpoints.FindUnknown(search.Link, routing)) is { } refused)
            return refused;
        return TypedResults.Ok(new Found(await parked.CountAsync(search)));
    }

    private static async Task<Results<Ok<Replayed>, ProblemHttpResult>> ReplayAsync(
        string id, HttpContext context, Replay replay)
    {
        var (outcome, reason) = await replay.RunAsync(id, context.RequestAborted);
        if (outcome is ReplayOutcome.Refused or ReplayOutcome.Unavailable)
            context.Features.Set(new AuditedAs(
                outcome == ReplayOutcome.Refused ? "still parked: refused" : "still parked: a side could not be asked"));
        return outcome switch
        {
            ReplayOutcome.Applied => TypedResults.Ok(new Replayed(id, "applied")),
            ReplayOutcome.Superseded => TypedResults.Ok(new Replayed(id, "superseded")),
            ReplayOutcome.Waiting => TypedResults.Ok(new Replayed(id, "waiting")),
            ReplayOutcome.NotFound => TypedResults.Problem(NotParked(id), statusCode: StatusCodes.Status404NotFound),
            ReplayOutcome.Refused => TypedResults.Problem(
                reason, title: "Still parked: refused", statusCode: StatusCodes.Status409Conflict),
            _ => TypedResults.Problem(
                reason, title: "Still parked: not reachable", statusCode: StatusCodes.Status503ServiceUnavailable),
        };
    }

    private static async Task<Results<Ok<Edited>, Problem>> EditAsync(
        string id, HttpContext context, ParkedEdit edit)
    {
        var (request, malformed) = await EditRequest.ReadAsync(context.Request);
        if (request is null)
            return malformed!;
        var (outcome, fault) = await edit.RunAsync(id, request.Content, context.RequestAborted);
        if (fault is not null)
            context.Features.Set(new AuditedAs("still parked: the values were refused"));
        return outcome is null
            ? fault ?? new Problem(StatusCodes.Status404NotFound, NotParked(id))
            : TypedResults.Ok(new Edited(id, outcome, string.Join(", ", request.Content.Select(m => m.Key)), request.Reason));
    }

    private static async Task<Results<Ok<Dropped>, Problem>> DropAsync(
        string id, HttpContext context, ParkedChanges parked)
    {
        var (request, malformed) = await BatchRequest.ReadAsync(context.Request, DroppingMany.Name);
        if (request is null)
            return malformed!;
        return await parked.DropAsync(id) is { } dropped
            ? TypedResults.Ok(new Dropped(dropped.Id, dropped.Stream, dropped.Key, dropped.Version, request.Reason))
            : new Problem(StatusCodes.Status404NotFound, NotParked(id));
    }

    private static string NotParked(string id) =>
        $"No change '{Spelling.Shorten(id)}' is parked; ./hub sync parked lists those that are.";

    internal sealed record Replayed(string Id, string Outcome) : IAudited
    {
        string IAudited.Detail => Outcome;
    }

    internal sealed record Edited(string Id, string Outcome, string Fields, string Reason) : IAudited
    {
        // The fields, and no values: these may be personal.
        string IAudited.Detail => $"{Outcome}; edited: {Fields}";

        string? IAudited.Reason => Reason;
    }

    internal sealed record Dropped(string Id, string Stream, string Key, long Version, string Reason) : IAudited
    {
        string IAudited.Detail => $"dropped; {Stream}, key {Key}, version {Version}";

        string? IAudited.Reason => Reason;
    }
}
