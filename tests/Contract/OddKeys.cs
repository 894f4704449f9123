namespace Hub.Contract.Tests;

/// <summary>Texts that are nearly a record's key, and texts that no record has as its key.</summary>
public static class OddKeys
{
    private static readonly string Fifty = new('x', 50);
    private static readonly string Digits = new('9', 50);

    /// <summary>Other ways to write the key of a record, encoded for an address.</summary>
    /// <param name="prefix">What keys begin with, such as <c>O-</c>.</param>
    /// <param name="number">A record's number, of four digits.</param>
    public static IReadOnlyList<string> Like(string prefix, string number)
    {
        string[] behind =
        [
            "%20", "%09", "%0A", "%00", "%1F", "%C2%A0", "%C2%85", "%2F1", "%25", "%F0%9F%98%80", "'", "%22", ";a", "%3Ba", "*",
            ".0", "e0", Digits,
        ];
        string[] before = ["0", "00000", "-", "%2B", "%20", "0x", prefix, "%25"];
        string[] others =
        [
            $"%20{prefix}{number}", $"{prefix.ToLowerInvariant()}{number}", prefix, number, $"X-{number}", "0", "-1", "a", "%20",
            $"{prefix}-1", $"{prefix}%D9%A3%D9%A0%D9%A0%D9%A1", $"{prefix}%EF%BC%93%EF%BC%90%EF%BC%90%EF%BC%91",
            $"{prefix}2147483648", $"{prefix}9223372036854775808", $"{prefix}{Digits}", $"{prefix}{Fifty}", Fifty,
            new string('x', 1000), $"{prefix}%25",
            $"{prefix}____",
        ];
        return
        [
            .. behind.Select(b => prefix + number + b), .. before.Select(b => prefix + b + number), .. others,
        ];
    }

    /// <summary>The same texts as a JSON body has them.</summary>
    public static IEnumerable<string> Texts(string prefix, string number) => Like(prefix, number).Select(Uri.UnescapeDataString);
}
