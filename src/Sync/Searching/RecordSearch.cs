using System.Globalization;
using System.Text.Json;
using Hub.ServiceKit.Storage;

namespace Hub.Sync.Searching;

/// <summary>Which parked changes or conflicts are meant; what is null leaves none out.</summary>
/// <param name="Link">Those of this link: <c>orders</c>.</param>
/// <param name="Key">Those of this record: its key where the change came from, or for a conflict on either side.</param>
/// <param name="Reason">Those parked for a reason that contains this text, in any case.</param>
/// <param name="Since">Those parked or found from this time on.</param>
internal sealed record RecordSearch(
    string? Link = null, string? Key = null, string? Reason = null, DateTimeOffset? Since = null)
{
    /// <summary>The conflicts of this field, as the contract has it, or of one within it: <c>creditLimit</c>.</summary>
    public string? Field { get; init; }

    /// <summary>Those parked or found up to this time; what comes later is not meant.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Leaves none out.</summary>
    public static RecordSearch All { get; } = new();

    /// <summary>The search as people and the audit log read it: <c>link orders, key O-1</c>.</summary>
    public string Describe()
    {
        var parts = new[]
        {
            Link is null ? null : $"link {Link}",
            Key is null ? null : $"key {Key}",
            Field is null ? null : $"field {Field}",
            Reason is null ? null : $"reason with '{Reason}'",
            Since is { } since ? $"since {since.UtcDateTime.ToString("u", CultureInfo.InvariantCulture)}" : null,
        }.OfType<string>().ToList();
        return parts.Count == 0 ? "all links" : string.Join(", ", parts);
    }

    /// <summary>The search as its statements take it.</summary>
    /// <param name="afterAt">Where the page begins, by time; 0 for the beginning.</param>
    /// <param name="after">Where the page begins, by id; empty for the beginning.</param>
    /// <param name="limit">How many rows at most.</param>
    public object ToRow(long afterAt, string after, int limit) => new
    {
        link = Link ?? "",
        stream = Link is null ? "" : $"{Escape(Link)}: %",
        key = Key ?? "",
        field = Field is null ? "" : $"%{Written(Field)}\"%",
        within = Field is null ? "" : $"%{Written(Field)}.%",
        since = Since is { } since ? Microseconds.Of(since) : 0,
        until = Until is { } until ? Microseconds.Of(until) : long.MaxValue,
        afterAt,
        after,
        limit,
    };

    // As it stands in a list of paths.
    private static string Written(string field) => Escape(JsonSerializer.Serialize(field)[..^1].ToLowerInvariant());

    private static string Escape(string text) => text
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("%", "\\%", StringComparison.Ordinal)
        .Replace("_", "\\_", StringComparison.Ordinal);
}
