using System.Data.Common;
using Dapper;
using Hub.Platform.Storage;
using Hub.ServiceKit.Storage;

namespace Hub.Platform.Kept;

/// <summary>Counts what the hub keeps of records and of what happens to them.</summary>
public sealed class KeptSizes(HubStore store, IEnumerable<KeptTable> tables)
{
    private static readonly SqlFile Sql = SqlFile.Of<KeptSizes>();

    /// <summary>
    /// Returns how much there is of everything; of tables of parts that never ran with this store nothing. Takes a moment for
    /// each million rows.
    /// </summary>
    /// <exception cref="DbException">The store cannot be reached.</exception>
    public Task<IReadOnlyList<KeptRows>> CountAsync() => store.Database.ReadAsync<IReadOnlyList<KeptRows>>(async c =>
    {
        var kept = new List<KeptRows>();
        foreach (var table in tables)
        {
            var name = new { table = table.Table };
            if (await c.ExecuteScalarAsync<long>(Sql["Exists", c], name) == 0)
                continue;
            var bytes = await c.ExecuteScalarAsync<long?>(Sql["Bytes", c], name);
            // Names of the program's own: no value from outside is among them.
            var rows = await c.QueryAsync<(string? Of, long Rows)>(table.Of is { } of
                ? $"SELECT {of}, COUNT(*) FROM {table.Table} GROUP BY {of} ORDER BY {of}"
                : $"SELECT NULL, COUNT(*) FROM {table.Table}");
            kept.AddRange(rows.Select(r => new KeptRows(table.What, r.Of, r.Rows, bytes, table.Bound)));
        }

        return kept;
    });
}
