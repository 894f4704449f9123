using System.Data.Common;
using System.Text.Json;
using Hub.Soap.Outcomes;
using Hub.Soap.Shapes;

namespace Hub.Adapters.Sql;

/// <summary>Reads what an operation gives, as the plan declares it.</summary>
internal sealed class RowReader(DeclaredOperation operation, ISqlProvider provider)
{
    // An answer is one document in memory.
    private const int MostRows = 100_000;
    private const int LongestText = 500;
    private bool _hasUnreadable;

    /// <exception cref="MalformedDocumentException">The rows are not what is declared.</exception>
    public async Task<SystemOutcome> ReadAsync(DbDataReader reader, CancellationToken cancellation)
    {
        if (operation.Results.IsEmpty && operation.Fault is null)
        {
            while (await reader.NextResultAsync(cancellation))
            {
            }

            return operation is { Write: true, IsRoutine: false } && reader.RecordsAffected == 0
                ? SqlFaults.Of(SqlFaults.NoRow)
                : new Answer(null);
        }

        using var buffer = JsonBuffer.Rent();
        buffer.Json.WriteStartObject();
        var results = operation.Results.IsEmpty ? [new SqlResult(null, Many: true, [])] : operation.Results;
        for (var i = 0; i < results.Length; i++)
        {
            if (i > 0 && !await reader.NextResultAsync(cancellation))
                throw new MalformedDocumentException($"the result '{results[i].Name}' is missing");
            if (await WriteAsync(reader, results[i], first: i == 0, buffer.Json, cancellation) is { } fault)
                return fault;
        }

        buffer.Json.WriteEndObject();
        // Errors of later statements only show when their results are asked for.
        while (await reader.NextResultAsync(cancellation))
        {
        }

        return new Answer(operation.Results.IsEmpty ? null : buffer.ToText()) { HasUnreadable = _hasUnreadable };
    }

    private async Task<Fault?> WriteAsync(
        DbDataReader reader, SqlResult result, bool first, Utf8JsonWriter json, CancellationToken cancellation)
    {
        var columns = new string[reader.FieldCount];
        for (var i = 0; i < columns.Length; i++)
            columns[i] = reader.GetName(i);
        using var rows = new RowWriter(provider, result, columns, json, operation.ReadsEach);
        for (var read = 0; await reader.ReadAsync(cancellation); read++)
        {
            if (first && read == 0 && FaultIn(reader, columns) is { } fault)
                return fault;
            if (read == MostRows)
                throw new MalformedDocumentException($"there are more than {MostRows} rows; read them in pages");
            rows.Write(reader);
        }

        var isWhole = rows.End();
        _hasUnreadable |= rows.HasUnreadable;
        return isWhole ? null : SqlFaults.Of(SqlFaults.NoRow);
    }

    private Fault? FaultIn(DbDataReader reader, string[] columns)
    {
        if (operation.Fault is not { } fault || Text(reader, PlaceOf(fault.Column, columns)) is not { } code
            || fault.Good.Contains(code, StringComparer.Ordinal))
            return null;
        var text = fault.Text is { } column ? Text(reader, PlaceOf(column, columns)) : null;
        return SqlFaults.Of("declared", code, text: text?[..Math.Min(text.Length, LongestText)]);
    }

    private string? Text(DbDataReader reader, int ordinal) =>
        reader.IsDBNull(ordinal) ? null : SqlValue.TextOf(provider.ValueOf(reader, ordinal)).Trim();

    /// <summary>
    /// Where a column stands: the first where a join brings a name twice. One of the very name comes before one in another case.
    /// </summary>
    public static int PlaceOf(string name, string[] columns)
    {
        if (Array.IndexOf(columns, name) is >= 0 and var exact)
            return exact;
        for (var i = 0; i < columns.Length; i++)
            if (columns[i].Equals(name, StringComparison.OrdinalIgnoreCase))
                return i;
        throw new MalformedDocumentException($"there is no column '{name}'");
    }
}
