using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Hub.Adapters.Shapes;

namespace Hub.Adapters.Sql;

/// <summary>A column's value as JSON, digit by digit: numbers and times go over as text and through no binary form.</summary>
internal static partial class SqlValue
{
    /// <param name="value">As the database's client gives it; text is taken for any type.</param>
    /// <param name="type">What the plan declares.</param>
    /// <exception cref="MalformedDocumentException">It is no such value.</exception>
    public static JsonNode ToJson(object value, SqlType type)
    {
        if (type == SqlType.Bytes)
            return JsonValue.Create(Convert.ToBase64String(Bytes(value)));
        var text = TextOf(value);
        return (type == SqlType.Text ? text
            : type == SqlType.Boolean ? Boolean(text)
            : type == SqlType.Double ? Double(text)
            : type == SqlType.Uuid ? Guid.TryParse(text, out var guid) ? guid.ToString() : null
            : type == SqlType.Date ? Date(text)
            : type == SqlType.Time ? text
            : type == SqlType.Timestamp || type == SqlType.Utc || type == SqlType.TimestampTz ? Time(text, type)
            : XmlNumber.ToJson(Plain(text), exponent: false) is { } number && (type == SqlType.Decimal || !Plain(text).Contains('.', StringComparison.Ordinal)) ? number
            : null) ?? throw Malformed(type);
    }

    public static string TextOf(object value) => value switch
    {
        string text => text,
        bool flag => flag ? "true" : "false",
        DateTime time => time.ToString(time.Kind == DateTimeKind.Utc ? "yyyy-MM-dd HH:mm:ss.FFFFFFF'Z'" : "yyyy-MM-dd HH:mm:ss.FFFFFFF"),
        DateTimeOffset time => time.ToString("yyyy-MM-dd HH:mm:ss.FFFFFFFzzz"),
        DateOnly date => date.ToString("yyyy-MM-dd"),
        TimeOnly time => time.ToString("HH:mm:ss.FFFFFFF"),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        byte[] => throw new MalformedDocumentException("is bytes where something else is declared"),
        _ => value.ToString() ?? "",
    };

    private static string Plain(string text) => XmlNumber.FromJson(text.Trim());

    private static JsonNode? Boolean(string text) => text switch
    {
        "true" or "t" or "1" => JsonValue.Create(true),
        "false" or "f" or "0" => JsonValue.Create(false),
        _ => null,
    };

    private static JsonNode? Double(string text) => text switch
    {
        "NaN" => "NaN",
        "Infinity" or "INF" => "INF",
        "-Infinity" or "-INF" => "-INF",
        _ => XmlNumber.ToJson(text, exponent: true),
    };

    private static JsonNode? Date(string text)
    {
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
            return text;
        // A database without dates of its own keeps them as times at midnight.
        var match = Moment.Match(text + (text.Length == 10 ? " 00:00" : ""));
        return match.Success && match.Groups["time"].Value.AsSpan().Trim("0:.").IsEmpty ? match.Groups["date"].Value : null;
    }

    private static JsonNode? Time(string text, SqlType type)
    {
        var match = Moment.Match(text);
        var zone = match.Groups["zone"].Value;
        if (!match.Success || (zone.Length == 0) != (type != SqlType.TimestampTz))
            return null;
        var time = match.Groups["time"].Value;
        return $"{match.Groups["date"].Value}T{time}{(time.Length == 5 ? ":00" : "")}{(type == SqlType.Timestamp ? "" : Zone(zone))}";
    }

    private static string Zone(string zone) => zone switch
    {
        "" or "Z" or "+00" or "+00:00" => "Z",
        { Length: 3 } => zone + ":00",
        _ => zone,
    };

    private static byte[] Bytes(object value)
    {
        try
        {
            return value is byte[] bytes ? bytes
                : value is string text && text.StartsWith("\\x", StringComparison.Ordinal) ? Convert.FromHexString(text.AsSpan(2))
                : throw Malformed(SqlType.Bytes);
        }
        catch (FormatException)
        {
            throw Malformed(SqlType.Bytes);
        }
    }

    private static MalformedDocumentException Malformed(SqlType type) => new($"is not {(type.Name[0] is 'i' or 'u' ? "an" : "a")} {type.Name}");

    [GeneratedRegex(
        @"^(?<date>[0-9]{4}-[0-9]{2}-[0-9]{2})[ T](?<time>[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?)(?<zone>Z|[+-][0-9]{2}(:[0-9]{2})?)?\z",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Moment { get; }
}
