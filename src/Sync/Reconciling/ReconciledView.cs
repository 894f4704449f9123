using Hub.Platform.Links;

namespace Hub.Sync.Reconciling;

/// <summary>What a comparison found, as the hub's surface tells it.</summary>
/// <param name="Legacy">The legacy side's name.</param>
/// <param name="Other">The new side's name, or the copy's.</param>
/// <param name="State">
/// <c>verified</c>, <c>drift</c>, or <c>stale</c>: after a day, or seven days after all records were compared.
/// </param>
/// <param name="Text">The same in words.</param>
/// <param name="At">When the comparison began.</param>
/// <param name="EndedAt">When it ended.</param>
/// <param name="WholeAt">When the last comparison of all records began.</param>
/// <param name="Compared">Records that were compared, by the last comparison of all.</param>
/// <param name="Changed">Records compared as they were changed since the comparison before; null where all were compared.</param>
/// <param name="Drift">Records that the sides do not hold alike.</param>
/// <param name="MissingAt">The side that lacks so many records that it may be broken; null where neither does.</param>
/// <param name="Records">The records that drifted and were not repaired since.</param>
internal sealed record ReconciledView(
    string Legacy, string Other, string State, string Text, DateTimeOffset At, DateTimeOffset EndedAt, DateTimeOffset WholeAt,
    long Compared, long? Changed, long Drift, string? MissingAt, IReadOnlyList<ReconciledRecord> Records)
{
    public static ReconciledView Of(
        ReconcileResult result, LinkVerification verification, IReadOnlyList<(long Number, DriftedRecord Record)> records,
        Func<DriftedRecord, RepairStep> step) => new(
        result.Legacy, result.Other, verification.State, verification.Text, result.At, result.EndedAt,
        verification.WholeAt, result.Compared, result.Changed, result.Drift, result.MissingAt,
        [.. records.Select(r => new ReconciledRecord(
            r.Record.Key, r.Record.Kind, r.Record.Fields, NameOf(step(r.Record).Act),
            step(r.Record) is { Act: not RepairAct.Leave } write ? write.At : null, r.Record.Left ?? step(r.Record).Reason))]);

    private static string NameOf(RepairAct act) => act switch
    {
        RepairAct.Write => "write",
        RepairAct.Delete => "delete",
        _ => "leave",
    };
}

/// <summary>A record that drifted.</summary>
/// <param name="Key">Its key on the new side; on the legacy side where the new one never had it.</param>
/// <param name="Kind"><c>differs</c>, <c>onlyAtLegacy</c> or <c>onlyAtNew</c>.</param>
/// <param name="Fields">The fields that differ, with the kind of their values.</param>
/// <param name="Repair">What a repair does: <c>write</c>, <c>delete</c> or <c>leave</c>.</param>
/// <param name="At">The side where a repair does it; null where a repair leaves it as it is.</param>
/// <param name="Left">Why a repair leaves it, or has left it, as it is; null where that is not known.</param>
internal sealed record ReconciledRecord(
    string Key, string Kind, IReadOnlyList<DriftedField> Fields, string Repair, string? At, string? Left);
