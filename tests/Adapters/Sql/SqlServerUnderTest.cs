using System.Data.Common;
using Microsoft.Data.SqlClient;

namespace Hub.Adapters.Tests.Sql;

/// <summary>A live SQL Server's empty database, where somebody names one; each test has it for itself.</summary>
internal sealed class SqlServerUnderTest : ISqlUnderTest
{
    /// <summary>Where its connection string stands.</summary>
    public const string Variable = "HUB_TEST_SQLSERVER";

    private static readonly SemaphoreSlim One = new(1);

    private SqlServerUnderTest(string connection) => Connection = connection;

    public string Provider => "sqlserver";

    public string Connection { get; }

    public string Unreachable => "Server=127.0.0.1,1;Database=x;User Id=x;Password=s3cret";

    public string Endless => "WITH n AS (SELECT 1 AS i UNION ALL SELECT 1 - i FROM n) SELECT @what AS v FROM n WHERE i < 0 OPTION (MAXRECURSION 0)";

    public string Limit(string parameter) => $"OFFSET 0 ROWS FETCH NEXT {parameter} ROWS ONLY";

    public string InsertReturning(string into, string column, string values) => $"INSERT INTO {into} OUTPUT inserted.{column} VALUES {values}";

    public string Rename(string table, string name) => $"EXEC sp_rename '{table}', '{name}', 'OBJECT'";

    public string Tables(string common) => common.Replace("varchar", "nvarchar", StringComparison.Ordinal);

    public static void SkipIfMissing() => Assert.SkipUnless(
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 }, $"no SQL Server: {Variable} holds no connection string");

    public static async Task<SqlServerUnderTest> TakeAsync()
    {
        await One.WaitAsync();
        var server = new SqlServerUnderTest(Environment.GetEnvironmentVariable(Variable)!);
        try
        {
            await server.ClearAsync();
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }

        return server;
    }

    public async Task<DbConnection> OpenAsync()
    {
        var connection = new SqlConnection(Connection);
        await connection.OpenAsync();
        return connection;
    }

    public ValueTask DisposeAsync()
    {
        SqlConnection.ClearAllPools();
        One.Release();
        return ValueTask.CompletedTask;
    }

    private async Task ClearAsync()
    {
        await using var connection = await OpenAsync();
        // What others refer to goes last.
        foreach (var statements in new[]
        {
            """
            SELECT 'ALTER TABLE ' + QUOTENAME(OBJECT_SCHEMA_NAME(parent_object_id)) + '.' + QUOTENAME(OBJECT_NAME(parent_object_id))
              + ' DROP CONSTRAINT ' + QUOTENAME(name) FROM sys.foreign_keys
            """,
            "SELECT 'DROP PROCEDURE ' + QUOTENAME(SCHEMA_NAME(schema_id)) + '.' + QUOTENAME(name) FROM sys.procedures WHERE is_ms_shipped = 0",
            "SELECT 'DROP VIEW ' + QUOTENAME(SCHEMA_NAME(schema_id)) + '.' + QUOTENAME(name) FROM sys.views WHERE is_ms_shipped = 0",
            "SELECT 'DROP TABLE ' + QUOTENAME(SCHEMA_NAME(schema_id)) + '.' + QUOTENAME(name) FROM sys.tables WHERE is_ms_shipped = 0",
        })
        {
            var all = new List<string>();
            await using (var ask = connection.CreateCommand())
            {
                ask.CommandText = statements;
                await using var reader = await ask.ExecuteReaderAsync();
                while (await reader.ReadAsync())
                    all.Add(reader.GetString(0));
            }

            foreach (var statement in all)
            {
                await using var drop = connection.CreateCommand();
                drop.CommandText = statement;
                await drop.ExecuteNonQueryAsync();
            }
        }
    }
}
