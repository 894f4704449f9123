using System.Text.Json.Nodes;
using Hub.Sync.Bonds;

namespace Hub.Sync.Conflicts;

/// <summary>A conflict as it is shown: field by field.</summary>
/// <param name="Id">What it is resolved by.</param>
/// <param name="Entity">The link's entity: <c>customers</c>.</param>
/// <param name="LegacyKey">The record's key on the legacy side.</param>
/// <param name="NewKey">The record's key on the new side.</param>
/// <param name="Kind">
/// <c>fields</c>, <c>deletedAtLegacy</c>, <c>deletedAtNew</c>, <c>madeTwice</c> or <c>foundLate</c>.
/// </param>
/// <param name="Fields">The fields that both changed; of a record that one side has not, all of it.</param>
/// <param name="Stands">The side whose values stand by the link's rule; null while a person has to decide.</param>
/// <param name="LegacyVersion">The version on the legacy side; null when it is not known.</param>
/// <param name="NewVersion">The version on the new side; null when it is not known.</param>
/// <param name="LegacyChangedAt">When the legacy side changed it, by its own clock; null when it does not tell.</param>
/// <param name="NewChangedAt">When the new side changed it, by its own clock; null when it does not tell.</param>
/// <param name="FoundBy">The stream whose change met it.</param>
/// <param name="TraceParent">The trace of who made that change, where it is known.</param>
/// <param name="FoundAt">When it was found.</param>
internal sealed record ConflictView(
    string Id, string Entity, string LegacyKey, string NewKey, string Kind, IReadOnlyList<ConflictField> Fields, string? Stands,
    long? LegacyVersion, long? NewVersion, DateTimeOffset? LegacyChangedAt, DateTimeOffset? NewChangedAt, string FoundBy,
    string? TraceParent, DateTimeOffset FoundAt)
{
    public static ConflictView Of(Conflict conflict) => new(
        conflict.Id,
        conflict.Pair.Entity,
        conflict.Pair.Legacy,
        conflict.Pair.New,
        conflict.Legacy is null ? "deletedAtLegacy"
            : conflict.New is null ? "deletedAtNew"
            : conflict.Kind switch
            {
                ConflictKind.MadeTwice => "madeTwice",
                ConflictKind.FoundLate => "foundLate",
                _ => "fields",
            },
        [
            .. conflict.Paths.Select(path => new ConflictField(
                path, ContractPath.Get(conflict.Base, path), ContractPath.Get(conflict.Legacy, path),
                ContractPath.Get(conflict.New, path))),
        ],
        conflict.Stands?.ToString().ToLowerInvariant(),
        conflict.LegacyVersion,
        conflict.NewVersion,
        conflict.LegacyChangedAt,
        conflict.NewChangedAt,
        conflict.Stream,
        conflict.TraceParent,
        conflict.FoundAt);
}

/// <summary>A field of a conflict.</summary>
/// <param name="Path">Where it stands: <c>address.city</c>.</param>
/// <param name="Base">What both sides last agreed on; null when there was nothing.</param>
/// <param name="Legacy">The legacy side's value.</param>
/// <param name="New">The new side's value.</param>
internal sealed record ConflictField(string Path, JsonNode? Base, JsonNode? Legacy, JsonNode? New);
