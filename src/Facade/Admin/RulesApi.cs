using Hub.Facade.Cutover;
using Hub.Facade.Evidence;
using Hub.Facade.Rules;
using Hub.Platform.Identity;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.Platform.Surface;
using Hub.ServiceKit.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Hub.Facade.Admin;

/// <summary>The rules of comparing: listed, proposed by what was measured, accepted and withdrawn.</summary>
internal static class RulesApi
{
    private const int MostOfRoute = 50;

    public static void MapRules(this IEndpointRouteBuilder api)
    {
        api.MapGet("/rules", ListAllAsync).WithSummary("Lists the rules by which routes' sides are compared.")
            .Produces<IReadOnlyList<RuleView>>();
        api.MapGet("/routes/{id}/rules", ListAsync).WithSummary("Lists the rules by which a route's sides are compared.")
            .Produces<IReadOnlyList<RuleView>>();
        api.MapGet("/routes/{id}/rules/proposals", ProposeAsync)
            .WithSummary("Lists rules that the noise of a route's legacy side suggests; each applies once it is accepted.")
            .Produces<IReadOnlyList<ProposedRule>>();
        api.MapPost("/routes/{id}/rules", AcceptAsync)
            .WithSummary("Accepts a rule, one that is proposed or one that is given whole, until a day.")
            .TakesBody(typeof(RuleRequest)).Produces<RuleView>()
            .WrittenBy(AccessRole.Operator, "accept rule", "id", RouteScope.OfRoute);
        api.MapDelete("/routes/{id}/rules/{name}", WithdrawAsync)
            .WithSummary("Withdraws a rule that was accepted at run time; what it passed over counts as different again.")
            .Produces<WithdrawnRule>().WrittenBy(AccessRole.Operator, "withdraw rule", "id", RouteScope.OfRoute);
    }

    private static async Task<IResult> ListAllAsync(CurrentRouting current, AcceptedRules accepted, TimeProvider time) =>
        TypedResults.Ok(RuleView.All(current.Snapshot.Plan, await accepted.ReadAsync(), time.GetUtcNow()));

    private static async Task<IResult> ListAsync(string id, CurrentRouting current, AcceptedRules accepted, TimeProvider time)
    {
        var plan = current.Snapshot.Plan;
        return plan.Routes.Any(r => r.Id == id)
            ? TypedResults.Ok(RuleView.All(plan, await accepted.ReadAsync(), time.GetUtcNow()).Where(r => r.Route == id))
            : UnknownRoute.Answer(id, plan);
    }

    private static async Task<IResult> ProposeAsync(
        string id, CurrentRouting current, RouteEvidence evidence, RouteRules rules)
    {
        var plan = current.Snapshot.Plan;
        return plan.Routes.Any(r => r.Id == id)
            ? TypedResults.Ok(await FindProposalsAsync(id, plan, evidence, rules))
            : UnknownRoute.Answer(id, plan);
    }

    private static async Task<IResult> AcceptAsync(
        string id, HttpContext context, CurrentRouting current, RouteEvidence evidence, RouteRules rules, AcceptedRules accepted,
        TimeProvider time)
    {
        var (request, malformed) = await JsonBody.ReadAsync<RuleRequest>(context.Request);
        if (request is null)
            return malformed!;
        context.Features.Set(new GivenReason(request.Reason));
        var plan = current.Snapshot.Plan;
        if (plan.Routes.FirstOrDefault(r => r.Id == id) is not { } route)
            return UnknownRoute.Answer(id, plan);
        if (route.Capability.Zone == Zone.Inside)
            return Refused(
                $"{route.Capability.Name} is in zone inside, where a rule takes a second person: write it in the plan "
                + "('compare'), and ./hub plan apply asks for one.");
        ProposedRule? proposal = null;
        if (request.Proposal is { } proposed)
        {
            var known = await FindProposalsAsync(id, plan, evidence, rules);
            if ((proposal = known.FirstOrDefault(p => p.Id == proposed)) is null)
                return new Problem(
                    StatusCodes.Status404NotFound,
                    $"No rule '{AuditTexts.Cut(proposed, 100)}' is proposed for {id}; ./hub rules propose {id} lists those "
                    + "that are.");
        }

        var caller = AccessGrant.Of(context.User).Name;
        await accepted.ReadAsync();
        var (rule, faults) = request.Read(proposal, caller, rules.All(id), time.GetUtcNow());
        if (rule is null)
            return Problem.Malformed(faults);
        if (accepted.Known.Count(r => r.Route == id) >= MostOfRoute)
            return Refused(
                $"{id} has {MostOfRoute} rules that were accepted at run time: withdraw some, or move them to the plan.");
        return await accepted.TryAddAsync(id, rule, caller)
            ? TypedResults.Ok(RuleView.Of(new AcceptedRule(id, rule, caller, time.GetUtcNow()), time.GetUtcNow()))
            : Refused($"There is a rule '{rule.Name}' of {id} already: withdraw it first, or give this one another name.");
    }

    private static async Task<IResult> WithdrawAsync(string id, string name, CurrentRouting current, AcceptedRules accepted)
    {
        var plan = current.Snapshot.Plan;
        if (await accepted.WithdrawAsync(id, name))
            return TypedResults.Ok(new WithdrawnRule(id, name));
        return plan.Routes.FirstOrDefault(r => r.Id == id) is not { } route ? UnknownRoute.Answer(id, plan)
            : route.Compare.FirstOrDefault(r => r.Name == name) is { } own
                ? Refused($"Rule '{own.Name}' stands in the plan, at {own.At}: remove it there, and apply the plan.")
            : new Problem(
                StatusCodes.Status404NotFound,
                $"{id} has no rule '{AuditTexts.Cut(name, 100)}'; ./hub rules list shows those there are.");
    }

    private static async Task<IReadOnlyList<ProposedRule>> FindProposalsAsync(
        string route, MigrationPlan plan, RouteEvidence evidence, RouteRules rules)
    {
        var counts = await evidence.ReadAsync(route, plan.Hash, since: null);
        return ProposedRule.Of(counts, await rules.ReadAsync(route));
    }

    private static Problem Refused(string why) => new(StatusCodes.Status409Conflict, why);
}
