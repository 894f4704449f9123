using Microsoft.Data.Sqlite;

namespace Hub.Platform.Tests.Storage;

/// <summary>The SQLite that is really loaded, whichever packages bring one.</summary>
public sealed class SqliteEngine
{
    [Fact]
    public void The_engine_is_new_enough_for_strict_tables_and_JSON_operators_and_has_no_known_advisory()
    {
        SQLitePCL.Batteries_V2.Init();
        using var connection = new SqliteConnection("Data Source=:memory:");
        connection.Open();
        Version.Parse(connection.ServerVersion).ShouldBeGreaterThanOrEqualTo(new Version(3, 53));
    }
}
