using System.Globalization;
using Hub.Adapters.Sql.Tables;
using Hub.Soap.Shapes;

namespace Hub.Adapters.Sql;

/// <summary>
/// Keeps decimals as they are in SQLite, whose numeric columns hold a number as a 64-bit integer or as a double
/// (https://www.sqlite.org/datatype3.html).
/// </summary>
internal static class SqliteDecimals
{
    // Up to here every integer is a double too.
    private const long MostDouble = 1L << 53;

    /// <summary>Returns what a numeric column cannot hold without becoming another number, as it is told; else null.</summary>
    public static string? Problem(SqlType type, object value) =>
        type != SqlType.Decimal || TextOf(value) is not { } text || WholeOf(text) is not null || DoubleOf(text) is not null ? null
        : "has more digits than SQLite holds: a whole number has at most 64 bits, as in 9223372036854775807, and others are "
            + "doubles of 15 to 17 digits, as in 12345678901.25; declare the column 'text' where it holds more";

    /// <summary>Returns a decimal as the client takes it: the client itself writes 9007199254740993 as a double.</summary>
    public static object Written(object value) =>
        TextOf(value) is { } text && WholeOf(text) is { } whole && IsLarge(whole) ? whole : value;

    /// <summary>
    /// Returns what holds for the rows with a decimal; null where the database itself compares it exactly. A text column holds
    /// more digits than a numeric one, whose affinity would make another number of them.
    /// </summary>
    public static string? Equal(string name, SqlField column, string given, object value, StatementValues values)
    {
        if (column.Type != SqlType.Decimal || TextOf(value) is not { } text)
            return null;
        var (whole, number) = (WholeOf(text), DoubleOf(text));
        if (whole is { } small ? !IsLarge(small) : number is not null)
            return null;
        var texts = new[] { Plain(text), given, $"{Plain(text)}.0" }.Distinct(StringComparer.Ordinal);
        var found = $"typeof({name}) = 'text' AND {name} IN ({string.Join(", ", texts.Select(t => Add($"t{t}")))})";
        if (whole is null)
            return $"({found})";
        var real = number is { } same
            ? $" OR (typeof({name}) = 'real' AND {name} = {Add($"r{same.ToString("R", CultureInfo.InvariantCulture)}")})"
            : "";
        return $"({name} = {Add($"i{whole}")}{real} OR ({found}))";

        string Add(string raw) => values.Add(column, new SqlRaw(raw));
    }

    private static bool IsLarge(long whole) => whole is > MostDouble or < -MostDouble;

    private static string? TextOf(object value) => value switch
    {
        decimal number => number.ToString(CultureInfo.InvariantCulture),
        string text => text,
        _ => null,
    };

    private static long? WholeOf(string text) =>
        long.TryParse(Plain(text), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole : null;

    private static double? DoubleOf(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            && Plain(XmlNumber.FromJson(number.ToString("R", CultureInfo.InvariantCulture))) == Plain(text) ? number : null;

    private static string Plain(string text)
    {
        var digits = text.TrimStart('+', '-').TrimStart('0');
        if (digits.Contains('.', StringComparison.Ordinal))
            digits = digits.TrimEnd('0').TrimEnd('.');
        if (digits.Length == 0 || digits[0] == '.')
            digits = $"0{digits}";
        return text.StartsWith('-') && digits != "0" ? $"-{digits}" : digits;
    }
}
