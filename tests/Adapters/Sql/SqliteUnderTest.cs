using System.Data.Common;
using Hub.Tests;
using Microsoft.Data.Sqlite;

namespace Hub.Adapters.Tests.Sql;

internal sealed class SqliteUnderTest : ISqlUnderTest
{
    private readonly TemporaryFolder _folder = new();

    public string Provider => "sqlite";

    public string Elsewhere => _folder.File("elsewhere.db");

    public string Connection => $"Data Source={_folder.File("ledger.db")}";

    public string Unreachable => $"Data Source={Elsewhere}";

    public string Endless => "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT @what AS v FROM n WHERE i < 0";

    public async Task<DbConnection> OpenAsync()
    {
        SQLitePCL.Batteries_V2.Init();
        var connection = new SqliteConnection(Connection);
        await connection.OpenAsync();
        return connection;
    }

    public ValueTask DisposeAsync()
    {
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
