using Hub.Platform.Identity;
using Hub.Platform.Routing;
using Hub.Platform.Surface;
using Hub.ServiceKit.Problems;
using Hub.ServiceKit.Requests;
using Hub.Sync.Applying;
using Hub.Sync.Batches;
using Hub.Sync.Searching;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Hub.Sync;

/// <summary>The changes that were dropped and that the other side lacks: listed, accepted for good, or parked again.</summary>
internal static class DroppedEndpoints
{
    public static void MapDropped(this IEndpointRouteBuilder sync)
    {
        sync.MapGet("/dropped", ListAsync)
            .WithSummary("Lists the dropped changes that the other side still lacks, the newest of each record.")
            .TakesQuery("link", "limit");
        sync.MapPost("/dropped/{id}/accept", AcceptAsync)
            .WithSummary("Accepts that the other side does without a dropped change: it counts no more against the way back.")
            .TakesBody(typeof(BatchRequest))
            .WrittenBy(AccessRole.Operator, "accept dropped", "id", SyncScope.OfDroppedAsync);
        sync.MapPost("/dropped/{id}/return", ReturnAsync)
            .WithSummary("Parks a dropped change again, to be replayed or edited.")
            .TakesBody(typeof(BatchRequest))
            .WrittenBy(AccessRole.Operator, "return dropped", "id", SyncScope.OfDroppedAsync);
    }

    private static async Task<Results<Ok<IReadOnlyList<DroppedChange>>, Problem>> ListAsync(
        HttpRequest request, DroppedChanges dropped, CurrentRouting routing, TimeProvider time)
    {
        var (search, _, limit, fault) = new SearchQuery(request.Query, time.GetUtcNow()).Read();
        if ((fault ?? SyncEndpoints.FindUnknown(search.Link, routing)) is { } refused)
            return refused;
        return TypedResults.Ok(await dropped.ListAsync(search.Link, limit));
    }

    private static Task<Results<Ok<Settled>, Problem>> AcceptAsync(string id, HttpContext context, DroppedChanges dropped) =>
        SettleAsync(id, context, dropped.AcceptAsync, "accepted");

    private static Task<Results<Ok<Settled>, Problem>> ReturnAsync(string id, HttpContext context, DroppedChanges dropped) =>
        SettleAsync(id, context, dropped.ReturnAsync, "parked");

    private static async Task<Results<Ok<Settled>, Problem>> SettleAsync(
        string id, HttpContext context, Func<string, Task<DroppedRecord?>> settle, string outcome)
    {
        var (request, malformed) = await BatchRequest.ReadAsync(context.Request, DroppingMany.Name);
        if (request is null)
            return malformed!;
        return await settle(id) is { } settled
            ? TypedResults.Ok(new Settled(id, outcome, settled.Stream, settled.Key, settled.Version, request.Reason))
            : new Problem(
                StatusCodes.Status404NotFound,
                $"No dropped change has the id '{Spelling.Shorten(id)}'; ./hub sync dropped lists those that are lacking.");
    }

    internal sealed record Settled(string Id, string Outcome, string Stream, string Key, long Version, string Reason) : IAudited
    {
        string IAudited.Detail => $"{Outcome}; {Stream}, key {Key}, version {Version}";

        string? IAudited.Reason => Reason;
    }
}
