using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Hub.Adapters.Sql.Tables;

/// <summary>What a request expects of the row it writes (RFC 9110, 13.1.1 and 13.1.2).</summary>
/// <param name="Versions">The versions the row may have; null for every one.</param>
/// <param name="Excluded">Versions it must not have.</param>
/// <param name="Absent">Whether there must be no row.</param>
internal sealed record RowCondition(ImmutableArray<string>? Versions, ImmutableArray<string> Excluded, bool Absent)
{
    /// <summary>
    /// The input of what <c>If-Match</c> says: the versions a row may have, beside the one that the request names.
    /// </summary>
    public const string ExpectedInput = "$ifMatch";

    /// <summary>The input of what <c>If-None-Match</c> says: the versions a row must not have, or true for any.</summary>
    public const string ExcludedInput = "$ifNoneMatch";

    /// <summary>Both.</summary>
    public static IEnumerable<string> Inputs => [ExpectedInput, ExcludedInput];

    /// <summary>What a request says; null where it takes the row as it is.</summary>
    public static RowCondition? Read(SqlTable table, JsonObject document)
    {
        var (named, listed) = (VersionsIn(document[table.VersionProperty]), VersionsIn(document[ExpectedInput]));
        var versions = named is null ? listed
            : listed is null ? named
            : [.. named.Value.Intersect(listed.Value, StringComparer.Ordinal)];
        var excluded = document[ExcludedInput];
        var absent = excluded?.GetValueKind() == JsonValueKind.True;
        return versions is null && excluded is null
            ? null
            : new RowCondition(versions, (absent ? null : VersionsIn(excluded)) ?? [], absent);
    }

    /// <summary>Whether a row that there is may be of this version.</summary>
    public bool Allows(string version) =>
        !Absent
        && Versions?.Contains(version, StringComparer.Ordinal) != false
        && !Excluded.Contains(version, StringComparer.Ordinal);

    private static ImmutableArray<string>? VersionsIn(JsonNode? given) => given switch
    {
        null => null,
        JsonArray several => [.. several.OfType<JsonValue>().Select(SqlTable.TextOf)],
        JsonValue one => [SqlTable.TextOf(one)],
        _ => [],
    };
}
