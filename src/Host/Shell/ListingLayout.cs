using Hub.Platform.Problems;
using Spectre.Console.Rendering;

namespace Hub.Host.Shell;

/// <summary>
/// Lays a table out for a width as kubectl and gh do: a row is always a single line. Long texts of the columns that may be
/// shortened are shortened first, as far as different texts stay different; then columns are left out from the right, and
/// the first of those that may be shortened is shortened further instead. The first column is always there and whole.
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
        if (width is { } limit && Total(widths) > limit)
            Fit(widths, Shortest(titles, rows, shortened, widths), shortened, limit);
        var all = rows.Prepend(titles).Select(cells => Line(cells, widths)).ToList();
        return new Laid(all, [.. titles.Skip(widths.Count)]);
    }

    /// <summary>The columns that a text takes in a terminal; those of CJK take two each.</summary>
    public static int Width(string text) => Segment.CellCount([new Segment(text)]);

    /// <summary>Returns a text that takes no more columns than a width, with an ellipsis at its end where it was cut.</summary>
    public static string Cut(string text, int width)
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

    /// <summary>Breaks a sentence between words into lines that take no more columns than a width.</summary>
    public static IEnumerable<string> Wrap(string text, int width)
    {
        var line = "";
        foreach (var word in text.Split(' '))
        {
            if (line.Length > 0 && Width(line) + 1 + Width(word) > width)
            {
                yield return line;
                line = "";
            }

            line = line.Length == 0 ? word : $"{line} {word}";
        }

        yield return line;
    }

    private static void Fit(List<int> widths, IReadOnlyList<int> shortest, IReadOnlySet<int> shortened, int limit)
    {
        var first = shortened.Where(n => n > 0).Order().FirstOrDefault();
        while (widths.Count > 1 && Total(widths) > limit)
        {
            // Rather cut down to what still says something than left out: the first free text is what a table is read for.
            if (Total([.. shortest.Take(widths.Count)]) > limit && widths.Count - 1 == first
                && limit - Total([.. shortest.Take(widths.Count - 1)]) - Gap is >= ShortestText and var room)
            {
                for (var n = 0; n < widths.Count - 1; n++)
                    widths[n] = shortest[n];
                widths[^1] = Math.Min(widths[^1], room);
                return;
            }

            if (Total([.. shortest.Take(widths.Count)]) > limit)
                widths.RemoveAt(widths.Count - 1);
            else
                widths[Enumerable.Range(0, widths.Count).Where(n => widths[n] > shortest[n]).MaxBy(n => widths[n])]--;
        }
    }

    /// <summary>The least width of each column: the whole of it but where free text may be shortened.</summary>
    private static IReadOnlyList<int> Shortest(
        IReadOnlyList<string> titles, IReadOnlyList<IReadOnlyList<string>> rows, IReadOnlySet<int> shortened, List<int> widths) =>
        [.. widths.Select((whole, n) => n > 0 && shortened.Contains(n) && whole > ShortestText
            ? Shortest(
                [.. rows.Select(r => r[n]).Distinct(StringComparer.Ordinal)], Math.Max(ShortestText, Width(titles[n])), whole)
            : whole)];

    // The least at which no two of them look alike: what is alike at a width is so at any lesser one.
    private static int Shortest(IReadOnlyList<string> texts, int least, int whole)
    {
        while (least < whole)
        {
            var middle = (least + whole) / 2;
            if (texts.Select(t => Cut(t, middle)).Distinct(StringComparer.Ordinal).Count() == texts.Count)
                whole = middle;
            else
                least = middle + 1;
        }

        return whole;
    }

    private static int Total(IReadOnlyList<int> widths) => widths.Sum() + (Gap * (widths.Count - 1));

    private static string Line(IReadOnlyList<string> cells, List<int> widths) =>
        string.Join(new string(' ', Gap), widths.Select((width, n) => Pad(Cut(cells[n], width), width))).TrimEnd();

    private static string Pad(string text, int width) => text + new string(' ', Math.Max(0, width - Width(text)));

    /// <summary>A table laid out.</summary>
    /// <param name="Lines">The line of titles, then a line for each row.</param>
    /// <param name="LeftOut">The titles of the columns that did not fit.</param>
    internal sealed record Laid(IReadOnlyList<string> Lines, IReadOnlyList<string> LeftOut)
    {
        /// <summary>The sentence that names the columns that did not fit; null where all did.</summary>
        public string? Note => LeftOut.Count == 0
            ? null
            : $"{Counted.Of(LeftOut.Count, "column")} not shown: {string.Join(", ", LeftOut)}; --wide shows all.";
    }
}
