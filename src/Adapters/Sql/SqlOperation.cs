using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Hub.Adapters.Sql.Tables;
using Hub.ServiceKit.Problems;
using Hub.Soap.Outcomes;
using Hub.Soap.Shapes;

namespace Hub.Adapters.Sql;

/// <summary>One thing a database can be asked.</summary>
/// <param name="Name">Its name in the plan.</param>
/// <param name="Write">Whether it changes something; what does not runs on a connection that cannot.</param>
internal abstract record SqlOperation(string Name, bool Write) : Operation(Name, [])
{
    /// <summary>
    /// Whether it may run again after the database has undone it because of others; what only reads always may.
    /// </summary>
    public bool Idempotent { get; init; }

    /// <summary>Whether the hub wrote the statement itself, so that a reading one is known to read.</summary>
    public virtual bool Generated => false;

    /// <summary>Whether its statements see each other's cursors, and so take a transaction though it only reads.</summary>
    public virtual bool NeedsTransaction => false;

    /// <summary>Whether what it calls may commit by itself.</summary>
    public virtual bool MayCommit => false;

    /// <summary>The names a request may have.</summary>
    public abstract IEnumerable<string> Inputs { get; }

    /// <summary>A request, ready to run; or null, with everything that is wrong with it.</summary>
    public SqlWork? Bind(JsonObject document, CursorSeal cursors, List<DocumentError> errors)
    {
        foreach (var (name, _) in document)
            if (!Inputs.Contains(name, StringComparer.Ordinal))
                errors.Add(new DocumentError([new DocumentStep(name)], $"is not known here{Spelling.DidYouMean(name, Inputs)}"));
        var work = BindKnown(document, cursors, errors);
        return errors.Count == 0 ? work : null;
    }

    private protected abstract SqlWork? BindKnown(JsonObject document, CursorSeal cursors, List<DocumentError> errors);

    /// <summary>Reads one value of a request; null for NULL, and where there is an error.</summary>
    /// <param name="field">Its field.</param>
    /// <param name="document">The request.</param>
    /// <param name="errors">Takes what is wrong.</param>
    /// <param name="provider">Says whether the database has <c>NaN</c>.</param>
    /// <param name="hasInfinity">Whether an infinite number may be given.</param>
    /// <param name="compared">Whether it is compared with a column and not written.</param>
    private protected static object? Read(
        SqlField field, JsonObject document, List<DocumentError> errors, ISqlProvider provider, bool hasInfinity,
        bool compared = false)
    {
        var given = document.TryGetPropertyValue(field.Name, out var node);
        var value = SqlParameter.Read(field, node, out var problem);
        if (problem is not null)
            errors.Add(given
                ? new DocumentError([new DocumentStep(field.Name)], problem)
                : DocumentError.Missing([new DocumentStep(field.Name)]));
        var odd = value switch
        {
            double number => double.IsNaN(number) ? !provider.HasNaN : double.IsInfinity(number) && !hasInfinity,
            // A value that is not a valid decimal arrives as text.
            "NaN" or "Infinity" or "-Infinity" => field.Type == SqlType.Decimal && !provider.HasNaN,
            _ => false,
        };
        if (value is DateTime or TimeOnly && !(compared && provider.HoldsTimesAsText)
            && SqlDigits.BehindSecond(node!.ToString()) > provider.SecondDigits)
        {
            errors.Add(new DocumentError(
                [new DocumentStep(field.Name)],
                $"has more than the {provider.SecondDigits} digits behind the second that {provider.Name} takes, as in "
                    + $"12:30:00.{"1234567"[..provider.SecondDigits]}"));
            return null;
        }

        if (!odd)
            return value;
        errors.Add(new DocumentError([new DocumentStep(field.Name)], $"is not a number that {provider.Name} takes here"));
        return null;
    }
}

/// <summary>One result set.</summary>
/// <param name="Name">
/// Its property in the answer; null for the one whose row is the answer itself, or whose rows are <c>rows</c>.
/// </param>
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
