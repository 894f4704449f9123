using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.Platform.Shifting;

namespace Hub.Facade.Cutover.Checks;

/// <summary>The routes can stay where they stand under another plan.</summary>
internal sealed class RoutesCanStay : IShiftCheck
{
    public Task<Objection?> FindAsync(RoutingChange change) => Task.FromResult(
        change is PlanReplacement { Served: var served, Plan: var plan }
        && FindLost(served, plan).Concat(FindHomeless(served, plan)).Concat(FindTorn(served, plan))
            .Concat(FindCutOff(served, plan)).ToList()
            is { Count: > 0 } found
            ? new Objection(string.Join('\n', found))
            : null);

    // Somebody relies on where a route that has moved stands. One that is retired goes in two steps.
    private static IEnumerable<string> FindLost(RoutingSnapshot served, MigrationPlan plan)
    {
        var lost = served.Plan.Routes.Where(r => r.HasLegacy && served.State(r.Id).Stage != Stage.Legacy).Select(r => r.Id)
            .Except(plan.Routes.Select(r => r.Id), StringComparer.Ordinal)
            .ToLookup(id => served.State(id).Stage == Stage.Retired);
        if (lost[false].Any())
            yield return $"The plan drops {string.Join(", ", lost[false])}, which do not stand at legacy: "
                + "roll them back first.";
        if (lost[true].Any())
            yield return $"The plan drops {string.Join(", ", lost[true])}, which are retired: "
                + "apply a plan without sides.legacy of theirs first, and then one without them.";
    }

    // A route that joins a group stands at legacy, where the others may have left it.
    private static IEnumerable<string> FindTorn(RoutingSnapshot served, MigrationPlan plan) =>
        from capability in plan.Capabilities
        where capability.Link is { BothWays: true } && capability.Routes.Any(r => WriteGroup.Of(r).Length > 1)
        let writes = WriteGroup.Of(capability.Routes.First(r => WriteGroup.Of(r).Length > 1))
        let moved = writes.Where(r => StateIn(served, r).Stage != Stage.Legacy).ToList()
        let joins = writes.FirstOrDefault(r => !served.States.ContainsKey(r.Id) && !served.Plan.Routes.Any(o => o.Id == r.Id))
        where moved.Count > 0 && joins is not null
        let others = string.Join(", ", moved.Select(r => r.Id))
        select $"{joins.At}: {joins.Id} would stand at legacy, and {others}, which write the same {capability.Name}, "
            + $"at {StateIn(served, moved[0])}, so that two sides would own them: "
            + $"roll back first (./hub rollback {moved[0].Id}), apply the plan, and shift them together.";

    // By such a plan callers would come to the new side at once, without a shift, and without a way back.
    private static IEnumerable<string> FindCutOff(RoutingSnapshot served, MigrationPlan plan) =>
        from route in plan.Routes
        where !route.HasLegacy && served.States.ContainsKey(route.Id) && StateIn(served, route).Stage != Stage.Retired
        select $"{route.At}: {route.Id} stands at {StateIn(served, route)}, and the plan names no legacy side for it any more: "
            + $"retire it first (./hub shift {route.Id} --to retired).";

    private static RouteState StateIn(RoutingSnapshot served, RoutePlan route) =>
        served.States.GetValueOrDefault(route.Id) ?? RouteState.Initial;

    private static IEnumerable<string> FindHomeless(RoutingSnapshot served, MigrationPlan plan) =>
        plan.Routes.Where(r => r.HasLegacy)
            .Select(r => (Route: r, State: StateIn(served, r)))
            .Select(r => ShiftRules.WhyImpossible(plan, r.Route, r.State) is { } why
                ? $"{r.Route.At}: {r.Route.Id} stands at {r.State}, but {why}"
                : null)
            .OfType<string>();
}
