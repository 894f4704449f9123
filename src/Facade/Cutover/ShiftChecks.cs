using Hub.Facade.Measuring;
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
    // A side that failed is given so long for the next answers to callers, which tell more than the probe's.
    private static readonly TimeSpan NextAnswers = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

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
    /// Why the new side would answer nothing well that a shift forward sends there; null where it is there, and for a shift
    /// back. It is asked, and where it failed lately its next answers to callers are awaited for a second.
    /// </summary>
    /// <param name="snapshot">The revision.</param>
    /// <param name="route">The route.</param>
    /// <param name="to">The state.</param>
    /// <param name="isTrial">Whether nothing is shifted: then a side that was left alone, or unwell, stays so.</param>
    public async Task<DeadSide?> FindDeadSideAsync(
        RoutingSnapshot snapshot, RoutePlan route, RouteState to, bool isTrial = false)
    {
        if (route.New is not { } side || !ShiftRules.IsForward(snapshot.State(route.Id), to))
            return null;
        var answers = traffic.Of(route.Id).Of(Side.New);
        var failing = judge.FindFailing(side, answers);
        var why = failing is null
            ? await probe.FindProblemAsync(side, CancellationToken.None)
            : await FindStillFailingAsync(side, answers, failing.Reason!);
        if (why is null && !isTrial)
            await judge.NoteWellAsync(side);
        return why is null ? null : new DeadSide(route.Id, side.Name, why);
    }

    private async Task<string?> FindStillFailingAsync(SideTarget side, SideTraffic answers, string failing)
    {
        var before = answers.Read();
        if (await probe.FindProblemAsync(side, CancellationToken.None, hasFailed: true) is { } problem)
            return $"{failing}; asked now, {problem}";
        var began = time.GetTimestamp();
        AnswerCounts since;
        while ((since = answers.Read().Since(before)).Answered < SideJudge.FewestAnswers
            && time.GetElapsedTime(began) < NextAnswers)
            await Task.Delay(Look, time);
        return since.Failed * 2 > since.Answered ? failing : null;
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
