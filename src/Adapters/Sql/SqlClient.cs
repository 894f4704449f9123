using System.Data.Common;
using Hub.Adapters.Sql.Tables;
using Hub.Adapters.Systems;
using Hub.Platform.Plan;
using Hub.Soap.Outcomes;
using Hub.Soap.Shapes;

namespace Hub.Adapters.Sql;

/// <summary>Runs a database's operations, within its limits; a write in one transaction, once.</summary>
internal sealed class SqlClient(
    ISqlProvider provider, SqlContract contract, SqlConnections connections, string? shown, SystemLimits limits, CallGate gate,
    TimeProvider time, CursorSeal cursors) : ISystemClient
{
    private const int MostAttempts = 3;

    // How long what may be done later waits for a lock.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    // For a cancel to be confirmed, and what was begun to be rolled back.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private readonly DeclaredOperation _probe =
        new("probe", "SELECT 1", Write: false, [], [], Fault: null) { Provider = provider };
    private readonly string _reading = provider.Settle(connections.Calls, limits, write: false);
    private readonly string _writing = provider.Settle(connections.Calls, limits, write: true);
    private readonly string _yielding =
        provider.Settle(connections.Calls, limits with { Timeout = Patience }, write: true);
    private readonly string _installing =
        provider.Settle(connections.Install ?? connections.Calls, limits, write: true);

    public TimeSpan Timeout => limits.Timeout;

    public string Kind => provider.Name;

    // What a reference stands for is nobody's to see.
    public string Location { get; } =
        shown ?? LocationOf(provider.Connect(provider.Settle(connections.Calls, limits, write: false)));

    public ISqlProvider Provider => provider;

    /// <summary>How a slot is read: by the account of all calls.</summary>
    internal string Replicating => _reading;

    /// <summary>Runs what no operation of the plan does: what sync needs in the database for itself.</summary>
    /// <param name="name">What is done, for messages.</param>
    /// <param name="access">How far it may go.</param>
    /// <param name="work">Does it, within one transaction where it writes; once more where nothing was done.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="SqlFailedException">It did not come to an end.</exception>
    public async Task RunAsync(string name, SqlAccess access, Func<SqlSession, Task> work, CancellationToken cancellation)
    {
        string? words = null;
        var operation = new DeclaredOperation(name, "", access != SqlAccess.Read, [], [], Fault: null) { Provider = provider };
        var done = new SqlWork([], async session =>
        {
            try
            {
                await work(session);
                return new Answer(null);
            }
            catch (DbException e)
            {
                // The rest says where in the statement.
                words = e.Message.Split('\n')[0].TrimEnd();
                throw;
            }
        });
        var outcome = await gate.RunAsync(
            CallPriority.Background, Timeout,
            () => CallAsync(operation, done, cancellation, access switch
            {
                SqlAccess.Read => _reading,
                SqlAccess.Yield => _yielding,
                SqlAccess.Install => _installing,
                _ => _writing,
            }),
            cancellation);
        if (outcome is not Answer)
            throw new SqlFailedException(outcome, words);
    }

    public Task<SystemOutcome> ProbeAsync(CancellationToken cancellation) =>
        InTurnAsync(_probe, _probe.Bind([], cursors, [])!, CallPriority.Interactive, cancellation);

    public PreparedCall Prepare(Operation called, JsonText document, Exchange? exchange = null, Caller? caller = null) =>
        Prepare(called, document, exchange, takenBack: false);

    public PreparedCall PrepareTakenBack(Operation operation, JsonText document) =>
        Prepare(operation, document, exchange: null, takenBack: true);

    private PreparedCall Prepare(Operation called, JsonText document, Exchange? exchange, bool takenBack)
    {
        var operation = contract.Operations[called.Name];
        if (called.ReadsEach)
            operation = operation with { ReadsEach = true };
        var errors = new List<DocumentError>();
        var work = operation.Bind(document.Node!.AsObject(), cursors, errors);
        if (takenBack)
            work = work is null ? null : work with { TakenBack = true };
        if (work is not null)
            exchange?.Request = SqlExchange.Show(work);
        return new PreparedCall(errors, async (turn, cancellation) =>
        {
            var outcome = await InTurnAsync(operation, work!, turn, cancellation);
            exchange?.Answer = SqlExchange.Show(outcome);
            return outcome;
        });
    }

    private static string LocationOf(DbConnection connection)
    {
        using (connection)
            return connection.Database is { Length: > 0 } database and not "main"
                ? $"{connection.DataSource.Replace("tcp://", "", StringComparison.Ordinal)}/{database}"
                : connection.DataSource;
    }

    private Task<SystemOutcome> InTurnAsync(
        SqlOperation operation, SqlWork work, CallTurn turn, CancellationToken cancellation) =>
        gate.RunAsync(turn, Timeout, () => CallAsync(operation, work, cancellation), cancellation);

    /// <summary>
    /// Answers in time, whether the database's client does or not: it may wait for a cancel that nobody confirms.
    /// </summary>
    private async Task<SystemOutcome> CallAsync(
        SqlOperation operation, SqlWork work, CancellationToken cancellation, string? connection = null)
    {
        var progress = new SqlProgress(operation, provider);
        using var deadline = new CancellationTokenSource(Timeout, time);
        var call = AttemptAsync(
            operation, work, progress, connection ?? (operation.Write ? _writing : _reading), deadline.Token, cancellation);
        try
        {
            return await call.WaitAsync(deadline.Token);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            return await CancelledAsync(call, progress);
        }
    }

    // The client was told, and has a moment to say how it stands.
    private async Task<SystemOutcome> CancelledAsync(Task<SystemOutcome> call, SqlProgress progress)
    {
        try
        {
            return await call.WaitAsync(Grace, time, CancellationToken.None);
        }
        catch (TimeoutException) when (!call.IsCompleted)
        {
            // Whatever it says when it ends has been answered already.
            _ = call.ContinueWith(
                late => late.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            return progress.GiveUp();
        }
    }

    private async Task<SystemOutcome> AttemptAsync(
        SqlOperation operation, SqlWork work, SqlProgress progress, string connection, CancellationToken deadline,
        CancellationToken cancellation)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline, cancellation);
        var (conflicts, fresh) = (0, false);
        while (true)
        {
            var run = new SqlRun(provider, operation, work, progress);
            var open = provider.Connect(connection);
            var outcome = provider.Blocks
                ? await Task.Run(() => run.RunAsync(open, either.Token), CancellationToken.None)
                : await run.RunAsync(open, either.Token);
            if (outcome is not Answer)
                cancellation.ThrowIfCancellationRequested();
            var again = run.MayRunAfresh ? !fresh : ConflictsAgain(operation, work, outcome) && ++conflicts < MostAttempts;
            if (!again || deadline.IsCancellationRequested || !progress.Connects())
                return outcome;
            fresh |= run.MayRunAfresh;
        }
    }

    // Reading has no effect, and of what was rolled back nothing is left; of a statement of the plan's its author says so.
    private static bool ConflictsAgain(SqlOperation operation, SqlWork work, SystemOutcome outcome) =>
        (!operation.Write || operation.Idempotent)
        && outcome is Fault { Codes: [var kind, ..] } && (kind == SqlFaults.Conflict || kind == work.AgainAfter);
}
