using System.Text.Json;
using Hub.Platform.Identity;
using Hub.Platform.Jobs;
using Hub.Platform.Routing;
using Hub.Platform.Surface;
using Hub.ServiceKit.Problems;
using Hub.Sync.Checking;
using Hub.Sync.Searching;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Hub.Sync;

/// <summary>The check of a link's mapping on live records: begun, and looked at.</summary>
internal static class CheckEndpoints
{
    public static void MapCheck(this IEndpointRouteBuilder sync)
    {
        sync.MapPost("/links/{link}/check", StartAsync)
            .WithSummary("Checks a link's mapping on every record of both sides, as a job. Nothing is written.")
            .TakesBody(typeof(CheckRequest))
            .WrittenBy(AccessRole.Operator, "check link", "link", SyncScope.OfLink);
        sync.MapGet("/links/{link}/check", FindAsync)
            .WithSummary("Shows the last check of a link's mapping: each kind of fault with records that have it.");
    }

    private static async Task<Results<Accepted<StartedCheck>, Problem>> StartAsync(
        string link, HttpContext context, CurrentRouting routing, JobBoard jobs)
    {
        if (SyncEndpoints.FindUnknown(link, routing) is { } unknown)
            return unknown;
        var body = await ActBody.ReadAsync(context.Request, """{ "reason": "before orders move" }""", "reason");
        if (body.Problem is not null)
            return body.Problem;
        var reason = body.Reason(required: false);
        if (body.Faults.Count > 0)
            return Problem.Malformed(body.Faults);
        var run = jobs.Start(
            LinkCheck.Name, JsonSerializer.Serialize(new { link }), at: null,
            $"{context.User.Identity?.Name ?? AuditLog.Anonymous}: {link}", link);
        return TypedResults.Accepted($"/hub/api/sync/links/{link}/check", new StartedCheck(LinkCheck.Name, run, link, reason));
    }

    private static async Task<Results<Ok<CheckReport>, Problem>> FindAsync(string link, CurrentRouting routing, CheckStore checks)
    {
        if (SyncEndpoints.FindUnknown(link, routing) is { } unknown)
            return unknown;
        return await checks.FindAsync(link) is { } report
            ? TypedResults.Ok(report)
            : new Problem(StatusCodes.Status404NotFound, $"{link} was not checked yet; ./hub sync check {link} does it.");
    }

    /// <summary>What a check is asked for with.</summary>
    /// <param name="Reason">Why; null where that is not said.</param>
    private sealed record CheckRequest(string? Reason);

    internal sealed record StartedCheck(string Job, string Run, string Link, string? Reason) : IAudited
    {
        string IAudited.Detail => $"by run {Run} of {Job}";

        string? IAudited.Reason => Reason;
    }
}
