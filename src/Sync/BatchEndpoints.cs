using System.Globalization;
using System.Text.Json;
using Hub.Platform.Identity;
using Hub.Platform.Jobs;
using Hub.Platform.Routing;
using Hub.Platform.Surface;
using Hub.ServiceKit.Problems;
using Hub.ServiceKit.Requests;
using Hub.Sync.Applying;
using Hub.Sync.Batches;
using Hub.Sync.Conflicts;
using Hub.Sync.Searching;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Sync;

/// <summary>Begins what is done to as many as a search finds.</summary>
internal static class BatchEndpoints
{
    /// <summary>Maps an act on many, for who may do it to each of them.</summary>
    public static RouteHandlerBuilder MapBatch(
        this IEndpointRouteBuilder sync, string pattern, string act, string action, string[] searchedBy) =>
        sync.MapPost(pattern, (HttpContext context, BatchStore batches, CurrentRouting routing, TimeProvider time) =>
                StartAsync(act, context, batches, routing, time))
            .TakesBody(typeof(BatchRequest))
            .TakesQuery(searchedBy)
            .WrittenBy(AccessRole.Operator, action, null, SyncScope.OfSearch);

    private static async Task<Results<Accepted<StartedBatch>, Problem>> StartAsync(
        string act, HttpContext context, BatchStore batches, CurrentRouting routing, TimeProvider time)
    {
        var (request, malformed) = await BatchRequest.ReadAsync(context.Request, act);
        if (request is null)
            return malformed!;
        var now = time.GetUtcNow();
        var (search, _, _, fault) = new SearchQuery(context.Request.Query, now).Read();
        if ((fault ?? SyncEndpoints.FindUnknown(search.Link, routing)) is { } refused)
            return refused;
        var services = context.RequestServices;
        var meant = search with { Until = now };
        var count = act == ResolvingMany.Name
            ? await services.GetRequiredService<ConflictStore>().CountAsync(meant)
            : await services.GetRequiredService<ParkedChanges>().CountAsync(meant);
        if (count == 0)
            return new Problem(
                StatusCodes.Status409Conflict,
                act == ResolvingMany.Name
                    ? $"No conflict is unresolved of {search.Describe()}; ./hub sync conflicts lists those that are."
                    : $"No change is parked of {search.Describe()}; ./hub sync parked lists those that are.");
        var actor = context.User.Identity?.Name ?? AuditLog.Anonymous;
        var batch = new Batch(
            Guid.CreateVersion7(now).ToString("N"), act, search, request.Use, actor, request.Reason, count, now);
        await batches.AddAsync(batch);
        var run = services.GetRequiredService<JobBoard>().Start(
            act, JsonSerializer.Serialize(new { batch = batch.Id }), at: null,
            string.Create(CultureInfo.InvariantCulture, $"{actor}: {search.Describe()}, {count} in all"),
            search.Link);
        return TypedResults.Accepted(
            $"/hub/api/jobs/{act}/runs", new StartedBatch(act, run, count, search.Describe(), request.Use, request.Reason));
    }

    internal sealed record StartedBatch(string Job, string Run, long Count, string Search, string? Use, string? Reason) : IAudited
    {
        string? IAudited.Target => Search;

        string IAudited.Detail => string.Create(
            CultureInfo.InvariantCulture, $"{Count} in all, by run {Run} of {Job}{(Use is null ? "" : $", use {Use}")}");

        string? IAudited.Reason => Reason;
    }
}

/// <summary>How many a search finds.</summary>
/// <param name="Count">How many.</param>
internal sealed record Found(long Count);
