using System.Collections.Immutable;
using Hub.Facade.Cutover;
using Hub.Facade.Cutover.Approvals;
using Hub.Platform.Identity;
using Hub.Platform.Routing;
using Hub.Platform.Surface;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Hub.Facade.Admin;

/// <summary>The plan that is served, those that the store has, and the way of another one into service.</summary>
internal static class PlansApi
{
    private const int MostSpans = 10_000;

    public static void MapPlans(this IEndpointRouteBuilder api)
    {
        api.MapGet("/plan", (CurrentRouting current) =>
            new PlanFiles(current.Snapshot.Plan.Hash, current.Snapshot.Revision, current.Snapshot.Plan.Bundle.Files))
            .WithSummary("Returns the files of the plan served.");
        // Which capabilities a plan changes is known once it is read.
        api.MapPost("/plan", ApplyAsync).WithSummary("Puts a plan into service.")
            .TakesBody(typeof(PlanRequest)).Produces<ShiftOutcome.Applied>().Produces<PendingView>(StatusCodes.Status202Accepted)
            .WrittenBy(AccessRole.Operator, "plan apply");
        api.MapGet("/plans", ListAsync).WithSummary("Lists the plans that were served, and when.");
        api.MapGet("/revisions/{number:long}/plan", FindAsync).WithSummary("Returns the files of a revision's plan.")
            .Produces<PlanFiles>();
    }

    private static Task<IResult> ApplyAsync(HttpContext context, PlanApplication plans) =>
        Writes.AnswerAsync<PlanRequest>(context, plans.ApplyAsync);

    private static async Task<ImmutableArray<PlanUse>> ListAsync(RevisionLog log, CurrentRouting current) =>
    [
        .. (await log.ListPlanSpansAsync(MostSpans)).GroupBy(s => s.Plan, StringComparer.Ordinal)
            .Select(g => new PlanUse(g.Key, g.Key == current.Snapshot.Plan.Hash, [.. g.Select(s =>
                new PlanPeriod(s.First, s.Last, s.At, s.Author, s.Reason))])),
    ];

    private static async Task<IResult> FindAsync(long number, RevisionLog log, PlanStore plans)
    {
        if (await log.FindAsync(number) is not { } revision)
            return TypedResults.Problem(
                $"There is no revision {number}; ./hub plan list shows which there are.",
                statusCode: StatusCodes.Status404NotFound);
        try
        {
            if (await plans.FindAsync(revision.PlanHash) is { } plan)
                return TypedResults.Ok(new PlanFiles(plan.Hash, number, plan.Files));
            return Gone($"{PlanStore.NameOf(revision)} is not in the store.");
        }
        catch (InvalidDataException e)
        {
            return Gone(e.Message);
        }
    }

    private static IResult Gone(string why) => TypedResults.Problem(why, statusCode: StatusCodes.Status422UnprocessableEntity);

    /// <summary>A plan's files as the API gives them: path → content, base64.</summary>
    internal sealed record PlanFiles(string Hash, long Revision, IReadOnlyDictionary<string, byte[]> Files);

    /// <summary>A plan of the store, and which revisions had it, newest first.</summary>
    internal sealed record PlanUse(string Plan, bool Served, ImmutableArray<PlanPeriod> Periods);

    /// <summary>Revisions that follow each other with one plan: since when, by whom, and why.</summary>
    internal sealed record PlanPeriod(long First, long Last, DateTimeOffset At, string Actor, string Reason);
}
