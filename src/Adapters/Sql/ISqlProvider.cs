using System.Data.Common;
using Hub.Adapters.Sql.Journals;
using Hub.Adapters.Sql.Tables;
using Hub.Platform.Plan;

namespace Hub.Adapters.Sql;

/// <summary>
/// What differs from one database to the next; another database is one more class like this and its package. What has a
/// body here is how the standard, or most of them, have it.
/// </summary>
internal interface ISqlProvider
{
    /// <summary>The database's name, as people say it.</summary>
    string Name { get; }

    /// <summary>What must be said first in a transaction that writes, where sessions only read by default; or null.</summary>
    string? AllowWrite => null;

    /// <summary>Whether a session cannot be kept from writing, so that what the plan says only reads is rolled back.</summary>
    bool UndoesReads => false;

    /// <summary>Whether a routine can commit within the transaction that the hub has begun.</summary>
    bool RoutinesCommit => false;

    /// <summary>Why its client does not work in this process, or null.</summary>
    string? Unusable => null;

    /// <summary>What is wrong with a connection string, without anything of it; or null.</summary>
    string? ConnectionProblem(string connection);

    /// <summary>Whether the database is a file that its client opens, rather than a server's.</summary>
    bool KeepsFiles => false;

    /// <summary>The environment variable that its client takes a password from where the connection has none; or null.</summary>
    string? PasswordVariable => null;

    /// <summary>Whether its client works on the caller's thread, however asynchronous a method's name.</summary>
    bool Blocks => true;

    /// <summary>
    /// The plan's connection string with all that the hub wants besides:
    /// a pool no larger than the system's limit, no database made.
    /// </summary>
    /// <param name="connection">The plan's connection string.</param>
    /// <param name="limits">What the system bears.</param>
    /// <param name="write">False for connections that cannot write.</param>
    string Settle(string connection, SystemLimits limits, bool write);

    /// <summary>A connection, not open yet.</summary>
    /// <param name="settled">What <see cref="Settle"/> made; reading a connection string anew takes longer than a query.</param>
    DbConnection Connect(string settled);

    /// <summary>Keeps an open connection from being used again once it is closed: nobody knows what it still waits for.</summary>
    void Discard(DbConnection connection);

    /// <summary>How a routine is called, or why it cannot be.</summary>
    SqlRoutineCall CallOf(SqlRoutine routine);

    /// <summary>A command whose values arrive as <see cref="SqlValue"/> takes them, given up when the token says so.</summary>
    DbCommand CreateCommand(
        DbConnection connection, string text, IEnumerable<SqlParameter> parameters, CancellationToken cancellation);

    /// <summary>A column's value with every digit; it is not NULL.</summary>
    object ValueOf(DbDataReader reader, int ordinal) => reader.GetValue(ordinal);

    /// <summary>What an output parameter holds; null for NULL.</summary>
    object? ValueOf(DbParameter parameter) => parameter.Value is DBNull ? null : parameter.Value;

    /// <summary>A column's value to be compared with that column again.</summary>
    SqlRaw RawOf(DbDataReader reader, int ordinal);

    /// <summary>A name as it is, whatever it holds.</summary>
    string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>What tells versions of a row apart without a column of its own, as text; or null.</summary>
    string? RowVersion => null;

    /// <summary>A column to order by: NULLs come last, and first where it is descending.</summary>
    string OrderBy(string column, bool descending, bool nullable)
    {
        var direction = descending ? " DESC" : "";
        var nulls = nullable ? $"CASE WHEN {column} IS NULL THEN 1 ELSE 0 END{direction}, " : "";
        return $"{nulls}{column}{direction}";
    }

    /// <summary>Reads what a cursor gives that a routine has opened; null where routines open none for others.</summary>
    string? CursorRows(string cursor) => null;

    /// <summary>What ends a query that has an order and gives so many rows at most.</summary>
    /// <param name="count">How many, as the statement says it.</param>
    /// <param name="skipped">How many rows come before them, as the statement says it; null for none.</param>
    string Limit(string count, string? skipped = null) =>
        skipped is null ? $"LIMIT {count}" : $"LIMIT {count} OFFSET {skipped}";

    /// <summary>Whether columns of numbers hold NaN and infinity.</summary>
    bool HasNaN => false;

    /// <summary>Whether infinity is a number to it, where NaN is none.</summary>
    bool HasInfinity => HasNaN;

    /// <summary>
    /// Returns why a column of a type would hold another value than the one to be written, as callers read it; or null.
    /// </summary>
    string? Unholdable(SqlType type, object value) => null;

    /// <summary>
    /// Returns why the type that a column has in the database shortens a text, which then is another value; or null.
    /// </summary>
    /// <param name="reader">What a statement gave, which knows its columns' types.</param>
    /// <param name="column">The column.</param>
    /// <param name="text">The text.</param>
    string? Shortens(DbDataReader reader, string column, string text) => null;

