using Hub.Platform.Identity;
using Hub.Platform.Links;
using Hub.Platform.Plan;
using Hub.Sync.Applying;
using Hub.Sync.Parking;
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
    /// <summary>
    /// Maps <c>links</c>, <c>waiting</c>, <c>parked</c> and <c>parked/{id}/replay</c>
    /// under a group, <c>/hub/api/sync</c>, that says who may.
    /// </summary>
    public static RouteGroupBuilder MapSync(this IEndpointRouteBuilder group)
    {
        var sync = group.MapGroup("");
        sync.MapGet("/links", async (ILinks links, CancellationToken cancellation) =>
            TypedResults.Ok(await links.StatusAsync(cancellation)));
        sync.MapGet("/waiting", async (WaitingChanges waiting) => TypedResults.Ok(await waiting.ListAsync()));
        sync.MapGet("/parked", async (ParkedChanges parked) => TypedResults.Ok(await parked.ListAsync()));
        sync.MapPost("/parked/{id}/replay", ReplayAsync).WrittenBy(AccessRole.Operator, "replay", "id", EntityAsync);
        return sync;
    }

    /// <summary>A stream is an entity's, and an entity is a capability's.</summary>
    private static async ValueTask<IReadOnlyList<string>> EntityAsync(HttpContext context)
    {
        var parked = context.RequestServices.GetRequiredService<ParkedChanges>();
        var id = context.GetRouteValue("id")!.ToString()!;
        return await parked.FindAsync(id) is { } message ? [message.Stream.Split(": ")[0]] : [];
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

    private sealed record Replayed(string Id, string Outcome) : IAudited
    {
        string IAudited.Detail => Outcome;
    }
}
