using System.Collections.Frozen;
using Hub.Adapters.Systems;
using Hub.Soap.Outcomes;

namespace Hub.Adapters.Sql;

/// <summary>
/// The kinds of faults every database has, what they mean where the plan says nothing, and how callers are told.
/// </summary>
internal static class SqlFaults
{
    public const string NoRow = "no-row";
    public const string Version = "version";
    public const string Unique = "unique";
    public const string Skipped = "skipped";
    public const string Page = "page";
    public const string Conflict = "conflict";
    public const string Timeout = "timeout";
    public const string Connection = "connection";

    private static readonly FrozenDictionary<string, (int Status, string Text)> Kinds = new Dictionary<string, (int, string)>(
        StringComparer.Ordinal)
    {
        [NoRow] = (404, "There is no such record."),
        [Version] = (412, "The record is not as the request expects it; read it again."),
        [Unique] = (409, "A record with the same key exists already."),
        [Skipped] = (409, "The database did not take it: a trigger or a rule of its own passed the record over. "
            + "Nothing was done."),
        [Page] = (502, "The list cannot be paged further: what its last row is ordered by is too long for an address. "
            + "Ask for another 'limit' or 'order'."),
        ["foreign-key"] = (422, "It refers to a record that does not exist, or other records refer to it."),
        ["not-null"] = (422, "A value is missing that must be there."),
        ["check"] = (422, "A value is not one that the system allows."),
        ["value"] = (422, "A value is too long, out of range or of another form than the system takes."),
        [Conflict] = (503, "Others are changing the same records; nothing was done. Try again."),
        [Timeout] = (504, "It took too long and was given up; nothing was done."),
        [Connection] = (503, "The connection to the database ended before anything was committed; nothing was done. Try again."),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>By the name the plan's <c>faults</c> have.</summary>
    public static FrozenDictionary<string, int> Statuses { get; } =
        Kinds.ToFrozenDictionary(k => FaultTable.CodePrefix + k.Key, k => k.Value.Status, StringComparer.Ordinal);

    /// <summary>A fault; the most general code first. What the database itself says of its tables stays inside.</summary>
    public static Fault Of(string kind, string? state = null, string? constraint = null, string? text = null) =>
        new(
            [kind, .. state is null ? [] : new[] { state }],
            text ?? Kinds.GetValueOrDefault(kind).Text ?? "The system refused it.",
            constraint,
            null)
        {
            NothingDone = true,
        };
}
