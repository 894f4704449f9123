using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Hub.Soap.Shapes;

namespace Hub.Adapters.Sql;

/// <summary>A column's value as JSON, digit by digit: numbers and times go over as text and through no binary form.</summary>
internal static partial class SqlValue
{
    /// <param name="value">As the database's client gives it; text is taken for any type.</param>
    /// <param name="type">What the plan declares.</param>
    /// <param name="json">Where it goes.</param>
    /// <exception cref="MalformedDocumentException">It is no such value.</exception>
    public static void Write(object value, SqlType type, Utf8JsonWriter json)
    {
        if (type == SqlType.Bytes)
        {
            json.WriteBase64StringValue(Bytes(value));
            return;
        }

        var text = TextOf(value);
        var written = type.Form switch
        {
            JsonForm.Boolean => WriteBoolean(text, json),
            JsonForm.Number when type != SqlType.Decimal => WriteWhole(Plain(text), json),
            JsonForm.Number => WriteNumber(Plain(text), exponent: false, json),
            JsonForm.Float => WriteNumber(text, exponent: true, json),
            _ => WriteText(InText(text, type), json),
        };
        if (!written)
            throw Malformed(type);
    }

    public static JsonNode ToJson(object value, SqlType type) => JsonText.Write(json => Write(value, type, json)).Node!;

    public static string TextOf(object value) => value switch
    {
        string text => text,
        bool flag => flag ? "true" : "false",
        DateTime time =>
            time.ToString(time.Kind == DateTimeKind.Utc ? "yyyy-MM-dd HH:mm:ss.FFFFFFF'Z'" : "yyyy-MM-dd HH:mm:ss.FFFFFFF"),
        DateTimeOffset time => time.ToString("yyyy-MM-dd HH:mm:ss.FFFFFFFzzz"),
        DateOnly date => date.ToString("yyyy-MM-dd"),
        TimeOnly time => time.ToString("HH:mm:ss.FFFFFFF"),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        byte[] => throw new MalformedDocumentException("is bytes where something else is declared"),
        _ => value.ToString() ?? "",
    };

    private static string Plain(string text) => XmlNumber.FromJson(text.Trim());

    private static bool WriteBoolean(string text, Utf8JsonWriter json)
    {
        bool? flag = text switch { "true" or "t" or "1" => true, "false" or "f" or "0" => false, _ => null };
        if (flag is { } value)
            json.WriteBooleanValue(value);
        return flag is not null;
    }

    private static bool WriteWhole(string text, Utf8JsonWriter json) =>
        !text.Contains('.', StringComparison.Ordinal) && XmlNumber.Write(text, exponent: false, json);

    // What JSON has no number for is a text, as XML Schema writes it.
    private static bool WriteNumber(string text, bool exponent, Utf8JsonWriter json) => text switch
    {
        "NaN" => WriteText(text, json),
        "Infinity" or "INF" => WriteText("INF", json),
        "-Infinity" or "-INF" => WriteText("-INF", json),
        _ => XmlNumber.Write(text, exponent, json),
    };

    private static bool WriteText(string? text, Utf8JsonWriter json)
    {
        if (text is not null)
            json.WriteStringValue(text);
        return text is not null;
    }

    private static string? InText(string text, SqlType type) =>
        type == SqlType.Uuid ? Guid.TryParse(text, out var guid) ? guid.ToString() : null
        // One of them must not make a whole list unreadable.
        : type == SqlType.Text || type == SqlType.Time || SqlBeyond.Is(text) ? text
        : type == SqlType.Date ? Date(text)
        : Time(text, type);

    private static string? Date(string text)
    {
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
            return text;
        // A database without dates of its own keeps them as times at midnight.
        var match = Moment.Match(text + (text.Length == 10 ? " 00:00" : ""));
        return match.Success && match.Groups["time"].Value.AsSpan().Trim("0:.").IsEmpty ? match.Groups["date"].Value : null;
    }

    private static string? Time(string text, SqlType type)
    {
        var match = Moment.Match(text);
        var zone = match.Groups["zone"].Value;
        if (!match.Success || (zone.Length == 0) != (type != SqlType.TimestampTz))
            return null;
        var time = match.Groups["time"].Value;
        var seconds = time.Length == 5 ? ":00" : "";
        return $"{match.Groups["date"].Value}T{time}{seconds}{(type == SqlType.Timestamp ? "" : Zone(zone))}";
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

    private static MalformedDocumentException Malformed(SqlType type) =>
        new($"is not {(type.Name[0] is 'i' or 'u' ? "an" : "a")} {type.Name}");

    [GeneratedRegex(
        @"^(?<date>[0-9]{4}-[0-9]{2}-[0-9]{2})[ T](?<time>[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?)"
            + @"(?<zone>Z|[+-][0-9]{2}(:[0-9]{2})?)?\z",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Moment { get; }
}
