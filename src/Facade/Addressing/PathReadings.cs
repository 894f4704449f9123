using Hub.ServiceKit.Hosting;

namespace Hub.Facade.Addressing;

/// <summary>
/// The ways in which servers may read one path. The hub reads it as RFC 3986 says: decoded once, dot segments removed.
/// Others merge slashes or drop parameters, decode encoded slashes or decode twice, take backslashes for slashes, leave out
/// control characters, sessions and streams, or take letters for those they look like.
/// </summary>
internal sealed class PathReadings
{
    private const int MostRounds = 8;
    private readonly HashSet<string> _others = new(StringComparer.Ordinal);
    private readonly bool _dotsLast;

    private PathReadings(string own, bool dotsLast) => (Own, _dotsLast) = (own, dotsLast);

    /// <summary>The hub's own reading, with the marks of <see cref="PathText"/>.</summary>
    public string Own { get; }

    /// <summary>
    /// The path without parameters (<c>;jsessionid=…</c>) and empty segments: many servers read it so, and nobody hides
    /// anything by them. Null where it has neither.
    /// </summary>
    public string? Simple { get; private set; }

    /// <summary>The readings of servers that decode more than they should, or less.</summary>
    public IReadOnlyCollection<string> Others => _others;

    /// <summary>Whether one of these servers would find a <c>..</c> that is none to the hub.</summary>
    public bool HidesDots { get; private set; }

    /// <summary>Whether a segment was sent as dots, encoded or not.</summary>
    public bool HasDots { get; private set; }

    /// <summary>Whether a segment was sent as encoded dots (<c>%2e</c>), as a client does that means a key.</summary>
    public bool HasEncodedDots { get; private set; }

    /// <summary>Whether a segment other than the last is empty.</summary>
    public bool HasEmptySegments { get; private set; }

    /// <summary>Reads a path as it was sent.</summary>
    public static PathReadings Of(string path)
    {
        var sent = path.Split('/')[1..];
        var readings = Of(sent, WithoutDots(sent));
        // A server that leaves something out before it removes dots removes another segment: /a//../b is /b to it.
        if (readings is { HasDots: true, HidesDots: false })
            readings.HidesDots = !Of(sent, sent, dotsLast: true)._others.All(
                other => other == Bare(readings.Own) || other == Bare(readings.Simple) || readings._others.Contains(other));
        return readings;
    }

    private static PathReadings Of(string[] sent, IReadOnlyList<string> segments, bool dotsLast = false)
    {
        var readings = new PathReadings(Join(segments.Select(s => PathText.Read(s))), dotsLast);
        readings.HasDots = sent.Any(IsDots);
        readings.HasEncodedDots = sent.Any(s => s.Contains('%') && IsDots(s));
        readings.HasEmptySegments = sent.AsSpan(0, sent.Length - 1).Contains("");
        if (readings.HasDots && !dotsLast)
            readings.Add(Join(sent.Where(s => s.Length > 0).Select(s => PathText.Read(s))));
        readings.AddSimple(segments);

        var (decoded, round) = (Join(segments), 0);
        while (LenientDecoding.Decode(decoded) is var more && round++ <= MostRounds)
        {
            readings.AddDecoded(more.Replace('\\', '/'));
            if (LookAlikes.Narrow(more) is var narrowed && narrowed != more)
                readings.AddDecoded(narrowed.Replace('\\', '/'));
            if (more == decoded)
                return readings;
            decoded = more;
        }

        readings.HidesDots = true;
        return readings;
    }

    private void AddSimple(IReadOnlyList<string> segments)
    {
        var simple = segments.Select(WithoutParameters).Where((s, i) => s.Length > 0 || i == segments.Count - 1).ToList();
        HidesDots |= simple.Any(IsDots);
        var read = Join(simple.Select(s => PathText.Read(s)));
        if (read != Own)
            Simple = read;
    }

    private void AddDecoded(string path)
    {
        var segments = path.Split('/')[1..];
        AddSegments(segments);
        if (path.Any(char.IsControl))
        {
            // Left out by some, the end of everything for others.
            AddSegments(string.Concat(path.Where(c => !char.IsControl(c))).Split('/')[1..]);
            AddSegments(path[..path.IndexOf(path.First(char.IsControl))].Split('/')[1..]);
        }

        if (!path.Contains(';'))
            return;
        AddSegments(segments.Select(WithoutParameters));
        // Some end the whole path there.
        AddSegments(WithoutParameters(path).Split('/')[1..]);
    }

    private void AddSegments(IEnumerable<string> segments)
    {
        var all = segments.Where(s => s.Length > 0).ToList();
        HidesDots |= all.Any(s => s.Trim() is "." or "..");
        Add(Join(all));
        Add(Join(all.Select(s => s.Trim()).Where(s => s.Length > 0)));
        // Windows knows no names that end with dots or spaces, and ASP.NET takes sessions out of a path.
        var names = all.Select(WithoutStream).Select(TrimName).Where(s => s.Length > 0).ToList();
        Add(Join(names));
        if (names.Any(IsSession))
            Add(Join(names.Where(s => !IsSession(s))));
    }

    private static string TrimName(string segment)
    {
        if (segment is "." or "..")
            return segment;
        var end = segment.Length;
        while (end > 0 && (segment[end - 1] == '.' || char.IsWhiteSpace(segment[end - 1]) || char.IsControl(segment[end - 1])))
            end--;
        return segment[..end];
    }

    // NTFS: secret::$DATA and secret:$I30:$INDEX_ALLOCATION are secret.
    private static string WithoutStream(string segment) =>
        segment.Contains(":$", StringComparison.Ordinal) ? segment[..segment.IndexOf(':')] : segment;

    // ASP.NET without cookies: (S(x)), (A(x)), (F(x)), or several in one pair of parentheses.
    private static bool IsSession(string segment) =>
        segment.Length > 4 && segment[0] == '(' && segment[^1] == ')' && segment[2] == '(';

    private void Add(string reading)
    {
        reading = Bare(_dotsLast ? Join(WithoutDots(reading.Split('/')[1..])) : reading)!;
        if (reading != Bare(Own) && reading != Bare(Simple))
            _others.Add(reading);
    }

    private static string? Bare(string? path) => path?.TrimEnd('/') is "" ? "/" : path?.TrimEnd('/');

    private static List<string> WithoutDots(string[] sent)
    {
        var segments = new List<string>(sent.Length);
        for (var i = 0; i < sent.Length; i++)
        {
            if (!IsDots(sent[i]))
            {
                segments.Add(sent[i]);
                continue;
            }

            if (PathText.Read(sent[i]) == ".." && segments.Count > 0)
                segments.RemoveAt(segments.Count - 1);
            if (i == sent.Length - 1)
                segments.Add("");
        }

        return segments;
    }

    private static bool IsDots(string segment) => PathText.Read(segment) is "." or "..";

    private static string WithoutParameters(string segment) =>
        segment.IndexOf(';') is >= 0 and var at ? segment[..at] : segment;

    private static string Join(IEnumerable<string> segments) => "/" + string.Join('/', segments);
}
