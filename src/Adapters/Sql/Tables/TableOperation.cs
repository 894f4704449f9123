using System.Collections.Immutable;
using System.Data.Common;
using System.Text.Json.Nodes;
using Hub.Adapters.Shapes;
using Hub.Adapters.Systems;

namespace Hub.Adapters.Sql;

/// <summary>What can be done with a table, in statements of the hub's own.</summary>
/// <param name="Table">The table.</param>
/// <param name="Word">What is done: <c>get</c>.</param>
/// <param name="Write">Whether that changes it.</param>
internal abstract record TableOperation(SqlTable Table, string Word, bool Write) : SqlOperation($"{Table.Name}.{Word}", Write)
{
    public override bool Generated => true;

    /// <summary>The input that says which versions a row may have, or null where there is none.</summary>
    public virtual string? VersionInput => null;

    /// <summary>Whether an answer is a row, with its version.</summary>
    public virtual bool AnswersRow => true;

    /// <summary>One row by its key.</summary>
    private protected string Where(JsonObject document, StatementValues values, List<DocumentError> errors) =>
        string.Join(" AND ", Table.Key.Select(k => $"{Table.Provider.Quote(k.Name)} = {values.Add(k, Read(k, document, errors))}"));

    /// <summary>The row that a statement gives, or the fault that it gave none.</summary>
    private protected async Task<SystemOutcome> RowAsync(SqlSession session, SqlStatement statement)
    {
        if (await session.RunAsync(statement, reader => ReadAsync(session, reader)) is not { } row)
            return SqlFaults.Of(SqlFaults.NoRow);
        var version = Table.Complete(row);
        return new Answer(row) { Version = version };
    }

    /// <summary>Reads the row a request expects, and holds it; null when it is as expected.</summary>
    private protected async Task<Fault?> CheckAsync(SqlSession session, SqlStatement held, ImmutableArray<string> versions)
    {
        if (await session.RunAsync(held, reader => ReadAsync(session, reader)) is not { } row)
            return SqlFaults.Of(SqlFaults.NoRow);
        return versions.Contains(Table.Complete(row), StringComparer.Ordinal) ? null : SqlFaults.Of(SqlFaults.Version);
    }

    /// <summary>The versions a request allows; none given allows every one.</summary>
    private protected ImmutableArray<string>? Versions(JsonObject document) => document[VersionInput!] switch
    {
        null => null,
        JsonArray several => [.. several.OfType<JsonValue>().Select(SqlTable.TextOf)],
        JsonValue one => [SqlTable.TextOf(one)],
        _ => [],
    };

    private protected static TypeShape ShapeOf(string name, IEnumerable<(SqlField Field, bool Optional)> fields) =>
        SqlField.Combine(name, fields.Select(f => (f.Field.Name, f.Field.Shape, Repeats: false, f.Optional)));

    private async Task<JsonObject?> ReadAsync(SqlSession session, DbDataReader reader)
    {
        JsonObject? row = null;
        while (await reader.ReadAsync(session.Cancellation))
            row = row is null ? RowReader.Row(session.Provider, reader, Table.Row) : throw new MalformedDocumentException($"the key of {Table.Name} is no key: there is more than one row");
        // Errors of later statements only show when their results are asked for.
        while (await reader.NextResultAsync(session.Cancellation))
        {
        }

        return row;
    }
}
