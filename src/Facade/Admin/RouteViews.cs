using Hub.Facade.Cutover;
using Hub.Facade.Guarding;
using Hub.Facade.Measuring;
using Hub.Facade.Watching;
using Hub.Platform.Plan;
using Hub.Platform.Routing;

namespace Hub.Facade.Admin;

/// <summary>All routes as the migration team sees them.</summary>
/// <param name="Revision">The revision whose plan is served.</param>
/// <param name="Plan">The plan's hash.</param>
/// <param name="Problem">Why this node does not serve the store's newest revision, or null.</param>
/// <param name="CountedBy">The nodes whose counts are added up, each since it started.</param>
/// <param name="Silent">Nodes that gave no answer when they were asked for theirs.</param>
/// <param name="Routes">The plan's routes.</param>
internal sealed record RouteViews(
    long Revision, string Plan, string? Problem, IReadOnlyList<CountingNode> CountedBy, IReadOnlyList<string> Silent,
    IReadOnlyList<RouteView> Routes);

/// <summary>A node that counts.</summary>
/// <param name="Node">Its name.</param>
/// <param name="Since">When its counts began, which is when it started.</param>
internal sealed record CountingNode(string Node, DateTimeOffset Since);

/// <summary>A route: where it stands and what it answered.</summary>
internal sealed record RouteView(
    string Id,
    string Match,
    string Owner,
    string Zone,
    Stage Stage,
    double Percent,
    IReadOnlyList<string> Users,
    IReadOnlyList<string> Groups,
    string? Legacy,
    string? New,
    RouteCounts Traffic,
    RouteSides Sides)
{
    /// <summary>The capability that the route belongs to.</summary>
    public string Capability { get; init; } = "";

    /// <summary>How fast the capability may change: <c>differentiation</c>, <c>record</c> or <c>innovation</c>.</summary>
    public string Pace { get; init; } = "";

    /// <summary>The plan's next wave of the route; null where it has come to the stage of its last one, or has none.</summary>
    public NextWave? Wave { get; init; }

    /// <summary>The handover that holds the route's writes at the moment, or null.</summary>
    public RouteMove? Handover { get; init; }

    /// <summary>
    /// What a rollback would cost; null where the route writes no records that both sides keep, or nothing is known yet.
    /// </summary>
    public WayBack? WayBack { get; init; }

    /// <summary>What the route's guardrail has seen, or why it stepped back; null where it has none.</summary>
    public GuardrailView? Guardrail { get; init; }

    /// <summary>Returns this together with what another node tells of the same route.</summary>
    public RouteView Plus(RouteView other, string node) => this with
    {
        Traffic = new(
            Traffic.Legacy + other.Traffic.Legacy, Traffic.New + other.Traffic.New, Traffic.Failed + other.Traffic.Failed),
        Sides = new(Sides.Legacy.Plus(other.Sides.Legacy, node), Sides.New?.Plus(other.Sides.New, node)),
    };
}

/// <summary>A route's writes wait at the hub while their records' owner changes.</summary>
/// <param name="To">The stage that the route moves to.</param>
/// <param name="Back">Whether it is the way back, which is made in any case.</param>
/// <param name="Until">When it has ended at the latest.</param>
internal sealed record RouteMove(Stage To, bool Back, DateTimeOffset Until);

/// <summary>Both sides of a route.</summary>
internal sealed record RouteSides(SideView Legacy, SideView? New);

/// <summary>The stage that the plan's next wave of a route leads to.</summary>
/// <param name="To">The stage.</param>
/// <param name="By">The last day that is in time; null where the plan sets none.</param>
/// <param name="IsLate">Whether that day is past.</param>
internal sealed record NextWave(Stage To, DateOnly? By, bool IsLate)
{
    /// <summary>Returns the first wave of the plan that a route has not come to; null for none.</summary>
    public static NextWave? Of(RoutePlan route, Stage stands, DateOnly today) => route.Capability.Waves
        .Where(w => w.Routes.Contains(route.Id, StringComparer.Ordinal))
        .Select(w => new NextWave(Enum.Parse<Stage>(w.To, ignoreCase: true), w.By, w.By < today))
        .FirstOrDefault(w => w.To > stands);
}
