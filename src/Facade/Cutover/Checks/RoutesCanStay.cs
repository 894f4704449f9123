using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.Platform.Shifting;

namespace Hub.Facade.Cutover.Checks;

/// <summary>The routes can stay where they stand under another plan.</summary>
internal sealed class RoutesCanStay : IShiftCheck
{
    public Task<Objection?> FindAsync(RoutingChange change) => Task.FromResult(
        change is PlanReplacement { Served: var served, Plan: var plan }
        && FindLost(served, plan).Concat(FindHomeless(served, plan)).ToList() is { Count: > 0 } found
            ? new Objection(string.Join('\n', found))
            : null);

    // A route that has moved is not lost by the way: somebody relies on where it stands.
    private static IEnumerable<string> FindLost(RoutingSnapshot served, MigrationPlan plan) =>
        served.States.Where(s => s.Value.Stage != Stage.Legacy).Select(s => s.Key)
            .Except(plan.Routes.Select(r => r.Id), StringComparer.Ordinal).ToList() is { Count: > 0 } lost
            ? [$"The plan drops {string.Join(", ", lost)}, which do not stand at legacy: roll them back first."]
            : [];

    private static IEnumerable<string> FindHomeless(RoutingSnapshot served, MigrationPlan plan) =>
        plan.Routes.Select(r => (Route: r, State: served.States.GetValueOrDefault(r.Id) ?? RouteState.Initial))
            .Select(r => ShiftRules.WhyImpossible(plan, r.Route, r.State) is { } why
                ? $"{r.Route.At}: {r.Route.Id} stands at {r.State}, but {why}"
                : null)
            .OfType<string>();
}
