using Hub.Facade.Addressing;
using Hub.ServiceKit.Changes;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Deciding;

/// <summary>A route as it is asked without a caller.</summary>
/// <param name="claim">The route.</param>
/// <param name="endpoint">Its endpoint, which tells what requests it takes.</param>
/// <param name="way">Its requests' way.</param>
/// <param name="answers">Puts in front of an answer what does not depend on who answers.</param>
internal sealed class AskedRoute(RouteClaim claim, Endpoint endpoint, RouteWay way, PathAnswers answers)
{
    public RouteClaim Claim { get; } = claim;

    public Endpoint Endpoint { get; } = endpoint;

    /// <summary>Answers a request as a caller's.</summary>
    public RequestDelegate Answer => Endpoint.RequestDelegate!;

    /// <summary>Decides a request, and leaves it to others to answer.</summary>
    public RequestDelegate Decide => answers.OfRoute(way.DecideAsync, Claim);

    /// <summary>Takes requests to what is asked of the route; made when it is first asked.</summary>
    public RequestDelegate? Pipeline { get; set; }

    /// <summary>Returns what answers for a side.</summary>
    public RequestDelegate SideOf(Side side) => answers.OfRoute(way.SideOf(side), Claim);
}
