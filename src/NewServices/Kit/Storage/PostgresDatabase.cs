using System.Collections.Concurrent;
using System.Data;
using System.Data.Common;
using System.Net.Sockets;
using Dapper;
using Npgsql;

namespace Hub.ServiceKit.Storage;

/// <summary>
/// One schema of a PostgreSQL database, shared by all nodes: pooled connections, a transaction per write
/// (READ COMMITTED), run again where the server has undone it.
/// </summary>
internal sealed class PostgresDatabase : Database
{
    private const int Attempts = 5;
    // idle_in_transaction_session_timeout
    private const string StoodStill = "25P03";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Stillness = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private static readonly SqlFile Sql = SqlFile.Of<PostgresDatabase>();
    private readonly NpgsqlDataSource _source;
    private readonly string _schema;
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _turns = new();

    /// <summary>Connects when first used; the schema is made by the first migration.</summary>
    public PostgresDatabase(NpgsqlConnectionStringBuilder connection)
        : base($"PostgreSQL {connection.Host}:{connection.Port}/{connection.Database}, schema {connection.SearchPath}")
    {
        // What a writer holds that stands still within its transaction, as a paused process does, all others would wait for.
        connection.Options = $"{connection.Options} -c idle_in_transaction_session_timeout={Stillness.TotalMilliseconds}".Trim();
        _schema = connection.SearchPath!;
        _source = NpgsqlDataSource.Create(connection);
    }

    internal override bool IsShared => true;

