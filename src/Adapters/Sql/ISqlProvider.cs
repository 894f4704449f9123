using System.Data.Common;
using Hub.Platform.Plan;

namespace Hub.Adapters.Sql;

/// <summary>What differs from one database to the next; another database is one more class like this and its package.</summary>
internal interface ISqlProvider
{
    /// <summary>The database's name, as people say it.</summary>
    string Name { get; }

    /// <summary>What must be said first in a transaction that writes, where sessions only read by default; or null.</summary>
    string? AllowWrite { get; }

    /// <summary>What is wrong with a connection string, without anything of it; or null.</summary>
    string? ConnectionProblem(string connection);

    /// <summary>A connection, not open yet, from a pool no larger than the system's limit. It creates no database.</summary>
    /// <param name="connection">The plan's connection string.</param>
    /// <param name="limits">What the system bears.</param>
    /// <param name="write">False for one that cannot write.</param>
    DbConnection Connect(string connection, SystemLimits limits, bool write);

    /// <summary>The statement that calls a procedure, or null where there is none that could be called.</summary>
    string? CallOf(string procedure, IEnumerable<string> parameters);

    /// <summary>A command whose values arrive as <see cref="SqlValue"/> takes them, given up when the token says so.</summary>
    DbCommand CreateCommand(DbConnection connection, string text, IEnumerable<SqlParameter> parameters, CancellationToken cancellation);

    /// <summary>What went wrong.</summary>
    SqlFailure Explain(DbException e);
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
