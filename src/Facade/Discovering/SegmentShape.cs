using System.Buffers;
using System.Collections.Frozen;

namespace Hub.Facade.Discovering;

/// <summary>
/// Tells words of a path from values: a word is kept, digits become <c>{n}</c>, and codes, UUIDs, dates, mail addresses and
/// whatever else may be a value become <c>{id}</c>. A word is made of few ASCII characters, so that it can be shown anywhere.
/// </summary>
internal static class SegmentShape
{
    public const string Number = "{n}";
    public const string Value = "{id}";
    public const string Rest = "{**rest}";
    private const int LongestWord = 40;
    private const int LongestHex = 12;
    private static readonly SearchValues<char> OfWords =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-");
    private static readonly SearchValues<char> Hex = SearchValues.Create("0123456789abcdefABCDEF");
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Extensions = new[]
    {
        ".action", ".ashx", ".asmx", ".asp", ".aspx", ".cfm", ".cgi", ".css", ".csv", ".do", ".doc", ".docx", ".gif", ".gz",
        ".htm", ".html", ".ico", ".jpeg", ".jpg", ".js", ".json", ".jsp", ".jspx", ".map", ".pdf", ".php", ".pl", ".png",
        ".svc", ".svg", ".tif", ".ttf", ".txt", ".woff", ".woff2", ".wsdl", ".xls", ".xlsx", ".xml", ".xsd", ".zip",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Returns a segment's shape: the segment itself where it is a word.</summary>
    /// <param name="segment">The segment, without slashes.</param>
    public static ReadOnlySpan<char> Of(ReadOnlySpan<char> segment)
    {
        var dot = segment.LastIndexOf('.');
        if (dot <= 0 || !Extensions.TryGetValue(segment[dot..], out var extension))
            return OfStem(segment, dotted: dot > 0);
        var stem = OfStem(segment[..dot], dotted: segment[..dot].Contains('.'));
        return stem[0] == '{' ? string.Concat(stem, extension) : segment;
    }

    private static ReadOnlySpan<char> OfStem(ReadOnlySpan<char> stem, bool dotted)
    {
        if (!stem.ContainsAnyExceptInRange('0', '9'))
            return Number;
        if (IsVersion(stem))
            return stem;
        return stem.Length > LongestWord || dotted || stem.ContainsAnyExcept(OfWords) || HasDigitsOfCode(stem)
            || (stem.Length > LongestHex && !stem.ContainsAnyExcept(Hex)) || !HasLetter(stem)
            ? Value
            : stem;
    }

    // As in v1, or v2.1.
    private static bool IsVersion(ReadOnlySpan<char> stem) =>
        stem.Length is > 1 and <= 5 && stem[0] is 'v' or 'V' && char.IsAsciiDigit(stem[1]) && char.IsAsciiDigit(stem[^1])
        && stem[1..].IndexOfAnyExcept("0123456789.") < 0;

    // A single digit behind some letters is of a name, as in oauth2.
    private static bool HasDigitsOfCode(ReadOnlySpan<char> stem)
    {
        var first = stem.IndexOfAnyInRange('0', '9');
        return first >= 0 && (first < 4 || first < stem.Length - 1);
    }

    private static bool HasLetter(ReadOnlySpan<char> stem)
    {
        foreach (var c in stem)
            if (char.IsAsciiLetter(c))
                return true;
        return false;
    }
}