    public override Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> read) => RepeatAsync(async () =>
    {
        await using var connection = await ConnectAsync();
        return await read(connection);
    });

    public override Task<T> WriteAsync<T>(Func<DbConnection, DbTransaction, Task<T>> write) =>
        RepeatAsync(() => TransactAsync(turn: null, write));

    public override async Task<T> WriteInTurnAsync<T>(string turn, Func<DbConnection, DbTransaction, Task<T>> write)
    {
        // Of a node's writers one waits in the database, so that the others do not use up the connections meanwhile.
        var queue = _turns.GetOrAdd(turn, _ => new SemaphoreSlim(1));
        if (!await queue.WaitAsync(Patience))
            throw new StoreUnreachableException(
                Location, $"the writes before this one have not ended within {Patience.TotalSeconds} s");
        try
        {
            return await RepeatAsync(() => TransactAsync(turn, write));
        }
        finally
        {
            queue.Release();
        }
    }

    public override Task SignalAsync(DbConnection connection, DbTransaction transaction, string channel, string text) =>
        connection.ExecuteAsync(Sql["Signal"], new { channel = ChannelOf(channel), text }, transaction);

    public override async Task ListenAsync(
        string channel, Action<string?> heard, CancellationToken cancellation, SessionLock? held = null)
    {
        while (true)
        {
            try
            {
                await using var connection = await ConnectAsync();
                connection.Notification += (_, notification) => heard(notification.Payload);
                await connection.ExecuteAsync($"LISTEN {ChannelOf(channel)}");
                await HoldAsync(connection, held);
                heard(null);
                while (true)
                {
                    // A server that has gone without a word is noticed by asking it.
                    if (await connection.WaitAsync(Silence, cancellation))
                        continue;
                    if (held is { Since: 0 })
                        await HoldAsync(connection, held);
                    else
                        await connection.ExecuteAsync("SELECT 1");
                }
            }
            catch (Exception e) when (e is DbException or IOException or SocketException && !cancellation.IsCancellationRequested)
            {
                held?.Since = 0;
                await Task.Delay(Pause, cancellation);
            }
            finally
            {
                held?.Since = 0;
            }
        }
    }

    internal override async Task<bool> IsFreeAsync(SessionLock mine, string other, long since)
    {
        var held = mine.Since;
        if (held == 0 || held > since)
            return false;
        var free = await ReadAsync(c => c.ExecuteScalarAsync<bool>(
            Sql["IsFree"], new { mine = LockOf(mine.Name), other = LockOf(other) }));
        return free && mine.Since == held;
    }

    private async Task HoldAsync(NpgsqlConnection connection, SessionLock? held)
    {
        if (held is null)
            return;
        held.Since = await connection.ExecuteScalarAsync<long?>(Sql["Hold"], new { name = LockOf(held.Name) }) ?? 0;
    }

    public override ValueTask DisposeAsync() => _source.DisposeAsync();

    internal override async Task CheckAsync()
    {
        if (Problem is null)
            return;
        try
        {
            await WriteAsync((connection, transaction) => connection.ExecuteAsync(Sql["Probe"], transaction: transaction));
        }
        catch (DbException)
        {
            // The problem is what it was, or is told anew.
        }
    }

    private string LockOf(string name) => $"{_schema}/{name}";

    private string ChannelOf(string channel) => $"{_schema}_{channel}";

    private async Task<T> TransactAsync<T>(string? turn, Func<DbConnection, DbTransaction, Task<T>> write)
    {
        try
        {
            var result = await TransactOnceAsync(turn, write);
            Report(null);
            return result;
        }
        catch (PostgresException e) when (WhyNotWritable(e) is { } why)
        {
            // Pooled connections lead to the server that was written before another one took over.
            _source.Clear();
            Report(why);
            throw new StoreNotWritableException(Location, why, e);
        }
    }

    private async Task<T> TransactOnceAsync<T>(string? turn, Func<DbConnection, DbTransaction, Task<T>> write)
    {
        await using var connection = await ConnectAsync();
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted);
        if (turn is not null)
            await connection.ExecuteAsync(Sql["TakeTurn"], new { turn = $"{_schema}/{turn}" }, transaction);
        var result = await write(connection, transaction);
        try
        {
            await transaction.CommitAsync();
        }
        catch (NpgsqlException e)
            when (e is not (PostgresException { InvariantSeverity: "ERROR" } or PostgresException { SqlState: StoodStill }))
        {
            // Anything but the server's own no leaves open whether it had committed before the connection was lost.
            throw new CommitInDoubtException(Location, e);
        }

        return result;
    }

    private async Task<NpgsqlConnection> ConnectAsync()
    {
        try
        {
            return await _source.OpenConnectionAsync();
        }
        catch (Exception e) when (e is NpgsqlException or SocketException or TimeoutException or ObjectDisposedException)
        {
            throw new StoreUnreachableException(Location, e);
        }
    }

    private async Task<T> RepeatAsync<T>(Func<Task<T>> run)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await run();
            }
            catch (NpgsqlException e) when (attempt < Attempts && WasUndone(e))
            {
                // With one of the pool's connections the server has closed the others, as a rule: the next one is new.
                if (IsLost(e))
                    _source.Clear();
                // Not all at the same moment, or they meet again.
                await Task.Delay(Random.Shared.Next(10 << attempt));
            }
        }
    }

    /// <summary>Why the server as a whole takes no writes, or null where the fault is the statement's.</summary>
    private static string? WhyNotWritable(PostgresException error) => error.SqlState switch
    {
        PostgresErrorCodes.ReadOnlySqlTransaction =>
            "the server is read-only, as a standby is; name the primary, or Target Session Attributes=primary",
        PostgresErrorCodes.DiskFull => "the server's disk is full; free space there, and the hub goes on by itself",
        PostgresErrorCodes.IoError => $"the server's disk fails ({error.MessageText})",
        _ => null,
    };

    /// <summary>
    /// Whether the server has rolled the transaction back for no fault of its own: uncommitted work goes with the connection.
    /// </summary>
    private static bool WasUndone(NpgsqlException error) =>
        IsLost(error) || error is PostgresException
        {
            SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected,
        };

    // FATAL, whatever its code, is the last that a session says: an idle one was ended, or the server is going down.
    private static bool IsLost(NpgsqlException error) =>
        error is PostgresException server
            ? server.InvariantSeverity is "FATAL" or "PANIC"
            : error.InnerException is IOException or SocketException;
}
