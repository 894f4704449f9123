using Hub.Platform.Plan;
using Hub.Platform.Shifting;

namespace Hub.Facade.Cutover.Checks;

/// <summary>Public routes vanish with a plan only where that is said to be meant, and asked once: not of who approves.</summary>
internal sealed class RemovalIsMeant : IShiftCheck
{
    // A plan may have thousands.
    private const int MostShown = 20;

    public Task<Objection?> FindAsync(RoutingChange change) => Task.FromResult(
        change is PlanReplacement { Removes: false, IsApproved: false, Served.Plan: var served, Plan: var plan }
        && RemovedRoutes.Between(served, plan) is { IsEmpty: false } removed
            ? new Objection(
                "With this plan "
                + (removed.Length == 1 ? "a public route is" : $"{removed.Length} public routes are") + " answered no more: "
                + $"{string.Join("; ", removed.Take(MostShown))}"
                + (removed.Length > MostShown ? $" and {removed.Length - MostShown} more" : "")
                + ". If that is meant, apply it with --removes (\"removes\": true in the request).")
            : null);
}