    /// <summary>How many digits behind the second reach the database; it, or its client, would drop further ones.</summary>
    int SecondDigits => 7;

    /// <summary>Whether a column may hold times as texts, of any number of digits, which keys and filters find.</summary>
    bool HoldsTimesAsText => false;

    /// <summary>Whether NULL comes first in an ascending order of a column that is not declared to hold any.</summary>
    bool NullsFirst => true;

    /// <summary>What holds for the rows that have a value in a column.</summary>
    /// <param name="column">The column.</param>
    /// <param name="text">The value as the request writes it.</param>
    /// <param name="value">The value.</param>
    /// <param name="values">Where it goes.</param>
    string Equal(SqlField column, string text, object value, StatementValues values) =>
        $"{Quote(column.Name)} = {values.Add(column, value)}";

    /// <summary>Reads a row that stays as it is until the transaction ends.</summary>
    string SelectLocked(SqlTable table, string where) => $"SELECT {table.Selected} FROM {table.Source} WHERE {where}";

    /// <summary>Inserts a row and gives it back.</summary>
    /// <param name="table">The table.</param>
    /// <param name="values">Columns with their parameters.</param>
    string Insert(SqlTable table, IReadOnlyList<InsertedValue> values) =>
        $"INSERT INTO {table.Source} {table.ValuesOf(values)} RETURNING {table.Selected}";

    /// <summary>Changes a row and gives it back.</summary>
    string Update(SqlTable table, string assignments, string where) =>
        $"UPDATE {table.Source} SET {assignments} WHERE {where} RETURNING {table.Selected}";

    /// <summary>Deletes a row and gives back one row for each that is gone.</summary>
    string Delete(SqlTable table, string where) => $"DELETE FROM {table.Source} WHERE {where} RETURNING 1";

    /// <summary>How it keeps a journal of its tables; null where the hub knows no way.</summary>
    IJournalSql? Journal => null;

    /// <summary>Whether it has publications and slots of logical replication, as PostgreSQL does.</summary>
    bool Replicates => false;

    /// <summary>What went wrong.</summary>
    SqlFailure Explain(DbException e);
}

/// <summary>A procedure or a function.</summary>
/// <param name="Name">Its name, with its schema where it has one.</param>
/// <param name="IsFunction">Whether the plan calls it a function.</param>
/// <param name="Inputs">What it takes, in order; some of it may be outputs too.</param>
/// <param name="Outputs">What it gives by parameters.</param>
/// <param name="Returns">What it returns, or null.</param>
/// <param name="HasRows">Whether it gives rows.</param>
internal sealed record SqlRoutine(
    string Name, bool IsFunction, IReadOnlyList<SqlField> Inputs, IReadOnlyList<SqlField> Outputs, SqlField? Returns,
    bool HasRows)
{
    /// <summary>Inputs that this call leaves to the database; it has a value of its own for them.</summary>
    public IReadOnlyCollection<string> Omitted { get; init; } = [];

    /// <summary>Whether it gives one row that may not be there.</summary>
    public bool MayHaveNoRow { get; init; }

    /// <summary>Outputs that are no inputs.</summary>
    public IEnumerable<SqlField> OutputsOnly => Outputs.Where(o => Inputs.All(i => i.Name != o.Name));
}

/// <summary>How a routine is called.</summary>
/// <param name="Text">The statement; null where there is none.</param>
/// <param name="Problem">Why there is none.</param>
internal sealed record SqlRoutineCall(string? Text, string? Problem = null)
{
    /// <summary>Whether outputs and what is returned are the first row's columns, and no parameters.</summary>
    public bool OutputsAreRow { get; init; }
}

/// <summary>What a database says went wrong.</summary>
/// <param name="Kind">What kind of thing it is.</param>
/// <param name="State">The SQLSTATE, or the database's own number.</param>
/// <param name="Constraint">The constraint's name, or null.</param>
/// <param name="Words">What somebody wrote for people in a procedure or a trigger; null for the database's own words.</param>
internal sealed record SqlFailure(SqlFailureKind Kind, string State, string? Constraint = null, string? Words = null);

/// <summary>Kinds of failures.</summary>
internal enum SqlFailureKind
{
    /// <summary>Something nobody foresaw.</summary>
    Other,

    /// <summary>There is no connection to be had.</summary>
    Unreachable,

    /// <summary>The database does not let the hub in.</summary>
    Denied,

    /// <summary>It has as many connections as it may have.</summary>
    Busy,

    /// <summary>It took too long.</summary>
    TimedOut,

    /// <summary>The connection ended.</summary>
    Broken,

    /// <summary>A deadlock, or transactions that cannot be put in an order: the same again may succeed.</summary>
    Conflict,

    Unique,
    ForeignKey,
    NotNull,
    Check,

    /// <summary>A value is out of range, too long, or has the wrong form.</summary>
    Value,
}
