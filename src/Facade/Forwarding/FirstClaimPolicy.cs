using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Matching;

namespace Hub.Facade.Forwarding;

/// <summary>
/// Where routes that differ by their constraints only claim one request, as <c>{n:int}</c> and <c>{n:long}</c> do, the first
/// of them answers, in the order of their patterns. ASP.NET Core would refuse to choose, and the request would fail.
/// </summary>
internal sealed class FirstClaimPolicy : MatcherPolicy, IEndpointSelectorPolicy
{
    // After all that tells requests apart.
    public override int Order => int.MaxValue;

    public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints)
    {
        for (var n = 1; n < endpoints.Count; n++)
        {
            if (endpoints[n - 1] is RouteEndpoint one && endpoints[n] is RouteEndpoint other && one.Order == other.Order
                && one.RoutePattern.InboundPrecedence == other.RoutePattern.InboundPrecedence)
                return true;
        }

        return false;
    }

    public Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
    {
        int? first = null;
        for (var n = 0; n < candidates.Count; n++)
        {
            if (!candidates.IsValidCandidate(n))
                continue;
            if (first is { } chosen && candidates[chosen].Score == candidates[n].Score)
                candidates.SetValidity(n, value: false);
            else
                first ??= n;
        }

        return Task.CompletedTask;
    }
}
