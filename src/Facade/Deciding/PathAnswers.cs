using Hub.Facade.Addressing;
using Hub.Facade.Answers;
using Hub.Facade.Cors;
using Hub.Facade.Forwarding;
using Hub.Platform.Plan;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Hub.Facade.Deciding;

/// <summary>Puts in front of a plan's endpoints what does not depend on who answers them.</summary>
internal sealed class PathAnswers(
    PathClaims claims, OtherMethods methods, HubTokens tokens, CorsAnswers cors, NamedDestinations destinations)
{
    /// <summary>A route's answers, with CORS where the plan says so.</summary>
    public RequestDelegate OfRoute(RequestDelegate answer, RouteClaim claim)
    {
        var keyed = EmptyKeys.Around(answer, claim);
        var capability = claim.Route.Capability;
        return cors.Around(MethodOverrides.Around(keyed, capability.ForwardsMethodOverride), capability.Cors);
    }

    /// <summary>
    /// A catch-all's answers. A path that routes claim is not passed through with another method: whoever may not change a
    /// record by its route could do so there.
    /// </summary>
    public RequestDelegate OfCatchAll(RequestDelegate answer, CatchAllPlan catchAll, MigrationPlan plan)
    {
        var prefix = RoutePatternFactory.Parse(catchAll.Path);
        var hasRoutes = plan.Claiming.Any(r => MayLieUnder(prefix, RoutePatternFactory.Parse(r.Match.Path)));
        return MethodOverrides.Around(hasRoutes ? AnswerAsync : PassAsync, catchAll.ForwardsMethodOverride);

        Task PassAsync(HttpContext context)
        {
            tokens.KeepFromSides(context.Request.Headers);
            return context.Request.Method is "COPY" or "MOVE" ? PassUnlessToRouteAsync(context) : answer(context);
        }

        async Task AnswerAsync(HttpContext context)
        {
            tokens.KeepFromSides(context.Request.Headers);
            var claimed = await claims.FindAsync(context);
            await (claimed.Count > 0 ? methods.AnswerAsync(context, claimed) : PassAsync(context));
        }

        async Task PassUnlessToRouteAsync(HttpContext context)
        {
            if (await destinations.FindFaultAsync(context) is { } fault)
                await Problems.WriteAsync(context, StatusCodes.Status400BadRequest, fault);
            else
                await answer(context);
        }
    }

    private static bool MayLieUnder(RoutePattern prefix, RoutePattern route) => prefix.PathSegments.Zip(route.PathSegments)
        .All(s => s.First.Parts is not [RoutePatternLiteralPart wanted]
            || s.Second.Parts is not [RoutePatternLiteralPart literal]
            || string.Equals(wanted.Content, literal.Content, StringComparison.OrdinalIgnoreCase));
}
