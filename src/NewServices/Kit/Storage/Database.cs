using System.Data.Common;

namespace Hub.ServiceKit.Storage;

/// <summary>
/// One store: a SQLite file when embedded, a schema of a PostgreSQL database when spread out. <see cref="Stores"/>
/// opens it; whoever reads and writes does not know which it is.
/// </summary>
public abstract class Database : IAsyncDisposable
{
    private volatile string? _problem;

    private protected Database(string location) => Location = location;

    /// <summary>Tells that <see cref="Problem"/> is another one.</summary>
    internal event Action<Database>? ProblemChanged;

    /// <summary>Why it cannot be written, as far as is known, for operators to read; null while it can.</summary>
    public string? Problem => _problem;

    /// <summary>Whether other processes of the hub may have it, too; false for a file in the data folder of one.</summary>
    internal abstract bool IsShared { get; }

    /// <summary>Where it is, for people to read; never holds a password.</summary>
    public string Location { get; }

    /// <summary>Brings the tables of one component up to date; nodes that start at once do so one after the other.</summary>
    /// <param name="component">Who owns the tables; components that share a store are versioned apart.</param>
    /// <param name="sql">The file with the statements <c>Migration1</c>, <c>Migration2</c> …; only ever added to.</param>
    /// <exception cref="NewerStoreException">A later version of the hub has written the store.</exception>
    public Task MigrateAsync(string component, SqlFile sql) => MigrateAsync(component, sql.MigrationsFor);

    /// <summary>Brings the tables of one component up to date by statements that every engine understands.</summary>
    /// <param name="component">Who owns the tables.</param>
    /// <param name="migrations">The statements that make and change the tables, oldest first; only ever added to.</param>
    /// <exception cref="NewerStoreException">A later version of the hub has written the store.</exception>
    public Task MigrateAsync(string component, params IReadOnlyList<string> migrations) =>
        MigrateAsync(component, _ => migrations);

    private async Task MigrateAsync(string component, Func<DbConnection, IReadOnlyList<string>> migrationsFor)
    {
        // Opening a store takes some space, without which a hub could not start on a full disk and roll back there.
        DiskReserve.Grant();
        await Schema.MigrateAsync(this, component, migrationsFor);
    }

    /// <summary>Reads on a connection of its own; sees what is committed.</summary>
    /// <param name="read">Has no effect but its result: it is run again where the connection was lost.</param>
    /// <exception cref="DbException">The store cannot be reached, or the statement failed.</exception>
    public abstract Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> read);

    /// <summary>
    /// Writes in a transaction of its own; when this completes, it is on disk. Others may write at the same time: each
    /// statement sees what was committed before it began, and a row once written stays as it is until the commit.
    /// Where something is checked first and written after, the statement itself checks, or it takes
    /// <see cref="WriteInTurnAsync{T}"/>.
    /// </summary>
    /// <param name="write">
    /// Has no effect outside of the transaction: it is run again where the store has undone it because of another one.
    /// </param>
    /// <exception cref="CommitInDoubtException">Everything was written once or not at all: nobody knows.</exception>
    /// <exception cref="DbException">The store cannot be reached, or the statement failed; nothing was written.</exception>
    public abstract Task<T> WriteAsync<T>(Func<DbConnection, DbTransaction, Task<T>> write);

    /// <summary>
    /// Writes as <see cref="WriteAsync{T}"/> does, one at a time with all that name the same turn, on whatever node.
    /// </summary>
    /// <param name="turn">What the writers take turns at; another store's turn of that name is another one.</param>
    /// <param name="write">Sees all that was written in the turns before.</param>
    /// <exception cref="CommitInDoubtException">Everything was written once or not at all: nobody knows.</exception>
    /// <exception cref="DbException">The store cannot be reached, or the statement failed; nothing was written.</exception>
    public abstract Task<T> WriteInTurnAsync<T>(string turn, Func<DbConnection, DbTransaction, Task<T>> write);

    /// <summary>
    /// Tells whoever listens to a channel, on whatever node, once the transaction has committed. In a store of one
    /// process's own nobody needs to be told.
    /// </summary>
    /// <param name="connection">The writer's connection.</param>
    /// <param name="transaction">The writer's transaction.</param>
    /// <param name="channel">Lower-case letters only; another store's channel of that name is another one.</param>
    /// <param name="text">A number or a name: what has happened stands in the store.</param>
    public virtual Task SignalAsync(DbConnection connection, DbTransaction transaction, string channel, string text) =>
        Task.CompletedTask;

    /// <summary>Listens to a channel until told to end, through lost connections.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="heard">Called with each text, and with null when texts may have been missed.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <param name="held">Held meanwhile by the connection that listens; a store of one process's own has no use for it.</param>
    public virtual Task ListenAsync(
        string channel, Action<string?> heard, CancellationToken cancellation, SessionLock? held = null) =>
        Task.Delay(Timeout.InfiniteTimeSpan, cancellation);

    /// <summary>
    /// Returns whether a name that another process held at some time is free now, although this process has held its own all
    /// the time since: the other's connection has ended by itself, and not the server or the way to it.
    /// </summary>
    /// <param name="mine">What this process holds.</param>
    /// <param name="other">The other's name.</param>
    /// <param name="since">When the other one held it for certain, in microseconds by the store's clock.</param>
    /// <exception cref="DbException">The store cannot be reached.</exception>
    internal virtual Task<bool> IsFreeAsync(SessionLock mine, string other, long since) => Task.FromResult(false);

    /// <inheritdoc />
    public abstract ValueTask DisposeAsync();

    /// <summary>Finds out whether a problem is over, or there is one that no write has met; called now and then.</summary>
    internal abstract Task CheckAsync();

    private protected void Report(string? problem)
    {
        if (_problem == problem)
            return;
        _problem = problem;
        ProblemChanged?.Invoke(this);
    }
}
