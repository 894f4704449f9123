using System.Data;
using System.Data.Common;
using Hub.Adapters.Sql.Tables;
using Hub.Soap.Outcomes;
using Hub.Soap.Shapes;

namespace Hub.Adapters.Sql;

/// <summary>
/// One attempt at an operation. A write that failed before its COMMIT was sent did nothing: the database rolls back what a
/// broken connection leaves behind. Unknown is only what became of a commit without an answer, and of a routine that may
/// commit by itself.
/// </summary>
internal sealed class SqlRun(ISqlProvider provider, SqlOperation operation, SqlWork work, SqlProgress progress)
{
    private bool _executes;

    /// <summary>
    /// Whether the connection failed so that the same may be tried once more on a fresh one: for a read always, for a write
    /// as long as nothing of it was executed. A pooled connection may have been closed by the server long ago.
    /// </summary>
    public bool MayRunAfresh { get; private set; }

    /// <param name="connection">Where to; closed at the end.</param>
    /// <param name="cancellation">Gives up, as the time is over or the caller has gone.</param>
    public async Task<SystemOutcome> RunAsync(DbConnection connection, CancellationToken cancellation)
    {
        await using var _ = connection;
        if (provider.Unusable is { } why)
            return new InvalidAnswer(why) { NothingDone = true };
        try
        {
            await connection.OpenAsync(cancellation);
        }
        catch (Exception e) when (IsFailure(e, connection))
        {
            var kind = e is DbException db ? provider.Explain(db).Kind : SqlFailureKind.Unreachable;
            MayRunAfresh = kind is SqlFailureKind.Broken or SqlFailureKind.Unreachable;
            return kind switch
            {
                SqlFailureKind.Denied => new Denied(),
                SqlFailureKind.Busy => new Busy(TimeSpan.FromSeconds(1)),
                _ => new Unreachable(),
            };
        }

        try
        {
            return !progress.Works() ? new Unreachable()
                : operation.Write ? await WriteAsync(connection, cancellation)
                : await ReadAsync(connection, cancellation);
        }
        finally
        {
            // With one dead connection the others of its pool are dead as well, as a rule: the next one is a new one.
            if (progress.IsGivenUp || MayRunAfresh)
                provider.Discard(connection);
        }
    }

    private async Task<SystemOutcome> ReadAsync(DbConnection connection, CancellationToken cancellation)
    {
        DbTransaction? undone = null;
        try
        {
            // Where no session can be made to only read, what it may have written is taken back.
            undone = operation.NeedsTransaction || (provider.UndoesReads && !operation.Generated)
                ? await connection.BeginTransactionAsync(cancellation)
                : null;
            return await ExecuteAsync(connection, undone, cancellation);
        }
        catch (Exception e) when (IsFailure(e, connection))
        {
            var failure = Judge(e, cancellation);
            MayRunAfresh = IsLost(failure);
            return MayRunAfresh ? new NoAnswer(TimedOut: false)
                : failure.Kind == SqlFailureKind.TimedOut ? new NoAnswer(TimedOut: true)
                : FaultOf(failure);
        }
        finally
        {
            if (undone is not null)
                await undone.DisposeAsync();
        }
    }

    private async Task<SystemOutcome> WriteAsync(DbConnection connection, CancellationToken cancellation)
    {
        DbTransaction? transaction = null;
        try
        {
            transaction = await connection.BeginTransactionAsync(cancellation);
            if (provider.AllowWrite is { } allow)
                await AllowWriteAsync(connection, transaction, allow, cancellation);
            _executes = true;
            var outcome = await ExecuteAsync(connection, transaction, cancellation);
            if (outcome is Answer && !work.TakenBack && progress.Commits())
            {
                await transaction.CommitAsync(cancellation);
                return outcome;
            }

            var undone = await RollBackAsync(connection, transaction) || !MayHaveCommitted;
            return outcome is InvalidAnswer invalid ? invalid with { NothingDone = undone } : outcome;
        }
        catch (Exception e) when (IsFailure(e, connection))
        {
            var failure = Judge(e, cancellation);
            MayRunAfresh = !_executes && IsLost(failure);
            var undone = progress.IsCommitting
                // A commit that the database refuses is rolled back, by itself or as the transaction ends.
                ? e is DbException && !IsLost(failure) && failure.Kind != SqlFailureKind.TimedOut
                : transaction is null || await RollBackAsync(connection, transaction) || !MayHaveCommitted;
            return undone ? FaultOf(failure) : new NoAnswer(failure.Kind == SqlFailureKind.TimedOut);
        }
        finally
        {
            if (transaction is not null)
                await transaction.DisposeAsync();
        }
    }

