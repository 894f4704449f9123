using Hub.ServiceKit.Changes;
using Hub.Sync.Streams;

namespace Hub.Sync.Reconciling;

/// <summary>What a repair does with a record.</summary>
internal enum RepairAct
{
    /// <summary>Gives the side what the other one holds.</summary>
    Write,

    /// <summary>Deletes it at the side.</summary>
    Delete,

    /// <summary>Nothing: a person has to look.</summary>
    Leave,
}

/// <summary>What a repair does with a record: the side that owns it is right.</summary>
/// <param name="Act">What.</param>
/// <param name="At">The side that is written.</param>
/// <param name="Reason">Why it is left as it is; null where it is not.</param>
internal sealed record RepairStep(RepairAct Act, string At, string? Reason = null)
{
    /// <param name="stream">The direction from the legacy side.</param>
    /// <param name="record">The record.</param>
    /// <param name="owner">The side whose write wins for it.</param>
    public static RepairStep Of(SyncStream stream, DriftedRecord record, Side owner)
    {
        var (legacy, @new) = (stream.From, stream.To);
        // A copy, or the new side of a link of one direction, holds nothing of its own.
        if (!stream.HasReverse)
            return new RepairStep(record.Kind == DriftedRecord.OnlyAtNew ? RepairAct.Delete : RepairAct.Write, @new);
        return (record.Kind, owner) switch
        {
            (DriftedRecord.Differs, Side.Legacy) => new RepairStep(RepairAct.Write, @new),
            (DriftedRecord.Differs, _) => new RepairStep(RepairAct.Write, legacy),
            // A service tells what it deletes, and that goes over: what is missing there untold was lost.
            (DriftedRecord.OnlyAtLegacy, _) => new RepairStep(RepairAct.Write, @new),
            // Many legacy systems only list their records. What never was there was not deleted there.
            (_, Side.Legacy) when record.WasOnBoth => new RepairStep(RepairAct.Delete, @new),
            _ when record.WasOnBoth => Leave(
                $"{legacy} has lost it, and cannot be given it again under its key: make it there by hand, "
                + $"or delete it in {@new}"),
            _ => Leave($"it never was in {legacy}: change it once in {@new}, which brings it over, or delete it there"),
        };

        RepairStep Leave(string reason) => new(RepairAct.Leave, legacy, reason);
    }
}
