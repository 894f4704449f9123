using System.Data;
using System.Data.Common;
using Hub.Adapters.Shapes;
using Hub.Adapters.Systems;

namespace Hub.Adapters.Sql;

/// <summary>
/// One attempt at an operation. Of a write that failed it is known that nothing was done as soon as its transaction is
/// rolled back; unknown is only what became of a connection that broke, or of a commit without an answer.
/// </summary>
internal sealed class SqlRun(ISqlProvider provider, SqlOperation operation, SqlWork work, SqlProgress progress)
{
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
        catch (Exception e) when (IsFailure(e))
        {
            return (e is DbException db ? provider.Explain(db).Kind : SqlFailureKind.Unreachable) switch
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
            if (progress.IsGivenUp)
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
        catch (Exception e) when (IsFailure(e))
        {
            return Judge(e, cancellation) switch
            {
                { Kind: SqlFailureKind.TimedOut } => new NoAnswer(TimedOut: true),
                { Kind: SqlFailureKind.Broken or SqlFailureKind.Unreachable } => new NoAnswer(TimedOut: false),
                var failure => FaultOf(failure),
            };
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
            var outcome = await ExecuteAsync(connection, transaction, cancellation);
            if (outcome is Answer && progress.Commits())
            {
                await transaction.CommitAsync(cancellation);
                return outcome;
            }

            var undone = await RollBackAsync(connection, transaction);
            return outcome is InvalidAnswer invalid ? invalid with { NothingDone = undone } : outcome;
        }
        catch (Exception e) when (IsFailure(e))
        {
            var failure = Judge(e, cancellation);
            // A commit that the database refuses is rolled back by it.
            var committing = progress.IsCommitting;
            var refused = committing && e is DbException
                && failure.Kind is not (SqlFailureKind.TimedOut or SqlFailureKind.Broken or SqlFailureKind.Unreachable);
            var undone = transaction is null || refused || (!committing && await RollBackAsync(connection, transaction));
            return undone ? FaultOf(failure) : new NoAnswer(failure.Kind == SqlFailureKind.TimedOut);
        }
        finally
        {
            if (transaction is not null)
                await transaction.DisposeAsync();
        }
    }

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
        catch (MalformedDocumentException e)
        {
            return new InvalidAnswer(e.Message);
        }
    }

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
        catch (Exception e) when (IsFailure(e) || e is InvalidOperationException)
        {
            return false;
        }
    }

    private SqlFailure Judge(Exception e, CancellationToken cancellation) => e switch
    {
        DbException db when provider.Explain(db) is var failure =>
            // A client whose command is cancelled has no word of its own for it.
            failure.Kind == SqlFailureKind.Other && cancellation.IsCancellationRequested
                ? failure with { Kind = SqlFailureKind.TimedOut }
                : failure,
        OperationCanceledException or TimeoutException => new SqlFailure(SqlFailureKind.TimedOut, ""),
        _ => new SqlFailure(SqlFailureKind.Broken, ""),
    };

    private static Fault FaultOf(SqlFailure failure)
    {
        var kind = failure.Kind switch
        {
            SqlFailureKind.Unique => SqlFaults.Unique,
            SqlFailureKind.ForeignKey => "foreign-key",
            SqlFailureKind.NotNull => "not-null",
            SqlFailureKind.Check => "check",
            SqlFailureKind.Value => "value",
            SqlFailureKind.Conflict => SqlFaults.Conflict,
            SqlFailureKind.TimedOut => SqlFaults.Timeout,
            _ => "failed",
        };
        return SqlFaults.Of(kind, failure.State.Length > 0 ? failure.State : null, failure.Constraint, failure.Words);
    }

    private static bool IsFailure(Exception e) =>
        e is DbException or OperationCanceledException or TimeoutException or IOException;
}
