using Hub.Facade.Forwarding;
using Hub.Facade.Watching;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Cutover;

/// <summary>
/// All that a shift has to pass: the rules, and for a shift forward the plan's freezes, the new side's being there and,
/// before a route is retired, whatever still uses its legacy side. A shift back asks for nothing but the rules, so nothing
/// can hold it up.
/// </summary>
internal sealed class ShiftChecks(
    IEnumerable<ILegacyUse> uses, SideJudge judge, SideProbe probe, RouteTraffic traffic, TimeProvider time)
{
    /// <summary>Why a route cannot be shifted to a state now, or null when it can.</summary>
    public async Task<ShiftOutcome.Refused?> RefuseAsync(RoutingSnapshot snapshot, RoutePlan route, RouteState to)
    {
        var from = snapshot.State(route.Id);
        var capability = snapshot.Plan.Capabilities.First(c => c.Name == route.Capability);
        if (ShiftRules.Refuse(snapshot.Plan, route, from, to) is { } why)
            return new ShiftOutcome.Refused(StatusCodes.Status422UnprocessableEntity, why);
        if (!ShiftRules.IsForward(from, to))
            return null;
        if (snapshot.Unserved is { } unserved)
            return new ShiftOutcome.Refused(
                StatusCodes.Status503ServiceUnavailable,
                $"This node is not ready and shifts nothing forward: {unserved.Describe(snapshot.Revision)} "
                + "Ask another node, or apply a plan that can be served (./hub plan apply); rollbacks are carried out.");
        if (Frozen(snapshot.Plan, capability) is { } frozen)
            return new ShiftOutcome.Refused(
                StatusCodes.Status423Locked, $"{frozen} Shift {route.Id} forward after that; the way back is open all the time.");
        return to.Stage == Stage.Retired ? await RefuseWhileUsedAsync(snapshot.Plan, capability, route) : null;
    }

    /// <summary>
    /// Why the new side would answer nothing well that a shift forward sends there, judged by its last answers and by asking
    /// it; null where it is there, and for a shift back.
    /// </summary>
    public async Task<DeadSide?> FindDeadSideAsync(RoutingSnapshot snapshot, RoutePlan route, RouteState to)
    {
        if (route.New is not { } side || !ShiftRules.IsForward(snapshot.State(route.Id), to))
            return null;
        var why = judge.FindFailing(side, traffic.Of(route.Id).Of(Side.New))?.Reason
            ?? await probe.FindProblemAsync(side, CancellationToken.None);
        return why is null ? null : new DeadSide(route.Id, side.Name, why);
    }

    /// <summary>Which freeze holds a capability and until when, as a sentence; null where none does.</summary>
    public string? Frozen(MigrationPlan plan, CapabilityPlan capability)
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

    private async Task<ShiftOutcome.Refused?> RefuseWhileUsedAsync(MigrationPlan plan, CapabilityPlan capability, RoutePlan route)
    {
        var found = new List<string>();
        foreach (var use in uses)
        {
            if (await use.FindAsync(plan, capability, route) is { } used)
                found.Add(used);
        }

        return found.Count == 0 ? null : new ShiftOutcome.Refused(
            StatusCodes.Status422UnprocessableEntity,
            $"{route.Id} cannot be retired while its legacy side is in use. {string.Join(' ', found)}");
    }
}
