using System.Globalization;
using System.Text;
using Hub.Facade.Addressing;

namespace Hub.Facade.Discovering;

/// <summary>
/// A line of an access log in the common or combined format, as Apache and nginx write it:
/// <c>10.0.0.7 - ann [29/Nov/2026:10:00:00 +0000] "GET /erp/reports/17 HTTP/1.1" 200 512</c>.
/// </summary>
/// <param name="Method">The method.</param>
/// <param name="Path">The path, as it was sent.</param>
/// <param name="Status">The answer's status.</param>
/// <param name="Caller">The caller's place in a <see cref="CallerSketch"/>.</param>
/// <param name="At">When.</param>
internal sealed record AccessLogLine(string Method, string Path, int Status, ushort Caller, DateTimeOffset At)
{
    /// <summary>Reads a line.</summary>
    /// <returns>The line, or null and what is wrong with it.</returns>
    public static (AccessLogLine? Line, string? Fault) Read(string text)
    {
        var open = text.IndexOf('[', StringComparison.Ordinal);
        var close = open < 0 ? -1 : text.IndexOf(']', open);
        if (close < 0)
            return (null, "it has no time in brackets");
        if (!DateTimeOffset.TryParseExact(
            text.AsSpan(open + 1, close - open - 1), "dd/MMM/yyyy:HH:mm:ss zzz", CultureInfo.InvariantCulture,
            DateTimeStyles.None, out var at))
            return (null, "its time is not written as in [29/Nov/2026:10:00:00 +0000]");
        var start = text.IndexOf('"', close);
        var end = start < 0 ? -1 : EndOfQuoted(text, start + 1);
        if (end < 0)
            return (null, "it has no request in quotes");
        var words = text[(start + 1)..end].Split(' ');
        if (words.Length is not (2 or 3) || words[0].Length == 0 || !words[0].All(char.IsAsciiLetter)
            || RequestTarget.InOriginForm(words[1]) is not { } target)
            return (null, "its request has no method and path, as in \"GET /erp/reports/17 HTTP/1.1\"");
        var rest = text.AsSpan(end + 1).TrimStart(' ');
        if (rest.Length < 3 || !int.TryParse(rest[..3], NumberStyles.None, CultureInfo.InvariantCulture, out var status)
            || status is < 100 or > 599 || (rest.Length > 3 && rest[3] != ' '))
            return (null, "it has no status behind the request");
        // The address, and who it is where a server has asked.
        var caller = CallerSketch.PlaceOf(Encoding.UTF8.GetBytes(text[..open].TrimEnd(' ')));
        return (new AccessLogLine(words[0], RequestTarget.PathOf(target), status, caller, at), null);
    }

    // Quotes within are escaped by a backslash.
    private static int EndOfQuoted(string text, int start)
    {
        for (var at = start; at < text.Length; at++)
        {
            if (text[at] == '\\')
                at++;
            else if (text[at] == '"')
                return at;
        }

        return -1;
    }
}
