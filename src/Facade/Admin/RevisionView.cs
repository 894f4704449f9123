using System.Text.Json.Serialization;
using Hub.Platform.Routing;

namespace Hub.Facade.Admin;

/// <summary>A revision as the API tells it.</summary>
/// <param name="Number">Counts up from 1.</param>
/// <param name="At">When.</param>
/// <param name="Actor">Who made it.</param>
/// <param name="Approver">The second person, where it took one.</param>
/// <param name="Reason">Why.</param>
/// <param name="Plan">The hash of the plan it belongs to.</param>
/// <param name="PlanChanged">Whether the revision before has another plan; null for the first of all.</param>
/// <param name="Changed">The routes that stand elsewhere than in the revision before; null for the first of all.</param>
/// <param name="States">Where every route stands; absent where it was not asked for.</param>
/// <param name="Hash">The hash over all of this and the hash before it.</param>
internal sealed record RevisionView(
    long Number,
    DateTimeOffset At,
    string Actor,
    string? Approver,
    string Reason,
    string Plan,
    bool? PlanChanged,
    IReadOnlyList<RouteChange>? Changed,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, RouteState>? States,
    string Hash)
{
    /// <summary>The actor, as earlier versions named it.</summary>
    public string Author => Actor;

    /// <summary>The plan, as earlier versions named it.</summary>
    public string PlanHash => Plan;

    public static RevisionView Of(Revision revision, Revision? before, bool states) => new(
        revision.Number, revision.At, revision.Author, revision.Approver, revision.Reason, revision.PlanHash,
        before is null ? null : before.PlanHash != revision.PlanHash,
        before is null ? null : RevisionDiff.Moved(before, revision),
        states ? revision.States : null,
        revision.Hash);
}
