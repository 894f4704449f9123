using System.Data.Common;
using System.Reflection;
using System.Text.Json;
using Dapper;
using Hub.Platform.Storage;
using Hub.ServiceKit.Storage;

namespace Hub.Platform.Nodes;

/// <summary>
/// The hub's processes in the store: each holds a lease by the store's clock and says which revision it serves.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="session">What this process holds there as long as it lives; null for none.</param>
public sealed class NodeRegistry(HubStore store, SessionLock? session = null)
{
    /// <summary>How long a node counts as live after it was last heard of.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(1);
    private static readonly SqlFile Sql = SqlFile.Of<NodeRegistry>();
    private static readonly string Version =
        typeof(NodeRegistry).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    /// <summary>Creates the table.</summary>
    public Task MigrateAsync() => store.Database.MigrateAsync("nodes", Sql);

    /// <summary>Holds on to a node's lease, and says what it serves.</summary>
    /// <param name="node">The node.</param>
    /// <param name="revision">The revision it serves.</param>
    /// <param name="draining">Route → requests in flight that were decided by an earlier one.</param>
    /// <param name="problem">Why it is not ready, or null.</param>
    public Task RenewAsync(ThisNode node, long revision, IReadOnlyDictionary<string, int> draining, string? problem = null) =>
        store.Database.WriteAsync(async (c, t) =>
        {
            var now = await NowAsync(c, t);
            await c.ExecuteAsync(Sql["Forget"], new { before = now - Ticks(Remembered) }, t);
            return await c.ExecuteAsync(
                Sql["Renew"],
                new
                {
                    id = node.Id,
                    name = node.Name,
                    address = node.Address(),
                    roles = node.Roles,
                    version = Version,
                    now,
                    until = now + Ticks(Lease),
                    revision,
                    draining = JsonSerializer.Serialize(draining),
                    problem = problem ?? "",
                    session = session?.Since ?? 0,
                },
                t);
        });

    /// <summary>Says that a node is gone, so that nobody waits for it.</summary>
    public Task LeaveAsync(ThisNode node) =>
        store.Database.WriteAsync((c, t) => c.ExecuteAsync(Sql["Leave"], new { id = node.Id }, t));

    /// <summary>All nodes heard of within the last minute, the oldest first.</summary>
    public Task<IReadOnlyList<Node>> ListAsync() => store.Database.ReadAsync<IReadOnlyList<Node>>(async c =>
    {
        var now = await NowAsync(c, null);
        return [.. (await c.QueryAsync<Row>(Sql["List"])).Select(r => r.ToNode(now))];
    });

    /// <summary>The time by the store's clock.</summary>
    public async Task<DateTimeOffset> NowAsync() =>
        Microseconds.ToTime(await store.Database.ReadAsync(c => NowAsync(c, null)));

    /// <summary>Returns the name that a node holds in the store as long as it lives.</summary>
    public static string SessionOf(ThisNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return SessionOf(node.Id);
    }

    /// <summary>
    /// Returns whether a node lives. One that has not renewed its lease may be cut off from the store and go on; it has ended
    /// where its connection ended too, which the store notices at once of a process that is killed.
    /// </summary>
    /// <exception cref="DbException">The store cannot be reached.</exception>
    internal async Task<NodeLife> FindLifeAsync(string id)
    {
        var ((until, held), now) = await store.Database.ReadAsync(async c => (
            (await c.QueryAsync<(long Until, long Session)>(Sql["Find"], new { id })).SingleOrDefault(),
            await NowAsync(c, null)));
        if (until > now)
            return NodeLife.Lives;
        return until != 0 && held != 0 && session is not null
            && await store.Database.IsFreeAsync(session, SessionOf(id), until - Ticks(Lease))
                ? NodeLife.Ended
                : NodeLife.Unknown;
    }

    private static string SessionOf(string id) => $"node/{id}";

    private static Task<long> NowAsync(DbConnection c, DbTransaction? t) =>
        c.ExecuteScalarAsync<long>(Sql["Now", c], transaction: t);

    private static long Ticks(TimeSpan span) => span.Ticks / TimeSpan.TicksPerMicrosecond;

    private sealed record Row(
        string Id, string Name, string Address, string Roles, string Version, long StartedAt, long LeaseUntil,
        long Revision, string Draining, string Problem)
    {
        public Node ToNode(long now) => new(
            Id, Name, Address, Roles, Version, Microseconds.ToTime(StartedAt), LeaseUntil > now, Revision,
            JsonSerializer.Deserialize<Dictionary<string, int>>(Draining) ?? [],
            Problem.Length == 0 ? null : Problem);
    }
}

/// <summary>What the store knows of whether a node lives.</summary>
internal enum NodeLife
{
    /// <summary>Its lease holds.</summary>
    Lives,

    /// <summary>Its lease has ended, or there is none; it may be cut off from the store.</summary>
    Unknown,

    /// <summary>Its process has ended.</summary>
    Ended,
}
