using System.Text.Json;
using Hub.Platform.Identity.Approvals;
using Hub.Platform.Plan;
using Hub.Platform.Routing;

namespace Hub.Facade.Cutover.Approvals;

/// <summary>Puts a change down for a second person instead of doing it.</summary>
internal sealed class ApprovalRequests(PendingChanges pending, PlanStore plans)
{
    public const string Shift = "shift";
    public const string Plan = "plan apply";

    public async Task<ShiftOutcome> AskAsync(
        RoutingSnapshot snapshot, RoutePlan route, RouteState to, string author, string reason) =>
        Waits(await pending.AskAsync(new PendingChange(
            Shift, route.Id, [route.Capability], Json(snapshot.States[route.Id]), Json(to), author, reason,
            snapshot.Plan.Hash, snapshot.Revision)));

    public async Task<ShiftOutcome> AskAsync(
        RoutingSnapshot snapshot, MigrationPlan plan, IReadOnlyList<string> capabilities, string author, string reason)
    {
        await plans.SaveAsync(plan.Bundle);
        return Waits(await pending.AskAsync(new PendingChange(
            Plan, "plan", [.. capabilities], Json(snapshot.Plan.Hash), Json(plan.Hash), author, reason,
            snapshot.Plan.Hash, snapshot.Revision)));
    }

    public static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, JsonSerializerOptions.Web)!;

    private static ShiftOutcome Waits(PendingChange change) => new ShiftOutcome.Waits(PendingView.Of(change));

    private static string Json<T>(T value) => JsonSerializer.Serialize(value, JsonSerializerOptions.Web);
}
