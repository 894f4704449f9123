using System.Data.Common;
using System.Text.Json;
using Hub.Adapters.Sql;
using Hub.Adapters.Sql.Tables;
using Hub.Platform.ContractDrift;

namespace Hub.Adapters.Drifting;

/// <summary>
/// Asks a database for the columns of the tables that the plan opens, and compares them with the plan's, and with those that
/// were there when it was asked first.
/// </summary>
internal static class OfferedTables
{
    /// <returns>What is different, and all columns that there are, as JSON: by table, each with its type.</returns>
    /// <exception cref="SqlFailedException">The database cannot be asked.</exception>
    public static async Task<(IReadOnlyList<ContractFinding> Found, string Catalogue)> CompareAsync(
        string system, SqlClient client, SqlContract contract, ServedContract served, string? first,
        CancellationToken cancellation)
    {
        var tables = contract.Operations.Values.OfType<TableOperation>().Select(o => o.Table).DistinctBy(t => t.Name)
            .OrderBy(t => t.Name, StringComparer.Ordinal).ToList();
        var before = first is null ? null
            : JsonSerializer.Deserialize<Dictionary<string, Dictionary<string, string>>>(first)!;
        var found = new List<ContractFinding>();
        var now = new SortedDictionary<string, Dictionary<string, string>>(StringComparer.Ordinal);
        foreach (var table in tables)
        {
            if (await ReadAsync(client, table, cancellation) is not { } columns)
            {
                Find(table, "", $"{table.Name} cannot be read any more: is it still there, and may the hub's account read it?");
                continue;
            }

            now[table.Name] = columns;
            foreach (var (place, text) in Compare(table, columns, before?.GetValueOrDefault(table.Name)))
                Find(table, place, text);
        }

        return (found, JsonSerializer.Serialize(now));

        void Find(SqlTable table, string place, string text) => found.Add(new ContractFinding(
            system, ContractFinding.Offered, table.Name, place, text,
            [.. contract.Operations.Values.OfType<TableOperation>().Where(o => o.Table.Name == table.Name)
                .SelectMany(o => served.RoutesOf(o.Name)).Distinct().Order(StringComparer.Ordinal)]));
    }

    /// <summary>Compares a table's columns with those that the plan names, and with those that there were.</summary>
    /// <param name="table">What the plan names.</param>
    /// <param name="columns">The columns that there are, with their types.</param>
    /// <param name="before">Those that there were; null where nobody knows.</param>
    public static IEnumerable<(string Place, string Text)> Compare(
        SqlTable table, IReadOnlyDictionary<string, string> columns, IReadOnlyDictionary<string, string>? before)
    {
        var declared = table.Columns.Select(c => c.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var column in declared.Where(c => !columns.Keys.Contains(c, StringComparer.OrdinalIgnoreCase)))
            yield return (column, $"{table.Name} has no column {column} any more, which the plan reads");
        if (before is null)
            yield break;
        foreach (var (column, type) in columns)
            if (!before.TryGetValue(column, out var was))
                yield return (column, $"{table.Name} has a new column {column} ({type})");
            else if (was != type)
                yield return (column, $"{table.Name}.{column} is {type} now, and was {was}");
        foreach (var column in before.Keys.Where(c => !columns.ContainsKey(c) && !declared.Contains(c)))
            yield return (column, $"{table.Name} has lost its column {column}, which the plan does not read");
    }

    // Null where the database says that it cannot be read; who cannot be asked at all says so for the first table.
    private static async Task<Dictionary<string, string>?> ReadAsync(
        SqlClient client, SqlTable table, CancellationToken cancellation)
    {
        var columns = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            await client.RunAsync(
                $"the columns of {table.Name}", SqlAccess.Read,
                session => session.RunAsync(
                    new SqlStatement($"SELECT * FROM {table.Source} WHERE 1 = 0", []),
                    reader =>
                    {
                        for (var i = 0; i < reader.FieldCount; i++)
                            columns[reader.GetName(i)] = TypeOf(reader, i);
                        return Task.FromResult(true);
                    }),
                cancellation);
            return columns;
        }
        catch (SqlFailedException e) when (e.IsFault)
        {
            return null;
        }
    }

    private static string TypeOf(DbDataReader reader, int column)
    {
        var type = reader.GetDataTypeName(column).ToLowerInvariant();
        return type.Length == 0 ? "without a type" : type;
    }
}
