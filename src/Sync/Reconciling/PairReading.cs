using System.Text.Json.Nodes;
using Hub.Sync.Bonds;

namespace Hub.Sync.Reconciling;

/// <summary>One record as both sides hold it, read again by itself.</summary>
/// <param name="Record">Its keys, as far as they are known now.</param>
/// <param name="Legacy">What the legacy side holds, in the new side's keys; null for no record.</param>
/// <param name="New">What the new side or the copy holds; null for no record.</param>
/// <param name="Own">Members of the root that belong to one side and are not compared.</param>
/// <param name="Standing">What the hub knew of the record before both were read.</param>
internal sealed record PairReading(
    Candidate Record, JsonObject? Legacy, JsonObject? New, IReadOnlyCollection<string> Own, RecordStanding Standing)
{
    /// <summary>Why the legacy side's record cannot be read; null where it can.</summary>
    public string? Fault { get; init; }

    /// <summary>The key that it moves with; null where it has none.</summary>
    public string? CohortKey { get; init; }

    /// <summary>Whether the legacy side's record names one that the new side does not know.</summary>
    public bool NamesUnknown { get; init; }

    public bool IsEqual => Fault is null && !NamesUnknown && (Legacy, New) switch
    {
        (null, null) => true,
        ({ } legacy, { } @new) => ContractJson.AreSame(ContractJson.Without(legacy, Own), ContractJson.Without(@new, Own)),
        _ => false,
    };

    /// <summary>Stands for both contents.</summary>
    public string Hash => $"{RecordHash.Of(Legacy, Own)}{RecordHash.Of(New, Own)}";

    /// <summary>Whether an earlier reading found the same, and no change of the record was handled in between.</summary>
    public bool Confirms(PairReading before) => Hash == before.Hash && Standing.IsUntouchedSince(before.Standing);

    public DriftedRecord ToDrift()
    {
        var kind = Legacy is null ? DriftedRecord.OnlyAtNew : New is null ? DriftedRecord.OnlyAtLegacy : DriftedRecord.Differs;
        return new DriftedRecord(Record.Legacy, Record.New, kind, [.. FindFields()], Hash)
        {
            WasOnBoth = Standing.Revision is not null,
            CohortKey = CohortKey,
        };
    }

    private IEnumerable<DriftedField> FindFields() => Legacy is not null && New is not null
        ? DriftedField.Of(ContractJson.Without(Legacy, Own), ContractJson.Without(New, Own))
        : [];
}
