using System.Text.Json.Serialization;
using Hub.Facade.Evidence;
using Hub.Platform.Identity.Approvals;

namespace Hub.Facade.Cutover.Approvals;

/// <summary>What the new state of a shift that waits says besides the stage.</summary>
/// <param name="Forced">What its author overrides; null for nothing.</param>
/// <param name="AcceptedSplit">What its author accepts of sides that no link joins; null for nothing.</param>
/// <param name="Evidence">The SHA-256 of the document of what its gates read; null where it passed none.</param>
/// <param name="Gate">What its gates said when it was asked for; null where it passed none.</param>
internal sealed record AskedState(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Forced,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? AcceptedSplit,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Evidence,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] GateState? Gate)
{
    private static readonly AskedState Nothing = new(null, null, null, null);

    /// <summary>Reads it of a change; empty of a plan.</summary>
    public static AskedState Of(PendingChange change) =>
        change.Action == ApprovalRequests.Shift ? ApprovalRequests.Read<AskedState>(change.To) : Nothing;
}
