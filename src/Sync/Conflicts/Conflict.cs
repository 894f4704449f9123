using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Hub.ServiceKit.Changes;
using Hub.Sync.Bonds;

namespace Hub.Sync.Conflicts;

/// <summary>What both sides of a link did not agree on, kept whole; contents in the new side's keys.</summary>
internal sealed record Conflict
{
    private string? _id;

    /// <summary>The same whichever direction finds it, and however often.</summary>
    public string Id => _id ??= ComputeId();

    /// <summary>The stream that found it.</summary>
    public required string Stream { get; init; }

    public required RecordPair Pair { get; init; }

    public required ConflictKind Kind { get; init; }

    /// <summary>The fields that both changed, as paths; none where one side has no such record.</summary>
    public required IReadOnlyList<string> Fields { get; init; }

    /// <summary>What both last agreed on; null when it is not known.</summary>
    public JsonObject? Base { get; init; }

    /// <summary>What the legacy side held; null when it had no such record.</summary>
    public JsonObject? Legacy { get; init; }

    /// <summary>What the new side held; null when it had no such record.</summary>
    public JsonObject? New { get; init; }

    public long? LegacyVersion { get; init; }

    public long? NewVersion { get; init; }

    /// <summary>When the legacy side's record was changed, by its own clock; null where that is not known.</summary>
    public DateTimeOffset? LegacyChangedAt { get; init; }

    /// <summary>When the new side's record was changed, by its own clock; null where that is not known.</summary>
    public DateTimeOffset? NewChangedAt { get; init; }

    /// <summary>The side whose values stand by the link's rule; null while a person has to decide.</summary>
    public Side? Stands { get; init; }

    /// <summary>The trace of who made the change that found it, where it is known.</summary>
    public string? TraceParent { get; init; }

    public DateTimeOffset FoundAt { get; init; }

    /// <summary>The fields to be shown: where one side has no such record, all of the other's; else those that differ.</summary>
    public IEnumerable<string> Paths =>
        Fields.Count > 0 ? Fields
        : ContractJson.Names(Legacy ?? [], New ?? []).Where(name => !ContractJson.AreSame(Legacy?[name], New?[name]));

    private string ComputeId()
    {
        // Versions are not known of every system; contents are, and both directions see the same two.
        var contents = LegacyVersion is null || NewVersion is null
            ? $"{Hash(Base)} {Hash(Legacy)} {Hash(New)}"
            : $"{LegacyVersion} {NewVersion}";
        var text = $"{Pair.Entity}\n{Pair.Legacy}\n{Pair.New}\n{Kind == ConflictKind.FoundLate}\n{contents}";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)), 0, 8);
    }

    private static string Hash(JsonObject? content) => content is null ? "-" : ContractJson.HashOf(content);
}
