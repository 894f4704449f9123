using System.Collections.Immutable;
using Hub.Adapters.Shapes;
using Hub.Adapters.Systems;

namespace Hub.Adapters.Sql;

/// <summary>A statement, or a procedure, with what goes in and what comes out.</summary>
/// <param name="Name">Its name in the plan.</param>
/// <param name="Text">The statement as it stands in the plan; nothing is ever put into it.</param>
/// <param name="Write">Whether it changes something; what does not runs on a connection that cannot.</param>
/// <param name="Parameters">What it takes.</param>
/// <param name="Results">What it gives, in order.</param>
/// <param name="Fault">The column that tells of a fault, or null.</param>
internal sealed record SqlOperation(
    string Name, string Text, bool Write, ImmutableArray<SqlField> Parameters, ImmutableArray<SqlResult> Results, FaultColumn? Fault)
    : Operation(Name, [])
{
    public override TypeShape InputType { get; } = SqlField.ShapeOf(Name, Parameters);

    public override TypeShape? OutputType { get; } = Results switch
    {
        [] => null,
        _ => SqlField.Combine(Name, Results.SelectMany(r => r is { Name: null, Many: false }
            ? r.Members(Name)
            : [(r.Name ?? SqlResult.Rows, r.RowShape(Name), r.Many, Optional: false)])),
    };
}

/// <summary>One result set.</summary>
/// <param name="Name">Its property in the answer; null for the one whose row is the answer itself, or whose rows are <c>rows</c>.</param>
/// <param name="Many">Whether it is a list.</param>
/// <param name="Columns">What a row has; other columns are passed over.</param>
/// <param name="List">What a join adds to a row, or null.</param>
internal sealed record SqlResult(string? Name, bool Many, ImmutableArray<SqlField> Columns, SqlList? List = null)
{
    /// <summary>The property of rows without a name.</summary>
    public const string Rows = "rows";

    public TypeShape RowShape(string operation) => SqlField.Combine(Path(operation), Members(operation));

    public IEnumerable<(string Name, TypeShape Type, bool Repeats, bool Optional)> Members(string operation)
    {
        foreach (var column in Columns)
            yield return (column.Name, column.Shape, Repeats: false, Optional: column.Nullable);
        if (List is not null)
            yield return (List.Name, List.EntryShape(Path(operation)), Repeats: true, Optional: false);
    }

    private string Path(string operation) => Name is null ? operation : $"{operation}/{Name}";
}

/// <summary>
/// A list within a row, read with it by a join and so as of the same moment: rows that follow one another and agree in
/// all other columns are one, and each of them is an entry, or none where it has nothing but NULL.
/// </summary>
/// <param name="Name">Its property in the row.</param>
/// <param name="Columns">What an entry has.</param>
internal sealed record SqlList(string Name, ImmutableArray<SqlField> Columns)
{
    public TypeShape EntryShape(string row) => SqlField.ShapeOf($"{row}/{Name}", Columns);
}

/// <summary>A column of the first row that holds a code when something went wrong.</summary>
/// <param name="Column">Where the code stands.</param>
/// <param name="Text">Where the words for people stand, or null.</param>
/// <param name="Good">Codes that are none: by default nothing and 0.</param>
internal sealed record FaultColumn(string Column, string? Text, ImmutableArray<string> Good);
