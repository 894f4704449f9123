using System.Collections.Immutable;
using Hub.Soap.Outcomes;
using Hub.Soap.Shapes;

namespace Hub.Adapters.Sql;

/// <summary>A column's value is not of the type that the plan declares.</summary>
internal sealed class UnreadableValueException(string column, string problem)
    : MalformedDocumentException($"{column}: {problem}")
{
    /// <summary>The column.</summary>
    public string Column { get; } = column;

    /// <summary>Returns the same with its row.</summary>
    /// <param name="within">What is read, for the system's people.</param>
    /// <param name="place">Where the row stands in the answer.</param>
    /// <param name="key">What tells it from others.</param>
    /// <param name="list">The list within the row that the column belongs to; null where it is the row's own.</param>
    public UnreadableRowException At(
        string within, ImmutableArray<DocumentStep> place, IEnumerable<(string Column, string Value)> key, string? list = null)
    {
        ImmutableArray<DocumentStep> path =
            list is null ? [new DocumentStep(Column)] : [new DocumentStep(list, 0), new DocumentStep(Column)];
        var row = new UnreadableRow(place, [.. key.Where(k => k.Column != Column)], path, problem);
        return new UnreadableRowException($"in {within}, {row}", row);
    }
}
