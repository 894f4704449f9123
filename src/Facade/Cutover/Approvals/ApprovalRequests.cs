using System.Text.Json;
using Hub.Facade.Evidence;
using Hub.Facade.Gating;
using Hub.Platform.Identity.Approvals;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.Platform.Shifting;

namespace Hub.Facade.Cutover.Approvals;

/// <summary>Puts a change down for a second person instead of doing it.</summary>
internal sealed class ApprovalRequests(PendingChanges pending, PlanStore plans)
{
    public const string Shift = "shift";
    public const string Plan = "plan apply";

    /// <summary>How many changes of one person wait at most: each is another one for whoever approves to read.</summary>
    public const int Most = 100;

    /// <param name="shift">The shift.</param>
    /// <param name="verdict">What its author overrides and accepts; whoever approves is told.</param>
    /// <param name="reading">What its gates read; whoever approves signs its hash with the change. Null without a gate.</param>
    public async Task<ShiftOutcome> AskAsync(RouteShift shift, ShiftVerdict verdict, GateReading? reading) =>
        // Evidence grows with each request: asked again, the change waits as it was read first.
        reading is not null && (await pending.ListAsync()).FirstOrDefault(c => IsOf(c, shift)
            && AskedState.Of(c) is var asked
            && (asked.Forced is null, asked.AcceptedSplit is null)
                == (verdict.Overridden is null, verdict.AcceptedSplit is null)
            && (asked.Gate ?? GateState.Pass) >= reading.State) is { } waiting
            ? new ShiftOutcome.Waits(PendingView.Of(waiting))
            : await AskAsync(
                new PendingChange(
                    Shift, shift.Route.Id, [shift.Route.Capability.Name], Json(shift.From), Json(shift.To, verdict, reading),
                    shift.By, shift.Reason, shift.Served.Plan.Hash, shift.Served.Revision),
                plan: null);

    public Task<ShiftOutcome> AskAsync(PlanReplacement replacement, IReadOnlyList<string> capabilities) => AskAsync(
        new PendingChange(
            Plan, "plan", [.. capabilities], Json(replacement.Served.Plan.Hash), Json(replacement.Plan.Hash), replacement.By,
            replacement.Reason, replacement.Served.Plan.Hash, replacement.Served.Revision),
        replacement.Plan.Bundle);

    /// <summary>Whether what waits is a change that is asked for again, whatever is forced with it.</summary>
    public static bool IsOf(PendingChange waiting, RoutingChange change) =>
        (waiting.RequestedBy, waiting.Reason, waiting.Plan, waiting.Revision)
            == (change.By, change.Reason, change.Served.Plan.Hash, change.Served.Revision)
        && change switch
        {
            RouteShift shift => waiting.Action == Shift && waiting.Target == shift.Route.Id
                && Read<RouteState>(waiting.From) == shift.From && Read<RouteState>(waiting.To) == shift.To,
            PlanReplacement replacement => waiting.Action == Plan && Read<string>(waiting.To) == replacement.Plan.Hash,
            _ => false,
        };

    /// <summary>What a change is of, in words: a route's id, or the plan of which capabilities.</summary>
    public static string SubjectOf(PendingChange change) =>
        change.Action == Shift ? change.Target : $"the plan of {string.Join(", ", change.Capabilities)}";

    public static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, JsonSerializerOptions.Web)!;

    private async Task<ShiftOutcome> AskAsync(PendingChange change, PlanBundle? plan)
    {
        if (plan is not null)
            await plans.SaveAsync(plan);
        return new ShiftOutcome.Waits(PendingView.Of(await pending.AskAsync(change)));
    }

    private static string Json(RouteState to, ShiftVerdict verdict, GateReading? reading)
    {
        var json = JsonSerializer.SerializeToNode(to, JsonSerializerOptions.Web)!.AsObject();
        var asked = new AskedState(
            verdict.Overridden, verdict.AcceptedSplit, reading?.Hash, reading is { Verdicts.Count: > 0 } ? reading.State : null);
        foreach (var (name, value) in JsonSerializer.SerializeToNode(asked, JsonSerializerOptions.Web)!.AsObject())
            json[name] = value?.DeepClone();
        return json.ToJsonString();
    }

    private static string Json<T>(T value) => JsonSerializer.Serialize(value, JsonSerializerOptions.Web);
}
