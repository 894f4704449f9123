using Spectre.Console.Rendering;

namespace Hub.Host.Commands;

/// <summary>
/// Lays a table out for a width as kubectl and gh do: a row is always a single line. Long texts of the columns that may be
/// shortened are shortened first; then columns are left out from the right. The first column is always there and whole.
/// </summary>
internal static class ListingLayout
{
    private const int Gap = 2;
    private const int ShortestText = 16;

    /// <summary>Returns the lines, and the titles of the columns that did not fit.</summary>
    /// <param name="titles">The columns' titles, in order of importance.</param>
    /// <param name="rows">The cells of each row, as many as there are titles.</param>
    /// <param name="shortened">Which columns hold free text that may be shortened with an ellipsis.</param>
    /// <param name="width">The terminal's columns; null for no limit.</param>
    public static Laid Lay(
        IReadOnlyList<string> titles, IReadOnlyList<IReadOnlyList<string>> rows, IReadOnlySet<int> shortened, int? width)
    {
        var widths = titles.Select((title, n) => rows.Select(r => Width(r[n])).Append(Width(title)).Max()).ToList();
        if (width is { } limit)
            Fit(widths, shortened, limit);
        var all = rows.Prepend(titles).Select(cells => Line(cells, widths)).ToList();
        return new Laid(all, [.. titles.Skip(widths.Count)]);
    }

    /// <summary>The columns that a text takes in a terminal; those of CJK take two each.</summary>
    public static int Width(string text) => Segment.CellCount([new Segment(text)]);

    private static void Fit(List<int> widths, IReadOnlySet<int> shortened, int limit)
    {
        while (widths.Count > 1 && Total(widths) > limit)
        {
            var flexible = Enumerable.Range(1, widths.Count - 1).Where(n => shortened.Contains(n)).ToList();
            var spare = flexible.Sum(n => Math.Max(0, widths[n] - ShortestText));
            if (Total(widths) - spare > limit)
            {
                widths.RemoveAt(widths.Count - 1);
                continue;
            }

            widths[flexible.MaxBy(n => widths[n])]--;
        }
    }

    private static int Total(List<int> widths) => widths.Sum() + (Gap * (widths.Count - 1));

    private static string Line(IReadOnlyList<string> cells, List<int> widths) =>
        string.Join(new string(' ', Gap), widths.Select((width, n) => Pad(Cut(cells[n], width), width))).TrimEnd();

    private static string Pad(string text, int width) => text + new string(' ', Math.Max(0, width - Width(text)));

    private static string Cut(string text, int width)
    {
        if (Width(text) <= width)
            return text;
        var kept = "";
        foreach (var rune in text.EnumerateRunes())
        {
            if (Width(kept + rune) > width - 1)
                break;
            kept += rune;
        }

        return kept + '…';
    }

    /// <summary>A table laid out.</summary>
    /// <param name="Lines">The line of titles, then a line for each row.</param>
    /// <param name="LeftOut">The titles of the columns that did not fit.</param>
    internal sealed record Laid(IReadOnlyList<string> Lines, IReadOnlyList<string> LeftOut);
}
