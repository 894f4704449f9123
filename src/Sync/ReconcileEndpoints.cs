using System.Text.Json;
using Hub.Platform.Identity;
using Hub.Platform.Jobs;
using Hub.Platform.Links;
using Hub.Platform.Routing;
using Hub.Platform.Surface;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Problems;
using Hub.ServiceKit.Requests;
using Hub.Sync.Reconciling;
using Hub.Sync.Streams;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Sync;

/// <summary>Has both sides of a link compared, and tells what was found.</summary>
internal static class ReconcileEndpoints
{
    public static void MapReconciling(this IEndpointRouteBuilder sync)
    {
        sync.MapGet("/links/{link}/reconcile", FindAsync)
            .WithSummary("Tells what the last comparison of a link's sides found, and which records differ in which fields.");
        sync.MapPost("/links/{link}/reconcile", Start)
            .WithSummary("Compares both sides of a link, and its copies with the legacy side, as a job; writes to neither. With "
                + "changed=true only what was changed since the last comparison, where that suffices.")
            .TakesQuery("changed")
            .WrittenBy(AccessRole.Operator, "reconcile", "link", SyncScope.OfLink);
        sync.MapPost("/links/{link}/repair", RepairAsync)
            .WithSummary("Gives records that drift what the side that owns them holds, as a job.")
            .TakesBody(typeof(RepairRequest))
            .WrittenBy(AccessRole.Operator, "repair many", "link", SyncScope.OfLink);
    }

    private static Results<Accepted<StartedComparison>, Problem> Start(
        string link, string? changed, HttpContext context, CurrentRouting routing)
    {
        if (SyncEndpoints.FindUnknown(link, routing) is { } unknown)
            return unknown;
        if (changed is not (null or "true" or "false"))
            return Problem.Malformed([new("changed", "must be true or false")]);
        var isWhole = changed != "true";
        var (actor, purpose) = (
            context.User.Identity?.Name ?? AuditLog.Anonymous, $": {(isWhole ? "all records of " : "")}link {link}");
        var jobs = context.RequestServices.GetRequiredService<JobBoard>();
        var underWay = jobs.Runs(ReconcileJob.Name, 100).FirstOrDefault(r =>
            r.State is "waiting" or "running" or "scheduled"
            && r.History.Any(step => step.Reason?.EndsWith(purpose, StringComparison.Ordinal) == true));
        var run = underWay?.Id ?? jobs.Start(
            ReconcileJob.Name, JsonSerializer.Serialize(new { link, actor, whole = isWhole }), at: null, actor + purpose, link);
        return TypedResults.Accepted(
            $"/hub/api/jobs/{ReconcileJob.Name}/runs", new StartedComparison(ReconcileJob.Name, run, link, underWay is not null));
    }

    private static async Task<Results<Ok<IReadOnlyList<ReconciledView>>, Problem>> FindAsync(
        string link, CurrentRouting routing, ReconcileStore store, Repair repair, TimeProvider time)
    {
        if (SyncEndpoints.FindUnknown(link, routing) is { } unknown)
            return unknown;
        var (results, views) = (await store.ListAsync(), new List<ReconciledView>());
        foreach (var stream in SyncStream.Of(routing.Snapshot.Plan).Where(s => s.Entity == link && s.Origin == Side.Legacy))
            if (results.GetValueOrDefault(stream.Id) is { } result)
                views.Add(ReconciledView.Of(
                    result, Verification.Of(result, time.GetUtcNow()), await store.RecordsAsync(stream.Id, 0, int.MaxValue),
                    record => repair.StepOf(stream, record)));
        return views.Count > 0
            ? TypedResults.Ok<IReadOnlyList<ReconciledView>>(views)
            : new Problem(
                StatusCodes.Status404NotFound, $"{link} was never compared; ./hub sync reconcile {link} compares both sides.");
    }

    private static async Task<Results<Accepted<StartedRepair>, Problem>> RepairAsync(
        string link, HttpContext context, CurrentRouting routing, ReconcileStore store)
    {
        if (SyncEndpoints.FindUnknown(link, routing) is { } unknown)
            return unknown;
        var (request, fault) = await RepairRequest.ReadAsync(context.Request);
        if (request is null)
            return fault!;
        var results = (await store.ListAsync()).Values.Where(r => r.Entity == link).ToList();
        var count = results.Sum(r => r.Drift);
        if (count == 0)
            return new Problem(
                StatusCodes.Status409Conflict,
                $"No record of {link} drifts as far as is known; ./hub sync reconcile {link} compares both sides.");
        if (!request.Force && results.Find(r => r.MissingAt is not null) is { } broken)
            return new Problem(
                StatusCodes.Status409Conflict,
                $"Nothing was repaired: {broken.MissingAt} lacks so many records that it may be broken, and a repair may delete "
                + "them on the other side. Look at it and compare again; --force says that they are really gone.");
        var actor = context.User.Identity?.Name ?? AuditLog.Anonymous;
        var run = context.RequestServices.GetRequiredService<JobBoard>().Start(
            RepairJob.Name, JsonSerializer.Serialize(new { link, actor, reason = request.Reason }), at: null,
            $"{actor}: link {link}", link);
        return TypedResults.Accepted(
            $"/hub/api/jobs/{RepairJob.Name}/runs", new StartedRepair(RepairJob.Name, run, link, count, request.Reason));
    }

    internal sealed record StartedRepair(string Job, string Run, string Link, long Count, string Reason) : IAudited
    {
        string? IAudited.Target => Link;

        string IAudited.Detail => $"{Count} in all, by run {Run} of {Job}";

        string? IAudited.Reason => Reason;
    }

    internal sealed record StartedComparison(string Job, string Run, string Link, bool Joined) : IAudited
    {
        string? IAudited.Target => Link;

        string IAudited.Detail => $"run {Run} of {Job}{(Joined ? ", which was under way" : "")}";

        string? IAudited.Reason => null;
    }
}
