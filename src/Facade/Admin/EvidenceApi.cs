using System.Text.Json;
using Hub.Facade.CanaryShare;
using Hub.Facade.Cutover;
using Hub.Facade.Evidence;
using Hub.Facade.Gating;
using Hub.Facade.Guarding;
using Hub.Facade.Rules;
using Hub.Platform.ContractDrift;
using Hub.Platform.Problems;
using Hub.Platform.Routing;
using Hub.ServiceKit.Problems;
using Hub.ServiceKit.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Hub.Facade.Admin;

/// <summary>What was measured by comparing a route's sides.</summary>
internal static class EvidenceApi
{
    public static void MapEvidence(this IEndpointRouteBuilder api)
    {
        api.MapGet("/routes/{id}/evidence", ReadAsync)
            .WithSummary("Tells what was measured by comparing a route's sides.").Produces<EvidenceView>().TakesQuery("since");
        api.MapGet("/evidence", async (EvidenceListing evidence, CancellationToken cancellation) =>
            TypedResults.Ok(await evidence.ListAsync(cancellation)))
            .WithSummary("Tells in short what comparing has shown of each route that is compared or answered by its new side.");
        api.MapGet("/routes/{id}/evidence/examples", ListExamplesAsync)
            .WithSummary("Lists masked examples of where a route's sides differ, a few of each path.")
            .Produces<IReadOnlyList<KeptExample>>().TakesQuery("path");
    }

    private static async Task<IResult> ListExamplesAsync(
        string id, string? path, CurrentRouting current, DifferenceExamples examples)
    {
        var plan = current.Snapshot.Plan;
        return plan.Routes.Any(r => r.Id == id)
            ? TypedResults.Ok(await examples.ReadAsync(id, plan.Hash, path))
            : UnknownRoute.Answer(id, plan);
    }

    public static void MapEvidenceDocument(this IEndpointRouteBuilder api) =>
        api.MapGet("/routes/{id}/evidence/document", ReadDocumentAsync)
            .WithSummary("Returns what a route's gates read now, or read once, as a document with a SHA-256.")
            .Produces<JsonElement>().TakesQuery("hash");

    private static async Task<IResult> ReadDocumentAsync(
        string id, string? hash, HttpContext context, CurrentRouting current, EvidenceDocuments documents)
    {
        var snapshot = current.Snapshot;
        if (snapshot.Plan.Routes.FirstOrDefault(r => r.Id == id) is not { } route)
            return UnknownRoute.Answer(id, snapshot.Plan);
        var (document, found) = hash is null
            ? await documents.ReadAsync(snapshot, route) is var now ? (now.Document, now.Hash) : default
            : (await documents.FindAsync(id, hash), hash);
        if (document is null)
            return TypedResults.Problem(
                $"No evidence of {id} is kept by that hash: it is kept where a route was shifted past a gate, or a second person "
                + "was asked to. ./hub approvals and ./hub audit name it.",
                statusCode: StatusCodes.Status404NotFound);
        context.Response.Headers["Repr-Digest"] = $"sha-256=:{Convert.ToBase64String(Convert.FromHexString(found))}:";
        return TypedResults.Text(document, "application/json");
    }

    private static async Task<IResult> ReadAsync(
        string id, string? since, CurrentRouting current, RouteEvidence evidence, RouteRules rules, GateJudge judge,
        GuardrailViews guardrails, CanaryKeys canaries, ContractFindings findings, TimeProvider time)
    {
        var snapshot = current.Snapshot;
        if (snapshot.Plan.Routes.FirstOrDefault(r => r.Id == id) is not { } route)
            return UnknownRoute.Answer(id, snapshot.Plan);
        var from = since is null ? null : GivenTime.Read(since, time.GetUtcNow());
        if (since is not null && from is null)
            return Problem.Malformed([new("since", $"it is {GivenTime.Form}")]);
        // As gates count, so that both tell the same.
        var begin = from ?? await judge.FindBeginAsync(id);
        var counts = await evidence.ReadAsync(id, snapshot.Plan.Hash, begin);
        var applied = await rules.ReadAsync(id);
        return TypedResults.Ok(
            EvidenceView.Of(id, snapshot, counts, AppliedRule.Of(rules.All(id), counts, time.GetUtcNow())) with
            {
                Since = begin,
                Proposed = ProposedRule.Of(counts, applied).Count,
                Gates = GateJudge.HasGates(route) ? (await judge.JudgeAsync(snapshot, route)).Verdicts : [],
                ContractDrift =
                [
                    .. (await findings.ListAsync()).Where(f => f.Finding.Routes.Contains(id, StringComparer.Ordinal))
                        .Select(ContractFindingView.Of),
                ],
                Canary = await canaries.ReadAsync(snapshot, route),
                Guardrail = (await guardrails.FindAsync()).GetValueOrDefault(id) is { } guard
                    ? $"{guard.State}: {guard.Text}"
                    : null,
            });
    }
}
