using System.Data.Common;
using Npgsql;

namespace Hub.Adapters.Tests.Sql;

internal sealed record PostgresUnderTest(string Connection) : ISqlUnderTest
{
    public string Provider => "postgres";

    public string Unreachable => "Host=127.0.0.1;Port=1;Database=x;Username=x;Password=s3cret";

    public string Endless => "SELECT @what AS v FROM pg_sleep(60)";

    public async Task<DbConnection> OpenAsync()
    {
        var connection = new NpgsqlConnection(Connection);
        await connection.OpenAsync();
        return connection;
    }

    public ValueTask DisposeAsync()
    {
        // Every test has databases of its own, and what idles in their pools is soon more than one server takes.
        NpgsqlConnection.ClearAllPools();
        return ValueTask.CompletedTask;
    }
}
