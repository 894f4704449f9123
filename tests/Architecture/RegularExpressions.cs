using System.Text.RegularExpressions;

namespace Hub.Architecture.Tests;

/// <summary>
/// A time limit of a regular expression is one of the wall clock: on a busy machine it fails what would have been done in a
/// microsecond, wherever that is, and so once ended a hub that was starting.
/// </summary>
public sealed partial class RegularExpressions
{
    [Fact]
    public void None_of_ours_has_a_time_limit_which_a_busy_machine_would_reach()
    {
        var all = (
            from source in Projects.Sources("src")
            where !source.Text.Contains("catch (RegexMatchTimeoutException", StringComparison.Ordinal)
            from use in Use.Matches(source.Text)
            select (source.Path, Text: source.Text[use.Index..FindEnd(source.Text, use.Index)])).ToList();
        all.Count.ShouldBeGreaterThan(20);
        all.Where(u => !u.Text.Contains("Timeout.Infinite", StringComparison.Ordinal)
                && !u.Text.Contains("Regex.InfiniteMatchTimeout", StringComparison.Ordinal))
            .ShouldBeEmpty("write Timeout.Infinite, and a pattern that takes linear time, or NonBacktracking");
    }

    // An attribute ends before the property or method it stands on, a call at its statement's end.
    private static int FindEnd(string text, int from) =>
        new[] { ")]\n", ");\n" }.Select(e => text.IndexOf(e, from, StringComparison.Ordinal)).Where(i => i >= 0).Min();

    [GeneratedRegex(
        @"\[GeneratedRegex\(|new Regex\(|\bRegex _?\w+ = new\(|\bRegex\.(IsMatch|Match|Matches|Replace|Split|Count)\(",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Use { get; }
}
