using System.Data.Common;
using Dapper;
using Hub.Platform.Storage;
using Hub.ServiceKit.Storage;

namespace Hub.Platform.Nodes;

/// <summary>
/// Divides budgets that hold for all nodes together: each node that uses them holds one part. Nodes agree by rows of the store,
/// one after the other, so that no two take the same part.
/// </summary>
/// <param name="store">Keeps the rows.</param>
/// <param name="stores">Tells whether other nodes share the store.</param>
/// <param name="data">The node's folder, which stands for the node.</param>
/// <param name="sql">The statements: Migration1, Now, Forget, Others, Renew and Leave.</param>
/// <param name="name">The name of the table's migrations and of the turn that nodes take.</param>
public abstract class SharedBudgets(HubStore store, Stores stores, DataFolder data, SqlFile sql, string name)
{
    /// <summary>How long a share is kept for a node that was not heard of: its calls may still be under way.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromSeconds(10);

    // By its folder, which one process has at a time: a node killed and started again has its own share back at once.
    private readonly string _holder = $"{Environment.MachineName}:{Path.GetFullPath(data.Path)}";

    /// <summary>Creates the table.</summary>
    public Task MigrateAsync() => store.Database.MigrateAsync(name, sql);

    /// <summary>Keeps this node's share, and takes or gives up what others have left or need.</summary>
    /// <param name="holds">Into how many parts it divides now; 0 when it holds nothing yet.</param>
    /// <param name="giveUp">Shrinks to one of so many parts; true once what is in use fits.</param>
    /// <returns>Into how many parts it divides from now on, 0 for nothing yet; and how many nodes there are.</returns>
    /// <exception cref="DbException">The store cannot be reached; the share is as it was.</exception>
    public async Task<(int Parts, int Nodes)> RenewAsync(int holds, Func<int, bool> giveUp)
    {
        if (!stores.AreShared)
            return (1, 1);
        return await store.Database.WriteInTurnAsync(name, async (c, t) =>
        {
            var now = await c.ExecuteScalarAsync<long>(sql["Now", c], transaction: t);
            await c.ExecuteAsync(sql["Forget"], new { now }, t);
            var others = (await c.QueryAsync<int>(sql["Others"], new { holder = _holder }, t)).AsList();
            var parts = ShareRule.Next(holds, others, giveUp);
            var until = now + (Kept.Ticks / TimeSpan.TicksPerMicrosecond);
            await c.ExecuteAsync(sql["Renew"], new { holder = _holder, parts, until }, t);
            return (parts, others.Count + 1);
        });
    }

    /// <summary>Gives the share up; nothing is called any more.</summary>
    /// <exception cref="DbException">The store cannot be reached; the share is free after <see cref="Kept"/>.</exception>
    public async Task LeaveAsync()
    {
        if (stores.AreShared)
            await store.Database.WriteInTurnAsync(name, (c, t) => c.ExecuteAsync(sql["Leave"], new { holder = _holder }, t));
    }
}
