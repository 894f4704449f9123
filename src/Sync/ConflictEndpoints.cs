using Hub.Platform.Identity;
using Hub.Platform.Routing;
using Hub.Platform.Surface;
using Hub.ServiceKit.Problems;
using Hub.ServiceKit.Requests;
using Hub.Sync.Batches;
using Hub.Sync.Conflicts;
using Hub.Sync.Resolving;
using Hub.Sync.Searching;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Hub.Sync;

/// <summary>The conflicts: found, and resolved by themselves or as many as a search finds.</summary>
internal static class ConflictEndpoints
{
    public static void MapConflicts(this IEndpointRouteBuilder sync)
    {
        sync.MapGet("/conflicts", ListAsync)
            .WithSummary("Lists what both sides changed, with both values and what they agreed on before.")
            .TakesQuery([.. SearchQuery.OfConflicts, .. SearchQuery.Paging]);
        sync.MapGet("/conflicts/count", CountAsync).WithSummary("Counts the conflicts, or those that a search finds.")
            .TakesQuery(SearchQuery.OfConflicts);
        sync.MapPost("/conflicts/{id}/resolve", ResolveAsync).WithSummary("Ends a conflict with a value for both sides.")
            .TakesBody(typeof(ResolveRequest))
            .WrittenBy(AccessRole.Operator, "resolve", "id", SyncScope.OfConflictAsync);
        sync.MapBatch("/conflicts/resolve", ResolvingMany.Name, "resolve many", SearchQuery.OfConflicts)
            .WithSummary("Ends the conflicts that a search finds with one side's values, as a job.");
    }

    private static async Task<Results<Ok<IEnumerable<ConflictView>>, Problem>> ListAsync(
        HttpRequest request, ConflictStore conflicts, CurrentRouting routing, TimeProvider time)
    {
        var (search, after, limit, fault) = new SearchQuery(request.Query, time.GetUtcNow()).Read();
        if ((fault ?? SyncEndpoints.FindUnknown(search.Link, routing)) is { } refused)
            return refused;
        var cursor = after.Length == 0 ? ConflictCursor.Start : await conflicts.FindCursorAsync(after);
        return cursor is null
            ? new Problem(
                StatusCodes.Status404NotFound,
                $"There is no conflict '{Spelling.Shorten(after)}' to go on after; ./hub sync conflicts lists them.")
            : TypedResults.Ok((await conflicts.ListAsync(search, cursor, limit)).Select(ConflictView.Of));
    }

    private static async Task<Results<Ok<Found>, Problem>> CountAsync(
        HttpRequest request, ConflictStore conflicts, CurrentRouting routing, TimeProvider time)
    {
        var (search, _, _, fault) = new SearchQuery(request.Query, time.GetUtcNow()).Read();
        if ((fault ?? SyncEndpoints.FindUnknown(search.Link, routing)) is { } refused)
            return refused;
        return TypedResults.Ok(new Found(await conflicts.CountAsync(search)));
    }

    private static async Task<Results<Ok<Resolved>, Problem>> ResolveAsync(
        string id, HttpContext context, ConflictResolution resolution)
    {
        var (request, fault) = await ResolveRequest.ReadAsync(context.Request);
        if (request is null)
            return fault!;
        var (outcome, reason) = await resolution.RunAsync(id, request, context.RequestAborted);
        if (reason is not null)
            context.Features.Set(new AuditedAs(outcome == ResolveOutcome.Refused
                ? "nothing was changed: the values were refused" : "nothing was changed: it could not be done now"));
        return outcome switch
        {
            ResolveOutcome.Resolved => TypedResults.Ok(new Resolved(id, request.Use, request.Reason)),
            ResolveOutcome.NotFound => new Problem(
                StatusCodes.Status404NotFound,
                $"There is no conflict '{Spelling.Shorten(id)}'; ./hub sync conflicts lists those that are unresolved."),
            ResolveOutcome.Refused => new Problem(
                StatusCodes.Status422UnprocessableEntity,
                $"Nothing was changed. {Spelling.EndSentence(reason ?? "It was refused without a reason")}"),
            ResolveOutcome.Impossible => new Problem(StatusCodes.Status409Conflict, reason!),
            _ => new Problem(StatusCodes.Status503ServiceUnavailable, $"Still unresolved; try it again. {reason}"),
        };
    }

    internal sealed record Resolved(string Id, string Use, string Reason) : IAudited
    {
        string IAudited.Detail => Use;

        string? IAudited.Reason => Reason;
    }
}
