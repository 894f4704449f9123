using System.Globalization;

namespace Hub.Platform.Identity;

/// <summary>Bounds the texts of audit entries, much of which their senders choose.</summary>
public static class AuditTexts
{
    /// <summary>The longest reason that is taken for a change.</summary>
    public const int LongestReason = 1000;

    internal const int LongestName = 100;
    internal const int LongestDetail = 2000;

    /// <summary>Returns a text that is no longer than a bound; what is longer is cut, and says so.</summary>
    /// <param name="text">The text.</param>
    /// <param name="most">Characters at most, without the mark.</param>
    public static string Cut(string text, int most)
    {
        // PostgreSQL keeps no such character.
        if (text.Contains('\0', StringComparison.Ordinal))
            text = text.Replace('\0', '\uFFFD');
        if (text.Length <= most)
            return text;
        var length = char.IsHighSurrogate(text[most - 1]) ? most - 1 : most;
        return $"{text.AsSpan(0, length)}… (cut, {text.Length.ToString(CultureInfo.InvariantCulture)} characters)";
    }
}
