using System.Data.Common;
using System.Text.Json;
using Dapper;
using Hub.Platform.Routing;
using Hub.Platform.Storage;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Storage;

namespace Hub.Facade.OwnWrites;

/// <summary>Which side took the last write of each record, over all nodes; forgotten after <see cref="Longest"/>.</summary>
internal sealed class WrittenRecords(HubStore store)
{
    /// <summary>How long a write is remembered: a link that is further behind than that is a person's business.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    private static readonly SqlFile Sql = SqlFile.Of<WrittenRecords>();

    /// <summary>Creates the table.</summary>
    public Task MigrateAsync() => store.Database.MigrateAsync("written-records", Sql);

    /// <summary>Notes writes, in the order in which they were acknowledged.</summary>
    /// <exception cref="DbException">The store cannot be reached.</exception>
    public Task SaveAsync(IEnumerable<AcknowledgedWrite> writes)
    {
        // In one order on every node, so that none waits for another that waits for it.
        var records = JsonSerializer.Serialize(
            from write in writes
            from name in write.Names
            group write.Side by (write.Entity, Name: name) into sides
            orderby sides.Key
            select new { entity = sides.Key.Entity, name = sides.Key.Name, side = NameOf(sides.Last()) });
        return store.Database.WriteAsync((c, t) => c.ExecuteAsync(Sql["Save", c], new { records }, t));
    }

    /// <summary>Returns the last write of a record that has one of these names; null where none is remembered.</summary>
    /// <exception cref="DbException">The store cannot be reached.</exception>
    public async Task<WrittenRecord?> FindAsync(string entity, IReadOnlyList<string> names)
    {
        var row = await store.Database.ReadAsync(c =>
            c.QuerySingleOrDefaultAsync<Row>(Sql["Find", c], new { entity, names = names.ToArray() }));
        if (row is null || TimeSpan.FromMicroseconds(row.Age) is var age && age > Longest)
            return null;
        return new WrittenRecord(row.Side == NameOf(Side.New) ? Side.New : Side.Legacy, age);
    }

    /// <summary>Forgets what is older than <see cref="Longest"/>.</summary>
    /// <exception cref="DbException">The store cannot be reached.</exception>
    public Task ForgetAsync() => store.Database.WriteAsync((c, t) =>
        c.ExecuteAsync(Sql["Forget", c], new { age = (long)Longest.TotalMicroseconds }, t));

    private static string NameOf(Side side) => side == Side.New ? "new" : "legacy";

    private sealed record Row(string Side, long Age);
}
