using System.Collections.Immutable;
using System.Data.Common;
using System.Text.Json.Nodes;
using Hub.Adapters.Shapes;
using Hub.Adapters.Systems;

namespace Hub.Adapters.Sql;

/// <summary>Reads what an operation gives, as the plan declares it.</summary>
internal sealed class RowReader(DeclaredOperation operation, ISqlProvider provider)
{
    // An answer is one document in memory.
    private const int MostRows = 100_000;
    private const int LongestText = 500;

    /// <exception cref="MalformedDocumentException">The rows are not what is declared.</exception>
    public async Task<SystemOutcome> ReadAsync(DbDataReader reader, CancellationToken cancellation)
    {
        if (operation.Results.IsEmpty && operation.Fault is null)
        {
            while (await reader.NextResultAsync(cancellation))
            {
            }

            return operation is { Write: true, IsRoutine: false } && reader.RecordsAffected == 0 ? SqlFaults.Of(SqlFaults.NoRow) : new Answer(null);
        }

        var answer = new JsonObject();
        var results = operation.Results.IsEmpty ? [new SqlResult(null, Many: true, [])] : operation.Results;
        foreach (var (index, result) in results.Index())
        {
            if (index > 0 && !await reader.NextResultAsync(cancellation))
                throw new MalformedDocumentException($"there is no result '{result.Name}'");
            var (rows, fault) = await ReadAsync(reader, result, first: index == 0, cancellation);
            if (fault is not null)
                return fault;
            if (result.Many)
                answer[result.Name ?? SqlResult.Rows] = new JsonArray([.. rows]);
            else if (rows.Count != 1)
                return rows.Count == 0 ? SqlFaults.Of(SqlFaults.NoRow) : throw new MalformedDocumentException("there is more than one row");
            else if (result.Name is null)
                foreach (var (column, value) in rows[0].ToList())
                    answer[column] = value?.DeepClone();
            else
                answer[result.Name] = rows[0];
        }

        // Errors of later statements only show when their results are asked for.
        while (await reader.NextResultAsync(cancellation))
        {
        }

        return new Answer(operation.Results.IsEmpty ? null : answer);
    }

    private async Task<(List<JsonObject> Rows, Fault? Fault)> ReadAsync(DbDataReader reader, SqlResult result, bool first, CancellationToken cancellation)
    {
        var rows = new List<JsonObject>();
        var columns = new string[reader.FieldCount];
        for (var i = 0; i < columns.Length; i++)
            columns[i] = reader.GetName(i);
        var ordinals = Ordinals(columns, result.Columns);
        var list = result.List is { } declared ? new RowList(provider, declared, Ordinals(columns, declared.Columns)) : null;
        for (var read = 0; await reader.ReadAsync(cancellation); read++)
        {
            if (first && read == 0 && FaultIn(reader, columns) is { } fault)
                return (rows, fault);
            if (read == MostRows)
                throw new MalformedDocumentException($"there are more than {MostRows} rows; read them in pages");
            var row = Row(provider, reader, result.Columns, ordinals);
            if (list is null)
                rows.Add(row);
            else
                list.Fold(reader, row, rows);
        }

        return (rows, null);
    }

    /// <summary>The row the reader stands at.</summary>
    public static JsonObject Row(ISqlProvider provider, DbDataReader reader, ImmutableArray<SqlField> fields, ImmutableArray<int>? places = null)
    {
        var row = new JsonObject();
        foreach (var (index, field) in fields.Index())
        {
            var ordinal = places?[index] ?? index;
            if (reader.IsDBNull(ordinal))
            {
                if (field.Nullable)
                    row[field.Name] = null;
                continue;
            }

            try
            {
                row[field.Name] = SqlValue.ToJson(provider.ValueOf(reader, ordinal), field.Type);
            }
            catch (MalformedDocumentException e)
            {
                throw new MalformedDocumentException($"{field.Name}: {e.Message}");
            }
        }

        return row;
    }

    private Fault? FaultIn(DbDataReader reader, string[] columns)
    {
        if (operation.Fault is not { } fault || Text(reader, Ordinal(columns, fault.Column)) is not { } code || fault.Good.Contains(code, StringComparer.Ordinal))
            return null;
        var text = fault.Text is { } column ? Text(reader, Ordinal(columns, column)) : null;
        return SqlFaults.Of("declared", code, text: text?[..Math.Min(text.Length, LongestText)]);
    }

    private string? Text(DbDataReader reader, int ordinal) => reader.IsDBNull(ordinal) ? null : SqlValue.TextOf(provider.ValueOf(reader, ordinal)).Trim();

    private static ImmutableArray<int> Ordinals(string[] columns, ImmutableArray<SqlField> fields) =>
        [.. fields.Select(f => Ordinal(columns, f.Name))];

    // The first where a join brings a name twice.
    private static int Ordinal(string[] columns, string name) =>
        Array.FindIndex(columns, c => c.Equals(name, StringComparison.OrdinalIgnoreCase)) is >= 0 and var ordinal ? ordinal : throw new MalformedDocumentException($"there is no column '{name}'");

    /// <summary>Puts a join's rows together as they come.</summary>
    private sealed class RowList(ISqlProvider provider, SqlList list, ImmutableArray<int> ordinals)
    {
        private string? _last;

        public void Fold(DbDataReader reader, JsonObject row, List<JsonObject> rows)
        {
            var text = row.ToJsonString();
            if (text != _last)
            {
                row[list.Name] = new JsonArray();
                rows.Add(row);
                _last = text;
            }

            if (!ordinals.All(reader.IsDBNull))
                rows[^1][list.Name]!.AsArray().Add(Row(provider, reader, list.Columns, ordinals));
        }
    }
}