    // Whether something else than the hub's own COMMIT may have committed.
    private bool MayHaveCommitted => _executes && operation.MayCommit && provider.RoutinesCommit;

    private static async Task AllowWriteAsync(
        DbConnection connection, DbTransaction transaction, string allow, CancellationToken cancellation)
    {
        await using var command = connection.CreateCommand();
        (command.CommandText, command.Transaction) = (allow, transaction);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private async Task<SystemOutcome> ExecuteAsync(
        DbConnection connection, DbTransaction? transaction, CancellationToken cancellation)
    {
        try
        {
            return await work.RunAsync(new SqlSession(provider, connection, transaction, cancellation));
        }
        catch (ShortenedValueException e)
        {
            return new Unheld(e.Error);
        }
        catch (MalformedDocumentException e)
        {
            return new InvalidAnswer(e.Message) { Row = (e as UnreadableRowException)?.Row };
        }
    }

    /// <returns>Whether the database has said that it is undone.</returns>
    private static async Task<bool> RollBackAsync(DbConnection connection, DbTransaction transaction)
    {
        try
        {
            // SQL Server undoes a transaction by itself at a deadlock, and a procedure may do so before it complains.
            if (transaction.Connection is null && connection.State == ConnectionState.Open)
                return true;
            await transaction.RollbackAsync(CancellationToken.None);
            return true;
        }
        catch (Exception e) when (IsFailure(e, connection) || e is InvalidOperationException)
        {
            return false;
        }
    }

    private SqlFailure Judge(Exception e, CancellationToken cancellation) => e switch
    {
        DbException db when provider.Explain(db) is var failure =>
            // A client whose command is cancelled has no word of its own for it, or breaks its connection off.
            cancellation.IsCancellationRequested && (failure.Kind == SqlFailureKind.Other || IsLost(failure))
                ? failure with { Kind = SqlFailureKind.TimedOut }
                : failure,
        OperationCanceledException or TimeoutException => new SqlFailure(SqlFailureKind.TimedOut, ""),
        _ => new SqlFailure(cancellation.IsCancellationRequested ? SqlFailureKind.TimedOut : SqlFailureKind.Broken, ""),
    };

    private Fault FaultOf(SqlFailure failure)
    {
        // Where a key is all that a request gives, a value that its column cannot have is the key of no record.
        if (failure.Kind == SqlFailureKind.Value && operation is TableGet or TableDelete)
            return SqlFaults.Of(SqlFaults.NoRow);
        var kind = failure.Kind switch
        {
            SqlFailureKind.Unique => SqlFaults.Unique,
            SqlFailureKind.ForeignKey => "foreign-key",
            SqlFailureKind.NotNull => "not-null",
            SqlFailureKind.Check => "check",
            SqlFailureKind.Value => "value",
            SqlFailureKind.Conflict => SqlFaults.Conflict,
            SqlFailureKind.TimedOut => SqlFaults.Timeout,
            SqlFailureKind.Broken or SqlFailureKind.Unreachable => SqlFaults.Connection,
            _ => "failed",
        };
        return SqlFaults.Of(kind, failure.State.Length > 0 ? failure.State : null, failure.Constraint, failure.Words) with
        {
            OfColumn = failure is { Kind: SqlFailureKind.NotNull or SqlFailureKind.Unique, Constraint: { } name }
                && !name.Contains(',', StringComparison.Ordinal),
        };
    }

    private static bool IsLost(SqlFailure failure) => failure.Kind is SqlFailureKind.Broken or SqlFailureKind.Unreachable;

    // Of a connection that has ended meanwhile its client says that it is not open.
    private static bool IsFailure(Exception e, DbConnection connection) =>
        e is DbException or OperationCanceledException or TimeoutException or IOException
        || (e is InvalidOperationException && connection.State != ConnectionState.Open);
}
