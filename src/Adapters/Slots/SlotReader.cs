using Hub.Adapters.Sql;
using Hub.Adapters.Sql.Journals;
using Hub.ServiceKit.Changes;
using Microsoft.Extensions.Logging;
using Npgsql;
using Npgsql.Replication;
using Npgsql.Replication.PgOutput;
using Npgsql.Replication.PgOutput.Messages;
using NpgsqlTypes;

namespace Hub.Adapters.Slots;

/// <summary>
/// Reads a system's slot into <see cref="SlotRows"/> for as long as this process has it: the server lets one reader in at a time,
/// and another process takes over once the connection of the first one is gone. The slot's position is confirmed after its
/// changes are kept, so each is told at least once.
/// </summary>
internal sealed partial class SlotReader(
    SlotSource source, IReadOnlyList<JournalShape> shapes, SlotRows rows, TimeProvider time, ILogger<SlotReader> log)
    : IAsyncDisposable
{
    private static readonly TimeSpan Confirm = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(5);

    private readonly SlotKeys _keys = new(shapes);
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _one = new();

    // Between the old slot and the new one the server has none.
    private readonly SemaphoreSlim _making = new(1);
    private TaskCompletionSource _kept = NewSignal();
    private TaskCompletionSource _woken = NewSignal();
    private Task _running = Task.CompletedTask;

    /// <summary>Why nothing is read, or null.</summary>
    public string? Problem { get; private set; }

    /// <summary>Completes when something was kept after the call.</summary>
    public Task Kept
    {
        get
        {
            lock (_one)
                return _kept.Task;
        }
    }

    /// <summary>Asks the server while this process is not making the slot anew.</summary>
    /// <param name="ask">Asks.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<T> AskAsync<T>(Func<Task<T>> ask, CancellationToken cancellation)
    {
        await _making.WaitAsync(cancellation);
        try
        {
            return await ask();
        }
        finally
        {
            _making.Release();
        }
    }

    public void Start() => _running = Task.Run(RunAsync);

    /// <summary>Has it look at once whether there is a slot.</summary>
    public void Wake()
    {
        lock (_one)
            _woken.TrySetResult();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
        _making.Dispose();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task RunAsync()
    {
        var pause = FirstPause;
        while (!_stop.IsCancellationRequested)
        {
            Task woken;
            lock (_one)
                woken = (_woken = NewSignal()).Task;
            try
            {
                await ReadAsync(_stop.Token);
                (Problem, pause) = (null, Next(pause));
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // whatever the connection or the store throws, it is read again from where it was kept
            catch (Exception e)
#pragma warning restore CA1031
            {
                var reason = e switch
                {
                    SqlFailedException or ChangeTargetUnavailableException or PostgresException => e.Message.Split('\n')[0],
                    NpgsqlException => "the connection cannot be made, or has ended",
                    _ => e.GetType().Name,
                };
                if (reason != Problem)
                    LogFailed(log, source.System, reason);
                (Problem, pause) = (reason, Next(pause));
            }

            await Task.WhenAny(woken, Task.Delay(pause, time, _stop.Token));
        }

        static TimeSpan Next(TimeSpan pause) => pause * 2 < LongestPause ? pause * 2 : LongestPause;
    }

    private async Task ReadAsync(CancellationToken cancellation)
    {
        var before = await rows.FindAsync(source.System);
        var server = await source.FindServerAsync(cancellation);
        if (server is not { HasPublication: true, Slot: { } slot } || slot.IsActive)
            return;
        if (slot.IsLost)
        {
            LogLost(log, source.System, slot.Name);
            await MakeAnewAsync(slot.Name, cancellation);
            return;
        }

        var state = await server.AdoptAsync(rows, source.System, before);
        var names = source.NamesIn(server.Database);
        await using var connection = new LogicalReplicationConnection(source.Client.Replicating);
        connection.WalReceiverStatusInterval = Confirm;
        await connection.Open(cancellation);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var beating = BeatAsync(ending.Token);
        try
        {
            await ReadAsync(connection, names, state, cancellation);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UndefinedObject)
        {
            // Where the publication was made anew, what is in the log from before cannot be told any more.
            await connection.DisposeAsync();
            if (await source.FindServerAsync(cancellation) is not { HasPublication: true, Slot: not null })
                return;
            LogLost(log, source.System, slot.Name);
            await MakeAnewAsync(slot.Name, cancellation);
        }
        finally
        {
            await ending.CancelAsync();
            await beating.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ReadAsync(
        LogicalReplicationConnection connection, SlotNames names, SlotState state, CancellationToken cancellation)
    {
        var options = new PgOutputReplicationOptions(names.Publication, PgOutputProtocolVersion.V1, messages: true);
        var messages = connection.StartReplication(
            new PgOutputReplicationSlot(names.Slot), options, cancellation, new NpgsqlLogSequenceNumber((ulong)state.Lsn));
        var (batch, lsn, transaction) = (new SlotBatch(), 0L, 0u);
        await rows.ClearStageAsync(source.System);
        await using var each = messages.GetAsyncEnumerator(cancellation);
        Problem = null;
        while (true)
        {
            var next = each.MoveNextAsync();
            // Kept while the server has nothing more to tell just now.
            if (!next.IsCompleted && batch.End is not null)
                await KeepAsync(connection, batch, state.Generation, cancellation);
            if (!await next)
                return;
            switch (each.Current)
            {
                case BeginMessage begin:
                    (lsn, transaction) = ((long)(ulong)begin.TransactionFinalLsn, begin.TransactionXid);
                    break;
                case CommitMessage commit:
                    batch.Commit(transaction, (long)(ulong)commit.TransactionEndLsn);
                    break;
                default:
                    batch.Add(await _keys.ReadAsync(each.Current, lsn, cancellation));
                    break;
            }

            if (batch.IsFull)
                await KeepAsync(connection, batch, state.Generation, cancellation);
            if (batch.IsOpenFull)
            {
                await rows.StageAsync(source.System, batch.Open);
                batch.Stage();
            }
        }
    }

    private async Task KeepAsync(
        LogicalReplicationConnection connection, SlotBatch batch, long generation, CancellationToken cancellation)
    {
        while (batch.Transactions.Count > 0 && !await source.AreVisibleAsync(batch.Transactions, cancellation))
            await Task.Delay(Look, time, cancellation);
        await rows.KeepAsync(source.System, generation, batch.Whole, batch.IsStagedWhole, batch.End!.Value);
        connection.SetReplicationStatus(new NpgsqlLogSequenceNumber((ulong)batch.End.Value));
        batch.Clear();
        lock (_one)
        {
            _kept.TrySetResult();
            _kept = NewSignal();
        }
    }

    // Where nobody writes the tables, the server would keep what others write to its log.
    private async Task BeatAsync(CancellationToken cancellation)
    {
        while (true)
        {
            await Task.Delay(Heartbeat, time, cancellation);
            if (await rows.FindAsync(source.System) is { } state && await source.FindEndAsync(cancellation) > state.Lsn)
                await source.MarkAsync(cancellation);
        }
    }

    private Task MakeAnewAsync(string slot, CancellationToken cancellation) => AskAsync(
        async () =>
        {
            await source.RunAsync("slot-drop", $"{SlotSql.DropSlot}{SqlLiteral.Of(slot)})", cancellation);
            await rows.ForgetAsync(source.System);
            await source.RunAsync("slot-make", $"{SlotSql.CreateSlot}{SqlLiteral.Of(slot)}, 'pgoutput')", cancellation);
            return true;
        },
        cancellation);

    [LoggerMessage(LogLevel.Warning, "{System}: the slot cannot be read: {Reason}")]
    private static partial void LogFailed(ILogger log, string system, string reason);

    [LoggerMessage(
        LogLevel.Warning,
        "{System}: the slot {Slot} cannot be read on; it is made anew, and all records are read")]
    private static partial void LogLost(ILogger log, string system, string slot);
}
