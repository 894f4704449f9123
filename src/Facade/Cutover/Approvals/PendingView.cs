using System.Text.Json;
using System.Text.Json.Serialization;
using Hub.Platform.Identity;
using Hub.Platform.Identity.Approvals;
using Hub.Platform.Plan;
using Hub.Platform.Routing;

namespace Hub.Facade.Cutover.Approvals;

/// <summary>A change that waits for a second person, as people see it.</summary>
internal sealed record PendingView(
    string Id,
    string Action,
    string? Route,
    IReadOnlyList<string> Capabilities,
    JsonElement From,
    JsonElement To,
    string RequestedBy,
    string Reason,
    string Plan,
    long Revision,
    string Digest,
    DateTimeOffset RequestedAt,
    DateTimeOffset ExpiresAt,
    string? Changed) : IAudited
{
    /// <summary>Who asks, by the name that all of the API's answers have for whoever did something.</summary>
    public string Actor => RequestedBy;

    /// <summary>Why the caller cannot approve it; absent where nothing speaks against it, and of a list's changes.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Refusal { get; init; }

    /// <summary>
    /// What a plan changes, as <c>./hub plan diff</c> tells it; absent of a shift, and where the change is one of a list.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PlanDifferenceView? Diff { get; init; }

    /// <summary>What a shift's new state says besides its stage; null of a plan.</summary>
    [JsonIgnore]
    public AskedState? Shift => Route is null ? null : ApprovalRequests.Read<AskedState>(To.GetRawText());

    string IAudited.Outcome => "waits";

    string IAudited.Detail => $"{Id}: {(Route is null ? PlanChange : StateChange)} waits for a second person";

    private string StateChange => $"{StateOf(From)} → {StateOf(To)}"
        + (Shift?.Forced is { } forced ? $", forced although {forced}," : "")
        + (Shift?.AcceptedSplit is { } split ? $", accepting that {split}," : "");

    private string PlanChange => $"the plan of {string.Join(", ", Capabilities)}, {From.GetString()} → {To.GetString()},";

    private static RouteState StateOf(JsonElement state) => ApprovalRequests.Read<RouteState>(state.GetRawText());

    /// <param name="change">The change.</param>
    /// <param name="changed">What has changed since it was asked, which makes it void; null when nothing has.</param>
    public static PendingView Of(PendingChange change, string? changed = null) => new(
        change.Id, change.Action, change.Action == ApprovalRequests.Shift ? change.Target : null, change.Capabilities,
        JsonElement.Parse(change.From), JsonElement.Parse(change.To), change.RequestedBy, change.Reason, change.Plan,
        change.Revision, change.Digest, change.RequestedAt, change.ExpiresAt, changed);
}
