using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using static Hub.Adapters.Mapping.ConversionException;

namespace Hub.Adapters.Mapping;

/// <summary>
/// Dates and times in the system's own notation; ISO 8601 in the contract.
/// Blanks and zeros, as old files have them, mean no date.
/// </summary>
/// <param name="Format">The notation, as .NET writes formats.</param>
/// <param name="ContractFormat">The contract's.</param>
/// <param name="What">What it is called in messages.</param>
internal sealed record DateNotation(string Format, string ContractFormat, string What = "date") : IConverter
{
    public const string Date = "yyyy-MM-dd";
    public const string DateAndTime = "yyyy-MM-dd'T'HH:mm:ss";

    /// <summary>Whether a notation can be written: no quote is left open, for instance.</summary>
    public static bool IsUsable(string format)
    {
        try
        {
            _ = DateTime.UnixEpoch.ToString(format, CultureInfo.InvariantCulture);
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    public static DateNotation OfDate(string format) => new(format, format.AsSpan().ContainsAny('H', 'h') ? DateAndTime : Date);

    public static DateNotation OfTime(string format) =>
        new(format, format.Contains('s', StringComparison.Ordinal) ? "HH:mm:ss" : "HH:mm", "time");

    public JsonNode? ToContract(JsonNode legacy) =>
        TextOf(legacy) is var text && IsNone(text, What)
            ? null
            : JsonValue.Create(Rewrite(Whole(legacy, Format), Format, ContractFormat, What));

    public JsonNode ToLegacy(JsonNode contract) => JsonValue.Create(Rewrite(TextOf(contract), ContractFormat, Format, What));

    /// <summary>Midnight is a time; no date is nothing but zeros.</summary>
    public static bool IsNone(string text, string what) => (what == "time" ? text.Trim() : text.Trim().Trim('0')).Length == 0;

    /// <summary>A number has lost the zeros it began with.</summary>
    public static string Whole(JsonNode legacy, string format) =>
        TextOf(legacy).Trim() is var text && legacy.GetValueKind() == JsonValueKind.Number
            ? text.PadLeft(format.Length, '0')
            : text;

    private static string Rewrite(string text, string from, string to, string what) =>
        DateTime.TryParseExact(text, from, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date.ToString(to, CultureInfo.InvariantCulture)
            : throw Odd(text, from, what);

    public static ConversionException Odd(string text, string format, string what) =>
        new($"is not a {what} as {format.Replace("'", "", StringComparison.Ordinal)}", Shown(text));
}

/// <summary>
/// Times that the system keeps as its clocks show them; in the contract with their offset. Of the hour that an autumn
/// night has twice, the second is read, as nothing tells which one was meant.
/// </summary>
/// <param name="Format">The system's notation.</param>
/// <param name="Zone">Where its clocks hang.</param>
internal sealed record LocalTime(string Format, TimeZoneInfo Zone) : IConverter
{
    public const string Iso = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF";

    public JsonNode? ToContract(JsonNode legacy)
    {
        if (DateNotation.IsNone(TextOf(legacy), "date"))
            return null;
        var text = DateNotation.Whole(legacy, Format);
        if (!DateTime.TryParseExact(text, Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
            throw DateNotation.Odd(text, Format, "time");
        var time = new DateTimeOffset(local, Zone.GetUtcOffset(local));
        return JsonValue.Create(
            time.ToString(time.Offset == TimeSpan.Zero ? Iso + "'Z'" : Iso + "zzz", CultureInfo.InvariantCulture));
    }

    public JsonNode ToLegacy(JsonNode contract)
    {
        var text = TextOf(contract);
        if (!DateTimeOffset.TryParseExact(
            text, [Iso + "'Z'", Iso + "zzz"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
            throw new ConversionException(
                "is not a time with its zone, such as 2026-01-31T09:30:00Z or 2026-01-31T10:30:00+01:00", Shown(text));
        return JsonValue.Create(TimeZoneInfo.ConvertTime(time, Zone).DateTime.ToString(Format, CultureInfo.InvariantCulture));
    }
}
