using Hub.Platform.Plan;
using Hub.Platform.Shifting;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Cutover.Checks;

/// <summary>
/// No freeze of the plan served holds what is shifted forward. A plan may change anything during a freeze but who answers what.
/// </summary>
internal sealed class NothingIsFrozen(TimeProvider time) : IShiftCheck
{
    public Task<Objection?> FindAsync(RoutingChange change) => Task.FromResult(
        Find(change) is { } why ? new Objection(why) { Status = StatusCodes.Status423Locked } : null);

    private string? Find(RoutingChange change) => change switch
    {
        RouteShift shift => Find(shift.Served.Plan, shift.Route.Capability) is { } frozen
            ? $"{frozen} Shift {shift.Route.Id} forward after that; the way back is open all the time."
            : null,
        PlanReplacement { Served.Plan: var served, Plan: var plan } =>
            served.Capabilities.Concat(plan.Capabilities).DistinctBy(c => c.Name)
                .Select(c => Find(served, c, plan)).OfType<string>().ToList() is { Count: > 0 } all
                ? string.Join('\n', all)
                : null,
        _ => null,
    };

    private string? Find(MigrationPlan served, CapabilityPlan capability, MigrationPlan plan) =>
        plan.Capabilities.FirstOrDefault(c => c.Name == capability.Name) is { } next
        && served.Capabilities.FirstOrDefault(c => c.Name == capability.Name) is { } before
        && Movement.Of(next) == Movement.Of(before)
            ? null
            : Find(served, capability) is { } frozen
                ? $"{capability.At.File}: {frozen} The plan changes who answers requests of {capability.Name} "
                    + "(routes, sides or cohort): apply that after it."
                : null;

    /// <summary>Which freeze holds a capability and until when, as a sentence; null where none does.</summary>
    private string? Find(MigrationPlan plan, CapabilityPlan capability)
    {
        var now = time.GetUtcNow();
        var holding = capability.Freezes.Concat(plan.Freezes).Select(f => (Freeze: f, End: f.EndOf(now)))
            .Where(f => f.End is not null).ToList();
        if (holding.Count == 0)
            return null;
        var (freeze, end) = holding.MaxBy(f => f.End);
        var reason = freeze.Reason is { } given && given != freeze.Name ? $", {given}" : "";
        return $"Frozen by '{freeze.Name}' ({freeze.At}{reason}) until {end:yyyy-MM-dd HH:mm zzz}.";
    }

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
