using Hub.Platform.Telemetry.Logging;

namespace Hub.Host.Shell;

/// <summary>A table as people read it: its cells in text, and what is said where it has none.</summary>
/// <param name="Titles">The columns' titles, the most important first.</param>
/// <param name="Rows">The cells of each row.</param>
/// <param name="Shortened">The columns that hold free text, which may be shortened.</param>
/// <param name="Empty">The sentence that stands for a table without rows.</param>
internal sealed record ListingTable(
    IReadOnlyList<string> Titles, IReadOnlyList<IReadOnlyList<string>> Rows, IReadOnlySet<int> Shortened, string Empty)
{
    /// <param name="rows">What to list.</param>
    /// <param name="empty">The sentence that stands for a table without rows.</param>
    /// <param name="columns">
    /// Titles and cells, the most important first; a title that ends in <c>…</c> may be shortened.
    /// </param>
    public static ListingTable Of<T>(
        IEnumerable<T> rows, string empty, params ReadOnlySpan<(string Title, Func<T, string> Cell)> columns)
    {
        var cells = columns.ToArray();
        return new(
            [.. cells.Select(c => c.Title.TrimEnd('…').ToUpperInvariant())],
            [.. rows.Select(row => (IReadOnlyList<string>)[.. cells.Select(c => VisibleText.Of(c.Cell(row)))])],
            cells.Index().Where(c => c.Item.Title.EndsWith('…')).Select(c => c.Index).ToHashSet(),
            empty);
    }

    /// <summary>Lays it out for a width; null for no limit.</summary>
    public ListingLayout.Laid Lay(int? width) =>
        Rows.Count == 0 ? new([Empty], []) : ListingLayout.Lay(Titles, Rows, Shortened, width);

    /// <summary>Prints it as wide as the terminal is.</summary>
    public void Print()
    {
        var laid = Lay(Terminal.Width);
        foreach (var line in laid.Lines)
            Terminal.Raw.WriteLine(line);
        if (laid.Note is { } note)
            Terminal.Error.WriteLine(note);
    }
}

/// <summary>What a command tells of an answer: a table, and sentences below it.</summary>
internal sealed record Listed(ListingTable Table, params IReadOnlyList<string> Notes)
{
    /// <summary>Prints both.</summary>
    public void Print()
    {
        Table.Print();
        foreach (var note in Notes)
            Terminal.Out.WriteLine(note);
    }
}
