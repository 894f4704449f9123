using System.Data.Common;

namespace Hub.Adapters.Tests.Sql;

/// <summary>A real database, reached past the hub.</summary>
internal interface ISqlUnderTest : IAsyncDisposable
{
    /// <summary>The plan's word for it.</summary>
    string Provider { get; }

    string Connection { get; }

    /// <summary>A connection string to nowhere.</summary>
    string Unreachable { get; }

    /// <summary>A query that never ends.</summary>
    string Endless { get; }

    /// <summary>What ends a query that gives so many rows at most.</summary>
    string Limit(string parameter) => $"LIMIT {parameter}";

    /// <summary>An insertion that gives a column back.</summary>
    string InsertReturning(string into, string column, string values) => $"INSERT INTO {into} VALUES {values} RETURNING {column}";

    /// <summary>Gives a table another name.</summary>
    string Rename(string table, string name) => $"ALTER TABLE {table} RENAME TO {name}";

    /// <summary>The tables of a test, in its own words.</summary>
    string Tables(string common) => common;

    Task<DbConnection> OpenAsync();
}
