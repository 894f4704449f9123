using System.Collections.Immutable;
using Hub.Soap.Shapes;

namespace Hub.Soap.Outcomes;

/// <summary>A row with a value that is not of its column's type: which one, for those who may see the row.</summary>
/// <param name="Place">Where the row stands in the system's own answer.</param>
/// <param name="Key">What tells the row from others, by column: its key, or a statement's first column; may be empty.</param>
/// <param name="Column">Where the column stands in the row.</param>
/// <param name="Problem">What is wrong with its value, such as <c>is not an int</c>; not the value.</param>
internal sealed record UnreadableRow(
    ImmutableArray<DocumentStep> Place, ImmutableArray<(string Column, string Value)> Key, ImmutableArray<DocumentStep> Column,
    string Problem)
{
    private const int LongestKey = 40;

    /// <summary>The row as the system's people know it.</summary>
    public override string ToString()
    {
        var row = Key.IsEmpty ? Number : string.Join(", ", Key.Select(k => $"{k.Column} {k.Value}"));
        return $"{row}: {Column[^1].Property}: {Problem}";
    }

    /// <summary>
    /// Returns the row in the words of a contract: its key where the contract shows all of it, else its number; the column by
    /// the contract's name, where it has one.
    /// </summary>
    /// <param name="locate">Returns where the contract shows a place of the system's answer; null where it does not.</param>
    public string ToContract(Func<ImmutableArray<DocumentStep>, ImmutableArray<DocumentStep>?> locate)
    {
        var key = Key.Select(k => (Shown: locate([.. Place, new DocumentStep(k.Column)]), k.Value)).ToList();
        var row = key.Count == 0 || key.Any(k => k.Shown is null)
            ? Number
            : $"the one with {string.Join(", ", key.Select(k => $"{k.Shown!.Value[^1].Property} {k.Value}"))}";
        var column = locate([.. Place, .. Column]) is { } shown ? DocumentError.Show(shown) : "a column that is not shown here";
        return $"a row cannot be read, {row}: {column} {Problem}";
    }

    /// <summary>Returns a value of a key as it is told: bounded, and in one line.</summary>
    public static string Shorten(string value)
    {
        var line = string.Concat(value.Select(c => char.IsControl(c) ? ' ' : c));
        return line.Length <= LongestKey ? line : line[..LongestKey] + "…";
    }

    private string Number => Place is [{ Index: { } index }, ..] ? $"row {index + 1} of the page" : "the only one";
}

/// <summary>A row cannot be read.</summary>
internal sealed class UnreadableRowException(string message, UnreadableRow row) : MalformedDocumentException(message)
{
    /// <summary>The row.</summary>
    public UnreadableRow Row { get; } = row;
}
