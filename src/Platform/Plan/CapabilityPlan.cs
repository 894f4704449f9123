using System.Collections.Immutable;
using Hub.ServiceKit.Hosting;

namespace Hub.Platform.Plan;

/// <summary>A business area with its owner, sides and routes. Never copied: its routes know it.</summary>
public sealed class CapabilityPlan
{
    /// <summary>Makes a capability, to which its routes belong from now on.</summary>
    /// <param name="name">Its name: <c>orders</c>.</param>
    /// <param name="owner">The team that answers for it.</param>
    /// <param name="zone">How freely it moves.</param>
    /// <param name="cohort">What moves together, or null where the capability has no cohorts.</param>
    /// <param name="routes">Its public operations.</param>
    /// <param name="link">How its records are kept in step on both sides, or null.</param>
    /// <param name="at">Where it stands.</param>
    public CapabilityPlan(
        string name, string owner, Zone zone, CohortPlan? cohort, ImmutableArray<RoutePlan> routes, LinkPlan? link,
        PlanLocation at)
    {
        (Name, Owner, Zone, Cohort, Link, At) = (name, owner, zone, cohort, link, at);
        Routes = [.. routes.Select(r => r with { Capability = this })];
    }

    /// <summary>Its name: <c>orders</c>.</summary>
    public string Name { get; }

    /// <summary>The team that answers for it.</summary>
    public string Owner { get; }

    /// <summary>How freely it moves.</summary>
    public Zone Zone { get; }

    /// <summary>What moves together, or null where the capability has no cohorts.</summary>
    public CohortPlan? Cohort { get; }

    /// <summary>Its public operations.</summary>
    public ImmutableArray<RoutePlan> Routes { get; }

    /// <summary>How its records are kept in step on both sides, or null.</summary>
    public LinkPlan? Link { get; }

    /// <summary>Where it stands.</summary>
    public PlanLocation At { get; }

    /// <summary>All sides that its routes and its link name, with repetitions.</summary>
    public IEnumerable<SideName> Sides =>
        Routes.SelectMany(r => new[] { r.Legacy, r.New }).OfType<SideTarget>().Select(s => s.Name).Concat(Link?.Sides ?? []);

    /// <summary>Answers composed of routes' answers, of this capability or of others.</summary>
    public ImmutableArray<CompositionPlan> Compositions
    {
        get;
        init => field = [.. value.Select(c => c with { Route = c.Route with { Capability = this } })];
    } = [];

    /// <summary>Who may call its routes and its compositions.</summary>
    public PublicAccess Access { get; init; }

    /// <summary>
    /// Which pages may call its routes, by itself or by <c>hub.yaml</c>; null where its sides say so themselves.
    /// </summary>
    public CorsPlan? Cors { get; init; }

    /// <summary>Whether a POST may name another method to its sides (<c>X-HTTP-Method-Override</c> and its like).</summary>
    public bool ForwardsMethodOverride { get; init; }

    /// <summary>Where its legacy side stands in the plan.</summary>
    public PlanLocation? LegacyAt { get; init; }

    /// <summary>Where its new side stands in the plan; null without one.</summary>
    public PlanLocation? NewAt { get; init; }

    /// <summary>What has to be known before its routes are shifted to a stage, by the stage's name in the plan.</summary>
    public ImmutableDictionary<string, GatePlan> Gates { get; init; } = ImmutableDictionary<string, GatePlan>.Empty;

    /// <summary>How fast it may change.</summary>
    public Pace Pace { get; init; }

    /// <summary>Which of its routes are to come to which stage by when, in the order of the plan.</summary>
    public ImmutableArray<WavePlan> Waves { get; init; } = [];

    /// <summary>When its routes are not shifted forward, besides the whole hub's freezes.</summary>
    public ImmutableArray<FreezePlan> Freezes { get; init; } = [];

    /// <summary>What has to be before one of its routes is retired; null for what the whole hub says.</summary>
    public RetirePlan? Retire { get; init; }

    /// <summary>How many of its reads are asked of the other side as well, to be compared.</summary>
    public ShadowPlan Shadow { get; init; } = ShadowPlan.Default;

    /// <summary>When its routes step back by themselves; null where they do not.</summary>
    public GuardrailPlan? Guardrail { get; init; }
}
