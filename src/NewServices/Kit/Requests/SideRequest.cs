using System.Net;
using Microsoft.AspNetCore.Routing;

namespace Hub.ServiceKit.Requests;

/// <summary>
/// What a side is told about the request it answers: a typed feature on the hosted side's context, the
/// <c>X-Hub-*</c> headers of an internal hop over a socket.
/// </summary>
/// <param name="RequestId">The hub's id of the request, unique; a write's external reference.</param>
/// <param name="RouteId">The route: <c>orders.place</c>.</param>
/// <param name="Values">The values the route's pattern took from the path.</param>
public sealed record SideRequest(string RequestId, string RouteId, RouteValueDictionary Values)
{
    /// <summary>
    /// Who calls, where the hub knows: a token's name, or the subject of a JSON Web Token; null where the side has to know.
    /// </summary>
    public string? Caller { get; init; }

    /// <summary>Where the request came from, where another process of this hub took it in; else the connection tells.</summary>
    public IPAddress? Address { get; init; }

    /// <summary>
    /// Query parameters that the hub itself reads, for the route's conditions and the cohort's key: known, whatever the side
    /// takes.
    /// </summary>
    public IReadOnlyList<string> RouteQuery { get; init; } = [];

    /// <summary>Whether nobody waits for the answer, as with a shadow's: then it comes after those somebody waits for.</summary>
    public bool InBackground { get; init; }
}
