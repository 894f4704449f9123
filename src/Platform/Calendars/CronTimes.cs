using System.Globalization;
using System.Text.RegularExpressions;
using Cronos;

namespace Hub.Platform.Calendars;

/// <summary>The times that a cron expression names, in a time zone.</summary>
public sealed partial class CronTimes
{
    private const int Fields = 6;
    private const int Day = 3;
    private const int Weekday = 5;

    private readonly IReadOnlyList<CronExpression> _expressions;
    private readonly TimeZoneInfo _zone;

    private CronTimes(IReadOnlyList<CronExpression> expressions, TimeZoneInfo zone) =>
        (_expressions, _zone) = (expressions, zone);

    /// <summary>
    /// Reads an expression of six fields as Quartz writes it, seconds first and weekdays from SUN or 1 to SAT or 7:
    /// <c>0 0 18 L * ?</c> is 18:00 on the last day of each month, <c>0 30 6 ? * MON-FRI</c> is 6:30 on working days,
    /// <c>0 0 0 1 * MON</c> is each first of a month and each Monday.
    /// </summary>
    /// <remarks>
    /// A time that the clock skips when it is put forward comes when it has been put forward; one that comes twice when it is
    /// put back counts the first time.
    /// </remarks>
    /// <param name="text">The expression.</param>
    /// <param name="zone">Whose clock it goes by.</param>
    /// <param name="fault">What is wrong with it, where the result is null.</param>
    public static CronTimes? Parse(string text, TimeZoneInfo zone, out string? fault)
    {
        ArgumentNullException.ThrowIfNull(text);
        var fields = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length != Fields)
        {
            fault = $"it has {fields.Length} fields; there are six: second, minute, hour, day, month and weekday "
                + "(years belong to 'from' and 'to')";
            return null;
        }

        try
        {
            fields[Weekday] = string.Join(',', fields[Weekday].Split(',').Select(Translate));
            fault = null;
            return new CronTimes(
                IsAny(fields[Day]) || IsAny(fields[Weekday])
                    ? [Read(fields)]
                    : [Read(With(fields, Day, "*")), Read(With(fields, Weekday, "*"))],
                zone);
        }
        catch (CronFormatException e)
        {
            fault = e.Message;
            return null;
        }
    }

    /// <summary>The first time after another one; null when there is none any more.</summary>
    public DateTimeOffset? NextAfter(DateTimeOffset time) => _expressions.Min(e => e.GetNextOccurrence(time, _zone));

    private static CronExpression Read(string[] fields) =>
        CronExpression.Parse(string.Join(' ', fields), CronFormat.IncludeSeconds);

    private static string[] With(string[] fields, int field, string value) =>
        [.. fields[..field], value, .. fields[(field + 1)..]];

    private static bool IsAny(string field) => field is "*" or "?";

    // Quartz counts weekdays from 1 and others from 0, both from Sunday; its week ends on Saturday, theirs on another Sunday.
    private static string Translate(string weekdays)
    {
        if (weekdays == "L")
            return "SAT";
        var translated = Number.Replace(weekdays, number =>
            int.Parse(number.ValueSpan, CultureInfo.InvariantCulture) is >= 1 and <= 7 and var day
                ? (day - 1).ToString(CultureInfo.InvariantCulture)
                : throw new CronFormatException($"weekday {number.Value} is not one of 1 (Sunday) to 7 (Saturday)"));
        return translated.Split('/') is [not "*" and var first, var step] && !first.Contains('-', StringComparison.Ordinal)
            ? $"{first}-SAT/{step}"
            : translated;
    }

    // Steps (2/3) and which one of a month (6#3) are no weekdays.
    [GeneratedRegex("(?<![/#0-9])[0-9]+", RegexOptions.None, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Number { get; }
}
