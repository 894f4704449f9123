using System.Text.Json;
using Hub.Platform.Identity.Approvals;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Cutover.Approvals;

/// <summary>Puts a change down for a second person instead of doing it.</summary>
internal sealed class ApprovalRequests(PendingChanges pending, PlanStore plans)
{
    public const string Shift = "shift";
    public const string Plan = "plan apply";

    private const string Forced = "forced";

    /// <summary>How many changes of one person wait at most: each is another one for whoever approves to read.</summary>
    public const int Most = 100;

    /// <param name="snapshot">What is served.</param>
    /// <param name="route">The route.</param>
    /// <param name="to">Where it shall stand.</param>
    /// <param name="author">Who asks.</param>
    /// <param name="reason">Why.</param>
    /// <param name="forced">The side that the author knows does not answer, or null; whoever approves is told.</param>
    public Task<ShiftOutcome> AskAsync(
        RoutingSnapshot snapshot, RoutePlan route, RouteState to, string author, string reason, DeadSide? forced) =>
        AskAsync(
            new PendingChange(
                Shift, route.Id, [route.Capability], Json(snapshot.States[route.Id]), Json(to, forced), author, reason,
                snapshot.Plan.Hash, snapshot.Revision),
            plan: null);

    /// <summary>Whether a shift was asked for although the new side did not answer.</summary>
    public static bool IsForced(PendingChange change) =>
        change.Action == Shift && JsonElement.Parse(change.To).TryGetProperty(Forced, out _);

    public Task<ShiftOutcome> AskAsync(
        RoutingSnapshot snapshot, MigrationPlan plan, IReadOnlyList<string> capabilities, string author, string reason) =>
        AskAsync(
            new PendingChange(
                Plan, "plan", [.. capabilities], Json(snapshot.Plan.Hash), Json(plan.Hash), author, reason,
                snapshot.Plan.Hash, snapshot.Revision),
            plan.Bundle);

    public static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, JsonSerializerOptions.Web)!;

    private async Task<ShiftOutcome> AskAsync(PendingChange change, PlanBundle? plan)
    {
        var others = (await pending.ListAsync()).Count(c => c.RequestedBy == change.RequestedBy && c.Id != change.Id);
        if (others >= Most)
            return new ShiftOutcome.Refused(
                StatusCodes.Status409Conflict,
                $"{others} changes that {change.RequestedBy} asked for wait for a second person already; "
                + "take some back with ./hub approve ID --withdraw, or have them approved.");
        if (plan is not null)
            await plans.SaveAsync(plan);
        return new ShiftOutcome.Waits(PendingView.Of(await pending.AskAsync(change)));
    }

    private static string Json(RouteState to, DeadSide? forced)
    {
        if (forced is null)
            return Json(to);
        var json = JsonSerializer.SerializeToNode(to, JsonSerializerOptions.Web)!.AsObject();
        json[Forced] = forced.ToString();
        return json.ToJsonString();
    }

    private static string Json<T>(T value) => JsonSerializer.Serialize(value, JsonSerializerOptions.Web);
}
