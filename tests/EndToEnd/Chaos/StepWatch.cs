using System.Data.Common;
using Npgsql;

namespace Hub.EndToEnd.Tests.Chaos;

/// <summary>
/// Sees from the store how far a handover has come. The last step but one is over within milliseconds: on PostgreSQL it is
/// stretched by a lock, so that the revision which moves the owner cannot be appended as long as this is not disposed of.
/// </summary>
internal sealed class StepWatch : IAsyncDisposable
{
    private const string Look = """
        SELECT (SELECT number FROM revision ORDER BY number DESC LIMIT 1),
            (SELECT states FROM revision ORDER BY number DESC LIMIT 1),
            (SELECT MAX(barrier) FROM sync_stream),
            (SELECT MIN(passed) FROM sync_stream WHERE stream LIKE 'customers: %')
        """;

    private readonly IHubShape _hub;
    private readonly DbConnection _connection;
    private DbConnection? _lock;
    private Sight _before = null!;
    private long _barrier;

    private StepWatch(IHubShape hub, DbConnection connection) => (_hub, _connection) = (hub, connection);

    /// <summary>Begins to look, before the handover does.</summary>
    public static async Task<StepWatch> StartAsync(IHubShape hub)
    {
        var watch = new StepWatch(hub, await hub.OpenAsync("hub"));
        watch._before = await watch.LookAsync();
        return watch;
    }

    /// <summary>Returns whether the store shows a handover that is under way.</summary>
    public static async Task<bool> IsHeldAsync(IHubShape hub)
    {
        await using var watch = await StartAsync(hub);
        return watch._before.IsHeld;
    }

    /// <summary>Waits until the handover has come to a point; false where it ended before.</summary>
    public async Task<bool> ReachedAsync(HandoverPoint point, Task handover)
    {
        while (true)
        {
            var isOver = handover.IsCompleted;
            var sight = await LookAsync();
            if (Find(sight) is { } come && come >= point)
                return true;
            if (isOver && !sight.IsHeld)
                return false;
            if (point == HandoverPoint.CaughtUp && sight.IsHeld && _lock is null)
                await LockAsync();
            await Task.Delay(1);
        }
    }

    /// <summary>Returns the point at which the handover is; null before the first.</summary>
    public async Task<HandoverPoint?> FindAsync() => Find(await LookAsync());

    public async ValueTask DisposeAsync()
    {
        if (_lock is not null)
            await _lock.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private HandoverPoint? Find(Sight sight) =>
        sight.Revision == _before.Revision ? null
        : !sight.IsHeld ? HandoverPoint.Owner
        // It is raised twice, the second time for what the first one let through; and once before anything is held.
        : sight.Barrier >= _barrier + 2 && sight.Passed >= sight.Barrier ? HandoverPoint.CaughtUp
        : sight.Barrier > _barrier ? HandoverPoint.Drained
        : HandoverPoint.Hold;

    private async Task LockAsync()
    {
        if (await _hub.OpenAsync("hub") is not NpgsqlConnection connection)
            return;
        _lock = connection;
        await using var command = connection.CreateCommand();
        command.CommandText = "BEGIN; LOCK TABLE revision IN SHARE MODE";
        await command.ExecuteNonQueryAsync();
    }

    private async Task<Sight> LookAsync()
    {
        await using var command = _connection.CreateCommand();
        command.CommandText = Look;
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        var sight = new Sight(
            reader.GetInt64(0), reader.GetString(1).Contains("\"handover\":", StringComparison.Ordinal),
            reader.GetInt64(2), reader.GetInt64(3));
        if (!sight.IsHeld)
            _barrier = sight.Barrier;
        return sight;
    }

    private sealed record Sight(long Revision, bool IsHeld, long Barrier, long Passed);
}
