using System.Data.Common;
using Dapper;
using Hub.Platform.Storage;
using Hub.ServiceKit.Storage;

namespace Hub.Platform.Nodes;

/// <summary>
/// How many parts the budgets of legacy systems are divided into: each node that calls them holds one. Nodes agree by
/// rows of the store, one after the other, so that no two take the same.
/// </summary>
public sealed class NodeShares(HubStore store, Stores stores, DataFolder data)
{
    /// <summary>How long a share is kept for a node that was not heard of: its calls may still be under way.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromSeconds(10);

    private const string Turn = "shares";
    private static readonly SqlFile Sql = SqlFile.Of<NodeShares>();

    // By its folder, which one process has at a time: a node killed and started again has its own share back at once.
    private readonly string _holder = $"{Environment.MachineName}:{Path.GetFullPath(data.Path)}";

    /// <summary>Creates the table.</summary>
    public Task MigrateAsync() => store.Database.MigrateAsync("shares", Sql);

    /// <summary>Keeps this node's share, and takes or gives up what others have left or need.</summary>
    /// <param name="holds">Into how many parts it divides now; 0 when it holds nothing yet.</param>
    /// <param name="giveUp">Shrinks to one of so many parts; true once what is in use fits.</param>
    /// <returns>Into how many parts it divides from now on, 0 for nothing yet; and how many nodes there are.</returns>
    /// <exception cref="DbException">The store cannot be reached; the share is as it was.</exception>
    public async Task<(int Parts, int Nodes)> RenewAsync(int holds, Func<int, bool> giveUp)
    {
        if (!stores.AreShared)
            return (1, 1);
        return await store.Database.WriteInTurnAsync(Turn, async (c, t) =>
        {
            var now = await c.ExecuteScalarAsync<long>(Sql["Now", c], transaction: t);
            await c.ExecuteAsync(Sql["Forget"], new { now }, t);
            var others = (await c.QueryAsync<int>(Sql["Others"], new { holder = _holder }, t)).AsList();
            var parts = ShareRule.Next(holds, others, giveUp);
            var until = now + (Kept.Ticks / TimeSpan.TicksPerMicrosecond);
            await c.ExecuteAsync(Sql["Renew"], new { holder = _holder, parts, until }, t);
            return (parts, others.Count + 1);
        });
    }

    /// <summary>Gives the share up; nothing is called any more.</summary>
    /// <exception cref="DbException">The store cannot be reached; the share is free after <see cref="Kept"/>.</exception>
    public async Task LeaveAsync()
    {
        if (stores.AreShared)
            await store.Database.WriteInTurnAsync(Turn, (c, t) => c.ExecuteAsync(Sql["Leave"], new { holder = _holder }, t));
    }
}
