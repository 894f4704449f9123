using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Matching;

namespace Hub.Facade.Addressing;

/// <summary>Lets routes of one path differ by query and headers; the one with more conditions is tried first.</summary>
internal sealed class RouteConditionPolicy : MatcherPolicy, IEndpointSelectorPolicy, IEndpointComparerPolicy
{
    public override int Order => 100;

    public IComparer<Endpoint> Comparer { get; } = Comparer<Endpoint>.Create(
        (a, b) => Conditions(b).CompareTo(Conditions(a)));

    public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) => endpoints.Any(e => Conditions(e) > 0);

    public Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
    {
        for (var i = 0; i < candidates.Count; i++)
        {
            if (candidates.IsValidCandidate(i)
                && candidates[i].Endpoint.Metadata.GetMetadata<RouteConditions>() is { } conditions
                && !conditions.Hold(httpContext.Request))
                candidates.SetValidity(i, value: false);
        }

        return Task.CompletedTask;
    }

    private static int Conditions(Endpoint endpoint) => endpoint.Metadata.GetMetadata<RouteConditions>()?.Count ?? 0;
}
