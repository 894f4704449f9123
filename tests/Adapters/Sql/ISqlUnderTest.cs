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

    Task<DbConnection> OpenAsync();
}
