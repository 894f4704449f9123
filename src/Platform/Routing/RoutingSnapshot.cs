using System.Collections.Frozen;
using System.Collections.Immutable;
using Hub.Platform.Plan;

namespace Hub.Platform.Routing;

/// <summary>One revision, ready to decide by: immutable, shared by all requests.</summary>
public sealed class RoutingSnapshot
{
    private readonly FrozenDictionary<string, CompiledFlag> _flags;
    private readonly FrozenDictionary<string, RouteState> _states;

    /// <summary>Makes a revision ready.</summary>
    /// <param name="revision">The revision's number.</param>
    /// <param name="plan">The plan it belongs to.</param>
    /// <param name="states">Where the routes stand; a route not named stands at legacy, if it has that side.</param>
    public RoutingSnapshot(long revision, MigrationPlan plan, IReadOnlyDictionary<string, RouteState>? states = null)
    {
        (Revision, Plan) = (revision, plan);
        States = plan.Routes.ToImmutableSortedDictionary(
            r => r.Id, r => RouteState.Of(r, states), StringComparer.Ordinal);
        _states = States.ToFrozenDictionary(StringComparer.Ordinal);
        Flags =
        [
            .. plan.Capabilities.SelectMany(c => c.Routes.Select(r => FlagDefinition.Of(r.Id, States[r.Id], c.Cohort?.Seed))),
        ];
        var seeds = plan.Capabilities.SelectMany(c => c.Routes.Select(r => (r.Id, c.Cohort?.Seed)))
            .ToDictionary(r => r.Id, r => r.Seed, StringComparer.Ordinal);
        _flags = Flags.ToFrozenDictionary(
            f => f.Id,
            f => new CompiledFlag(f, States[f.Id].Handover is { } handover
                ? new CompiledFlag(FlagDefinition.Of(f.Id, handover.To, seeds[f.Id]))
                : null),
            StringComparer.Ordinal);
    }

    /// <summary>The revision's number.</summary>
    public long Revision { get; }

    /// <summary>The store's newest revision where this node cannot serve its plan, or null where it serves it.</summary>
    public UnservedRevision? Unserved { get; init; }

    /// <summary>The plan it belongs to.</summary>
    public MigrationPlan Plan { get; }

    /// <summary>Where every route of the plan stands.</summary>
    public ImmutableSortedDictionary<string, RouteState> States { get; }

    /// <summary>The routes' flags in Microsoft's schema: what decisions are compiled from.</summary>
    public ImmutableArray<FlagDefinition> Flags { get; }

    /// <summary>Where a route stands; takes no longer with more routes.</summary>
    /// <exception cref="KeyNotFoundException">The plan has no such route.</exception>
    public RouteState State(string route) => _states[route];

    /// <summary>A route's compiled flag.</summary>
    /// <exception cref="KeyNotFoundException">The plan has no such route.</exception>
    public CompiledFlag Flag(string route) => _flags[route];

    /// <summary>Who answers: the pure decision that facade, SOAP front door and sync share.</summary>
    /// <exception cref="KeyNotFoundException">The plan has no such route.</exception>
    public Decision Decide(string route, string? cohortKey, in Caller caller) => _flags[route].Decide(cohortKey, caller);
}
