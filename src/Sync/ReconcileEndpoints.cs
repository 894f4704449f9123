using System.Text.Json;
using Hub.Platform.Identity;
using Hub.Platform.Jobs;
using Hub.Platform.Links;
using Hub.Platform.Problems;
using Hub.Platform.Routing;
using Hub.Platform.Surface;
using Hub.Sync.Reconciling;
using Hub.Sync.Streams;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Hub.Sync;

/// <summary>Has both sides of a link compared, and tells what was found.</summary>
internal static class ReconcileEndpoints
{
    public static void MapReconciling(this IEndpointRouteBuilder sync)
    {
        sync.MapGet("/links/{link}/reconcile", FindAsync)
            .WithSummary("Tells what the last comparison of a link's sides found, and which records differ in which fields.");
        sync.MapPost("/links/{link}/reconcile", Start)
            .WithSummary("Compares both sides of a link, and its copies with the legacy side, as a job; writes to neither.")
            .WrittenBy(AccessRole.Operator, "reconcile", "link", SyncScope.OfLink);
    }

    private static Results<Accepted<StartedRun>, Problem> Start(
        string link, HttpContext context, CurrentRouting routing, JobBoard jobs)
    {
        if (SyncEndpoints.FindUnknown(link, routing) is { } unknown)
            return unknown;
        var (actor, purpose) = (context.User.Identity?.Name ?? AuditLog.Anonymous, $": link {link}");
        var underWay = jobs.Runs(ReconcileJob.Name, 100).FirstOrDefault(r =>
            r.State is "waiting" or "running" or "scheduled"
            && r.History.Any(step => step.Reason?.EndsWith(purpose, StringComparison.Ordinal) == true));
        var run = underWay?.Id ?? jobs.Start(
            ReconcileJob.Name, JsonSerializer.Serialize(new { link, actor }), at: null, actor + purpose);
        return TypedResults.Accepted(
            $"/hub/api/jobs/{ReconcileJob.Name}/runs", new StartedRun(ReconcileJob.Name, run, link, underWay is not null));
    }

    private static async Task<Results<Ok<IReadOnlyList<ReconciledView>>, Problem>> FindAsync(
        string link, CurrentRouting routing, ReconcileStore store, TimeProvider time)
    {
        if (SyncEndpoints.FindUnknown(link, routing) is { } unknown)
            return unknown;
        var (results, views) = (await store.ListAsync(), new List<ReconciledView>());
        foreach (var stream in SyncStream.Of(routing.Snapshot.Plan).Where(s => s.Entity == link && s.Origin == Side.Legacy))
            if (results.GetValueOrDefault(stream.Id) is { } result)
                views.Add(ReconciledView.Of(
                    result, Verification.Of(result, time.GetUtcNow()), await store.RecordsAsync(stream.Id, 0, int.MaxValue)));
        return views.Count > 0
            ? TypedResults.Ok<IReadOnlyList<ReconciledView>>(views)
            : new Problem(
                StatusCodes.Status404NotFound, $"{link} was never compared; ./hub sync reconcile {link} compares both sides.");
    }

    private sealed record StartedRun(string Job, string Run, string Link, bool Joined) : IAudited
    {
        string? IAudited.Target => Link;

        string IAudited.Detail => $"run {Run} of {Job}{(Joined ? ", which was under way" : "")}";

        string? IAudited.Reason => null;
    }
}
