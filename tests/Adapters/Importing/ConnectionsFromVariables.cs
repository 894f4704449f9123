using Hub.Importing;
using Microsoft.Data.Sqlite;

namespace Hub.Adapters.Tests.Importing;

public sealed class ConnectionsFromVariables : IDisposable
{
    private readonly ImportFolder _folder = new();

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_connection_in_a_variable_is_read_when_the_proposal_is_checked()
    {
        var connection = $"Data Source={_folder.Put("odd.db", "")}";
        SQLitePCL.Batteries_V2.Init();
        await using (var open = new SqliteConnection(connection))
        {
            await open.OpenAsync();
            await using var command = open.CreateCommand();
            command.CommandText = "CREATE TABLE odd (id INTEGER PRIMARY KEY, note TEXT)";
            await command.ExecuteNonQueryAsync();
        }

        Environment.SetEnvironmentVariable("IMPORTED_FROM_HERE", connection);
        var report = await _folder.SqlAsync("sqlite", "${env:IMPORTED_FROM_HERE}");
        report.Notes.Where(n => n.Kind == ImportNoteKind.Skipped).ShouldBeEmpty();
        report.Operations.ShouldNotBeEmpty();
    }
}
