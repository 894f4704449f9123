using System.Globalization;
using System.Text.Json;

namespace Hub.Facade.Comparing;

/// <summary>Numbers by value, at any length.</summary>
internal static class JsonNumber
{
    private const long LargestExponent = 1_000_000_000_000_000_000;

    // Sums and shares of what is below stay within a decimal.
    private const decimal Largest = 1e27m;

    /// <summary>Returns whether two numbers are the same: <c>1.50</c> is <c>1.5</c>.</summary>
    public static bool AreSame(JsonElement legacy, JsonElement @new)
    {
        var (was, now) = (legacy.GetRawText(), @new.GetRawText());
        return was == now || Plain(was) == Plain(now);
    }

    /// <summary>Returns whether two numbers differ by an amount at most, or by a share of the legacy side's.</summary>
    public static bool AreNear(JsonElement legacy, JsonElement @new, decimal? amount, decimal? share) =>
        legacy.TryGetDecimal(out var was) && @new.TryGetDecimal(out var now) && Math.Abs(was) < Largest && Math.Abs(now) < Largest
        && Math.Abs(was - now) <= (amount ?? (share ?? 0) * Math.Abs(was));

    /// <summary>Returns a text that all ways to write a number have in common.</summary>
    public static string Canonical(JsonElement number)
    {
        var (digits, exponent, isNegative) = Plain(number.GetRawText());
        return string.Create(CultureInfo.InvariantCulture, $"{(isNegative ? "-" : "")}{digits}e{exponent}");
    }

    // A number's digits without zeros at either end, and the power of ten that they are multiplied with: exact at any length.
    private static (string Digits, long Exponent, bool IsNegative) Plain(string number)
    {
        var isNegative = number[0] == '-';
        var e = number.AsSpan().IndexOfAny('e', 'E');
        var mantissa = number[(isNegative ? 1 : 0)..(e < 0 ? number.Length : e)];
        // Nobody's exponent; then only what is written the same is the same.
        if (!long.TryParse(e < 0 ? "0" : number.AsSpan(e + 1), NumberStyles.AllowLeadingSign, null, out var exponent)
            || exponent is < -LargestExponent or > LargestExponent)
            return (number, 0, isNegative);
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        if (point >= 0)
            (mantissa, exponent) = (mantissa.Remove(point, 1), exponent - (mantissa.Length - point - 1));
        var digits = mantissa.TrimStart('0');
        var shortened = digits.TrimEnd('0');
        return shortened.Length == 0 ? ("", 0, false) : (shortened, exponent + (digits.Length - shortened.Length), isNegative);
    }
}
