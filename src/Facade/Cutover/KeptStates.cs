using System.Collections.Immutable;
using Hub.Platform.Plan;
using Hub.Platform.Routing;

namespace Hub.Facade.Cutover;

/// <summary>Where the routes stand when an earlier plan comes back: as before, where that plan lets them.</summary>
/// <param name="States">The state of every route of the plan.</param>
/// <param name="Reset">The routes that are back at legacy, because the plan has no place for where they stood.</param>
public sealed record KeptStates(IReadOnlyDictionary<string, RouteState> States, ImmutableArray<string> Reset)
{
    /// <summary>Keeps what can be kept of a revision's states under a plan.</summary>
    public static KeptStates Of(MigrationPlan plan, IReadOnlyDictionary<string, RouteState> states)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var kept = plan.Routes.ToImmutableSortedDictionary(
            r => r.Id, r => RouteState.Of(r, states), StringComparer.Ordinal);
        ImmutableArray<string> reset =
            [.. plan.Routes.Where(r => ShiftRules.WhyImpossible(plan, r, kept[r.Id]) is not null).Select(r => r.Id)];
        return new KeptStates(kept.SetItems(reset.Select(id => KeyValuePair.Create(id, RouteState.Initial))), reset);
    }
}
