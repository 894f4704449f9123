using System.Data.Common;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Soap.Outcomes;
using Hub.Soap.Shapes;
using static Hub.Adapters.Mapping.ConversionException;

namespace Hub.Adapters.Sql.Tables;

/// <summary>What can be done with a table, in statements of the hub's own.</summary>
/// <param name="Table">The table.</param>
/// <param name="Word">What is done: <c>get</c>.</param>
/// <param name="Write">Whether that changes it.</param>
internal abstract record TableOperation(SqlTable Table, string Word, bool Write) : SqlOperation($"{Table.Name}.{Word}", Write)
{
    public override bool Generated => true;

    /// <summary>Whether a request may say which versions a row has.</summary>
    public virtual bool TakesVersion => false;

    /// <summary>Whether it may say which ones it has not.</summary>
    public bool TakesExcluded => Write;

    /// <summary>Whether an answer is a row, with its version.</summary>
    public virtual bool AnswersRow => true;

    /// <summary>Reads one value of a request, which must be one that the database has.</summary>
    private protected object? Read(SqlField field, JsonObject document, List<DocumentError> errors) =>
        Read(field, document, errors, Table.Provider, Table.Provider.HasInfinity, compared: true);

    /// <summary>Reads one value that is to be written, which the column must hold as it is.</summary>
    private protected object? ReadWritten(SqlField field, JsonObject document, List<DocumentError> errors)
    {
        var value = Read(field, document, errors, Table.Provider, Table.Provider.HasInfinity);
        if (value is not null && Table.Provider.Unholdable(field.Type, value) is { } problem)
            errors.Add(new DocumentError([new DocumentStep(field.Name)], problem));
        return value;
    }

    /// <summary>One row by its key.</summary>
    private protected string Where(JsonObject document, StatementValues values, List<DocumentError> errors) =>
        string.Join(" AND ", Table.Key.Select(k => Equal(k, document, Read(k, document, errors), values)));

    /// <summary>The rows that have a value in a column, or NULL.</summary>
    private protected string Equal(SqlField column, JsonObject document, object? value, StatementValues values) =>
        value is null
            ? $"{Table.Provider.Quote(column.Name)} IS NULL"
            : Table.Provider.Equal(column, SqlTable.TextOf(document[column.Name]!), value, values);

    /// <summary>Reads one row by its key.</summary>
    private protected SqlStatement Find(JsonObject document, List<DocumentError> errors)
    {
        var values = new StatementValues();
        return values.Statement($"SELECT {Table.Selected} FROM {Table.Source} WHERE {Where(document, values, errors)}");
    }

    /// <summary>The row that a statement gives, or the fault that it gave none.</summary>
    /// <param name="session">The connection.</param>
    /// <param name="statement">The statement.</param>
    /// <param name="document">The request, whose key must be spelled as the row's own; null where it makes the row.</param>
    /// <param name="missing">Returns the fault of a missing row; called only where no row came. Null for "no such row".</param>
    private protected async Task<SystemOutcome> RowAsync(
        SqlSession session, SqlStatement statement, JsonObject? document, Func<Task<Fault>>? missing = null)
    {
        if (await session.RunAsync(statement, reader => ReadAsync(session, reader)) is not { } row)
            return missing is null ? SqlFaults.Of(SqlFaults.NoRow) : await missing();
        if (OtherSpelling(document, row) is { } other)
            return other;
        var version = Table.Complete(row);
        return new Answer(JsonText.Of(row)) { Version = version };
    }

    /// <summary>Returns why a statement changed no row: the row does not exist, or a trigger skipped it.</summary>
    private protected async Task<Fault> UnchangedAsync(SqlSession session, SqlStatement find) => SqlFaults.Of(
        await session.RunAsync(find, reader => ReadAsync(session, reader)) is null ? SqlFaults.NoRow : SqlFaults.Skipped);

    /// <summary>Reads the row a request expects, and holds it; null when it is as expected.</summary>
    /// <param name="session">The connection.</param>
    /// <param name="held">Reads it so that it stays as it is.</param>
    /// <param name="document">The request, whose key must be spelled as the row's own; null where it makes the row.</param>
    /// <param name="condition">What it must be like; null for anything.</param>
    /// <param name="kept">Columns that must be as they are said to be.</param>
    private protected async Task<SystemOutcome?> CheckAsync(
        SqlSession session, SqlStatement held, JsonObject? document, RowCondition? condition,
        IReadOnlyDictionary<string, JsonNode?>? kept = null)
    {
        if (await session.RunAsync(held, reader => ReadAsync(session, reader)) is not { } row)
            return SqlFaults.Of(SqlFaults.NoRow);
        if (OtherSpelling(document, row) is { } other)
            return other;
        var version = Table.Complete(row);
        return condition?.Allows(version) != false && kept?.All(k => JsonNode.DeepEquals(row[k.Key], k.Value)) != false
            ? null
            : SqlFaults.Of(SqlFaults.Version);
    }

    /// <summary>
    /// Returns the refusal of a number that an address spells otherwise than the row's own key: <c>3.0</c> and <c>3e0</c> are
    /// <c>3</c> to a database, and other keys to a side that holds keys as texts. Null where all are spelled alike.
    /// </summary>
    private Unheld? OtherSpelling(JsonObject? document, JsonObject row)
    {
        foreach (var key in NumberKeys)
            if (document?[key.Name] is JsonValue given && given.GetValueKind() == JsonValueKind.String
                && row[key.Name] is { } own && SqlTable.TextOf(own) is var text && text != given.GetValue<string>())
                return new Unheld(new DocumentError(
                    [new DocumentStep(key.Name)], new ValueFault($"is written '{text}'", Shown(given.GetValue<string>()))));
        return null;
    }

    /// <summary>Columns of the key whose values have several spellings.</summary>
    private protected IEnumerable<SqlField> NumberKeys =>
        Table.Key.Where(k => k.Type.Form is JsonForm.Number or JsonForm.Float);

    private protected static TypeShape ShapeOf(string name, IEnumerable<(SqlField Field, bool Optional)> fields) =>
        SqlField.Combine(name, fields.Select(f => (f.Field.Name, f.Field.Shape, Repeats: false, f.Optional)));

    private protected MalformedDocumentException NotUnique() =>
        new($"the declared key of {Table.Name} is not unique: several rows match");

    private async Task<JsonObject?> ReadAsync(SqlSession session, DbDataReader reader)
    {
        JsonObject? row = null;
        while (await reader.ReadAsync(session.Cancellation))
            row = row is null
                ? Row(session.Provider, reader)
                : throw NotUnique();
        // Errors of later statements only show when their results are asked for.
        while (await reader.NextResultAsync(session.Cancellation))
        {
        }

        return row;
    }

    private JsonObject Row(ISqlProvider provider, DbDataReader reader)
    {
        try
        {
            return JsonText.Write(json => RowWriter.WriteRow(provider, reader, Table.Row, json)).Node!.AsObject();
        }
        catch (UnreadableValueException e)
        {
            var key = Table.Key.Select(k => (k.Name, RowWriter.TextOf(provider, reader, Table.Row.IndexOf(k))));
            throw e.At(Table.Name, [], key);
        }
    }
}
