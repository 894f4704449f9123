using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Hub.Adapters.Recording;

/// <summary>
/// Other letters for letters and other digits for digits, so that a text keeps its form; the same for the same text all
/// through a recording, also with blanks behind it, zeros before it or in another case. The key is thrown away at its end.
/// </summary>
internal sealed class Scrambler
{
    private static readonly int[] Beginnings = [1, 2, 3, 4, 6, 8];
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly int _days = -RandomNumberGenerator.GetInt32(30, 1000);

    /// <summary>Another text of the same form; one character alone is a code and no name, and stays.</summary>
    public string Text(string text)
    {
        var core = text.Trim();
        var zeros = core.All(char.IsAsciiDigit) ? core.Length - core.TrimStart('0').Length : 0;
        core = core[zeros..];
        if (core.Length <= 1)
            return text;
        var start = text.IndexOf(core, StringComparison.Ordinal);
        return string.Concat(text.AsSpan(0, start), Scrambled(core), text.AsSpan(start + core.Length));
    }

    /// <summary>Others that keep more of the form: the letters, or some of the beginning.</summary>
    public IEnumerable<string> Variants(string text)
    {
        yield return string.Concat(Text(text).Zip(text, (other, own) => char.IsDigit(own) ? other : own));
        if (text.IndexOf('@', StringComparison.Ordinal) is > 1 and var at)
            yield return Text(text[..at]) + text[at..];
        foreach (var kept in Beginnings.Where(b => b < text.Length - 1))
            yield return text[..kept] + Text(text[kept..]);
    }

    /// <summary>The same with a smaller first digit, which a type with a limit is more likely to admit.</summary>
    public static string Smaller(string number) =>
        number.IndexOfAny(['2', '3', '4', '5', '6', '7', '8', '9']) is >= 0 and var first
        && number.AsSpan(0, first).IndexOfAnyExcept("-+0.") < 0
            ? string.Concat(number.AsSpan(0, first), "1", number.AsSpan(first + 1))
            : number;

    /// <summary>
    /// A date (and time), in ISO's notation or with its digits alone, some days earlier; null for what is none.
    /// </summary>
    public string? Date(string text)
    {
        foreach (var format in new[] { "yyyy-MM-dd", "yyyyMMdd" })
        {
            if (text.Length >= format.Length
                && DateOnly.TryParseExact(
                    text.AsSpan(0, format.Length), format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
                return date.AddDays(_days).ToString(format, CultureInfo.InvariantCulture) + text[format.Length..];
        }

        return null;
    }

    private string Scrambled(string core)
    {
        var result = new StringBuilder(core.Length);
        var bytes = Array.Empty<byte>();
        for (var i = 0; i < core.Length; i++)
        {
            if (i % SHA256.HashSizeInBytes == 0)
                bytes = HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{i}:{core.ToUpperInvariant()}"));
            int random = bytes[i % SHA256.HashSizeInBytes];
            var c = core[i];
            result.Append(
                char.IsDigit(c) ? (char)(i == 0 || core[i - 1] == '-' ? '1' + (random % 9) : '0' + (random % 10))
                : char.IsSurrogate(c) ? 'x'
                : char.IsUpper(c) ? (char)('A' + (random % 26))
                : char.IsLetter(c) ? (char)('a' + (random % 26))
                : c);
        }

        return result.ToString();
    }
}
