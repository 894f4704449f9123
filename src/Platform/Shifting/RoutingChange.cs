using Hub.Platform.Plan;
using Hub.Platform.Routing;

namespace Hub.Platform.Shifting;

/// <summary>A change of what is served, before it is made.</summary>
/// <param name="Served">The revision that it changes.</param>
/// <param name="By">Who asks for it: a token's name.</param>
/// <param name="Reason">Why.</param>
public abstract record RoutingChange(RoutingSnapshot Served, string By, string Reason)
{
    /// <summary>Whether it is more than a way back.</summary>
    public abstract bool IsForward { get; }

    /// <summary>Whether a second person has approved it.</summary>
    public bool IsApproved { get; init; }
}

/// <summary>A shift of one route, forward or back.</summary>
/// <param name="Served">The revision that it changes.</param>
/// <param name="Route">The route.</param>
/// <param name="To">Where it is to stand.</param>
/// <param name="By">Who asks for it: a token's name.</param>
/// <param name="Reason">Why.</param>
public sealed record RouteShift(RoutingSnapshot Served, RoutePlan Route, RouteState To, string By, string Reason)
    : RoutingChange(Served, By, Reason)
{
    /// <summary>Where the route stands.</summary>
    public RouteState From => Served.State(Route.Id);

    /// <inheritdoc />
    public override bool IsForward => From.IsForwardTo(To);
}

/// <summary>Another plan in place of the one served; the routes stay where they stand.</summary>
/// <param name="Served">The revision that it changes.</param>
/// <param name="Plan">The other plan, valid in itself.</param>
/// <param name="By">Who asks for it: a token's name.</param>
/// <param name="Reason">Why.</param>
public sealed record PlanReplacement(RoutingSnapshot Served, MigrationPlan Plan, string By, string Reason)
    : RoutingChange(Served, By, Reason)
{
    /// <summary>Whether public routes may vanish with it.</summary>
    public bool Removes { get; init; }

    /// <inheritdoc />
    public override bool IsForward => true;
}
