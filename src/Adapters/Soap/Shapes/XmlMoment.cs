using System.Xml.Schema;

namespace Hub.Soap.Shapes;

/// <summary>
/// Checks dates, times and durations as XML Schema writes them (part 2, section 3.3): their notation and the days that there are,
/// in any year, which is more than .NET's own types hold.
/// </summary>
internal static class XmlMoment
{
    // What a number of two digits may be, beside the days of its month.
    private const int Minutes = 59;

    /// <summary>Whether the text is a value of one of these types; true for any other type.</summary>
    public static bool Is(XmlTypeCode code, ReadOnlySpan<char> text)
    {
        var rest = text;
        return code switch
        {
            XmlTypeCode.DateTime => Day(ref rest) && Skip(ref rest, 'T') && Time(ref rest) && Zone(rest),
            XmlTypeCode.Date => Day(ref rest) && Zone(rest),
            XmlTypeCode.Time => Time(ref rest) && Zone(rest),
            XmlTypeCode.GYear => Year(ref rest, out _) && Zone(rest),
            XmlTypeCode.GYearMonth => Year(ref rest, out _) && Skip(ref rest, '-') && Two(ref rest, 1, 12, out _) && Zone(rest),
            XmlTypeCode.GMonthDay => Skip(ref rest, '-') && Skip(ref rest, '-') && MonthAndDay(ref rest, 2000) && Zone(rest),
            XmlTypeCode.GDay => Skip(ref rest, '-') && Skip(ref rest, '-') && Skip(ref rest, '-')
                && Two(ref rest, 1, 31, out _) && Zone(rest),
            // XML Schema's first edition wrote --11--.
            XmlTypeCode.GMonth => Skip(ref rest, '-') && Skip(ref rest, '-') && Two(ref rest, 1, 12, out _)
                && Zone(rest.StartsWith("--") ? rest[2..] : rest),
            XmlTypeCode.Duration or XmlTypeCode.DayTimeDuration or XmlTypeCode.YearMonthDuration => Duration(rest),
            _ => true,
        };
    }

    private static bool Day(ref ReadOnlySpan<char> rest) =>
        Year(ref rest, out var year) && Skip(ref rest, '-') && MonthAndDay(ref rest, year);

    private static bool MonthAndDay(ref ReadOnlySpan<char> rest, int year) =>
        Two(ref rest, 1, 12, out var month) && Skip(ref rest, '-') && Two(ref rest, 1, DateTime.DaysInMonth(year, month), out _);

    // Every four hundred years the calendar is the same.
    private static bool Year(ref ReadOnlySpan<char> rest, out int year)
    {
        Skip(ref rest, '-');
        var digits = Digits(rest);
        year = 0;
        if (digits < 4 || (digits > 4 && rest[0] == '0'))
            return false;
        foreach (var digit in rest[..digits])
            year = ((year * 10) + digit - '0') % 400;
        year += 400;
        rest = rest[digits..];
        return true;
    }

    private static bool Time(ref ReadOnlySpan<char> rest)
    {
        if (!Two(ref rest, 0, 24, out var hour) || !Skip(ref rest, ':') || !Two(ref rest, 0, Minutes, out var minute)
            || !Skip(ref rest, ':') || !Two(ref rest, 0, Minutes, out var second))
            return false;
        var fraction = ReadOnlySpan<char>.Empty;
        if (Skip(ref rest, '.'))
        {
            fraction = rest[..Digits(rest)];
            rest = rest[fraction.Length..];
            if (fraction.IsEmpty)
                return false;
        }

        return hour < 24 || (minute + second == 0 && fraction.Trim('0').IsEmpty);
    }

    private static bool Zone(ReadOnlySpan<char> rest)
    {
        if (rest is [] or ['Z'])
            return true;
        if (rest[0] is not ('+' or '-'))
            return false;
        rest = rest[1..];
        return Two(ref rest, 0, 14, out _) && Skip(ref rest, ':') && Two(ref rest, 0, Minutes, out _) && rest.IsEmpty;
    }

    private static bool Duration(ReadOnlySpan<char> rest)
    {
        Skip(ref rest, '-');
        if (!Skip(ref rest, 'P'))
            return false;
        var any = Parts(ref rest, "YMD");
        if (!Skip(ref rest, 'T'))
            return any && rest.IsEmpty;
        return Parts(ref rest, "HMS") && rest.IsEmpty;
    }

    // Each a number with its letter, in this order; seconds may have a fraction.
    private static bool Parts(ref ReadOnlySpan<char> rest, ReadOnlySpan<char> letters)
    {
        var any = false;
        while (Digits(rest) is > 0 and var digits)
        {
            var after = rest[digits..];
            var fraction = after is ['.', ..] ? Digits(after[1..]) : 0;
            after = fraction > 0 ? after[(1 + fraction)..] : after;
            var at = after.IsEmpty ? -1 : letters.IndexOf(after[0]);
            if (at < 0 || (fraction > 0 && after[0] != 'S'))
                return false;
            letters = letters[(at + 1)..];
            rest = after[1..];
            any = true;
        }

        return any;
    }

    private static bool Two(ref ReadOnlySpan<char> rest, int least, int most, out int number)
    {
        number = 0;
        if (rest.Length < 2 || !char.IsAsciiDigit(rest[0]) || !char.IsAsciiDigit(rest[1]))
            return false;
        number = ((rest[0] - '0') * 10) + rest[1] - '0';
        rest = rest[2..];
        return number >= least && number <= most;
    }

    private static bool Skip(ref ReadOnlySpan<char> rest, char sign)
    {
        if (rest.IsEmpty || rest[0] != sign)
            return false;
        rest = rest[1..];
        return true;
    }

    private static int Digits(ReadOnlySpan<char> text) =>
        text.IndexOfAnyExceptInRange('0', '9') is >= 0 and var end ? end : text.Length;
}
