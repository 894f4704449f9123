using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Cutover;

/// <summary>Whether the routes can stay where they stand under another plan.</summary>
internal sealed class PlanChecks(ShiftChecks shifts)
{
    // A plan may have thousands.
    private const int MostShown = 20;

    /// <summary>Why a plan, valid in itself, cannot be put in place now, or null when it can.</summary>
    public ShiftOutcome.Refused? Refuse(RoutingSnapshot snapshot, MigrationPlan plan)
    {
        // A route that has moved is not lost by the way: somebody relies on where it stands.
        var lost = snapshot.States.Where(s => s.Value.Stage != Stage.Legacy).Select(s => s.Key)
            .Except(plan.Routes.Select(r => r.Id), StringComparer.Ordinal).ToList();
        if (lost.Count > 0)
            return Refused($"The plan drops {string.Join(", ", lost)}, which do not stand at legacy: roll them back first.");
        var homeless = plan.Routes.Select(r => (Route: r, State: snapshot.States.GetValueOrDefault(r.Id) ?? RouteState.Initial))
            .Select(r => ShiftRules.WhyImpossible(plan, r.Route, r.State) is { } why
                ? $"{r.Route.At}: {r.Route.Id} stands at {r.State}, but {why}"
                : null)
            .OfType<string>().ToList();
        if (homeless.Count > 0)
            return Refused(string.Join('\n', homeless));
        return snapshot.Plan.Capabilities.Concat(plan.Capabilities).DistinctBy(c => c.Name)
            .Select(c => WhyFrozen(snapshot.Plan, c, plan)).FirstOrDefault(why => why is not null) is { } frozen
            ? new ShiftOutcome.Refused(StatusCodes.Status423Locked, frozen)
            : null;
    }

    /// <summary>Why public routes do not vanish with a plan, or null where none does or where that is said to be meant.</summary>
    public static ShiftOutcome.Refused? RefuseRemoving(IReadOnlyList<string> removed, PlanRequest request) =>
        removed.Count == 0 || request.Removes ? null : Refused(
            "With this plan "
            + (removed.Count == 1 ? "a public route is" : $"{removed.Count} public routes are") + " answered no more: "
            + $"{string.Join("; ", removed.Take(MostShown))}"
            + (removed.Count > MostShown ? $" and {removed.Count - MostShown} more" : "")
            + ". If that is meant, apply it with --removes (\"removes\": true in the request).");

    /// <summary>
    /// A plan may change anything during a freeze but who answers what. Which freezes hold is said by the plan served.
    /// </summary>
    private string? WhyFrozen(MigrationPlan served, CapabilityPlan capability, MigrationPlan plan) =>
        Find(plan, capability.Name) is { } next
        && Find(served, capability.Name) is { } before
        && Movement.Of(next) == Movement.Of(before)
            ? null
            : shifts.Frozen(served, capability) is { } frozen
                ? $"{capability.At.File}: {frozen} The plan changes who answers requests of {capability.Name} "
                    + "(routes, sides or cohort): apply that after it."
                : null;

    private static CapabilityPlan? Find(MigrationPlan plan, string name) => plan.Capabilities.FirstOrDefault(c => c.Name == name);

    private static ShiftOutcome.Refused Refused(string why) => new(StatusCodes.Status422UnprocessableEntity, why);

    /// <summary>All that decides who answers a capability's requests, and nothing of how it is written.</summary>
    private sealed record Movement(string Cohort, string Routes)
    {
        public static Movement Of(CapabilityPlan c) => new(
            $"{c.Cohort?.Key} {c.Cohort?.Seed} {c.Cohort?.Groups} {string.Join(", ", c.Cohort?.Sources ?? [])}",
            string.Join('\n', c.Routes.OrderBy(r => r.Id, StringComparer.Ordinal).Select(r =>
                $"{r.Id} {r.Match.Method} {r.Match.Host} {r.Match.Path} {string.Join(", ", r.Match.Query)} "
                + $"{string.Join(", ", r.Match.Headers)} {r.Legacy} {r.New}")));
    }
}
