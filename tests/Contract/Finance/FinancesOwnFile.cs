using System.Net;
using Hub.Platform.Tests.Storage;
using Hub.Tests;
using Hub.Tests.Servers;
using Microsoft.Data.Sqlite;

namespace Hub.Contract.Tests.Finance;

public sealed class FinancesOwnFile
{
    [Theory]
    [InlineData("wal")]
    [InlineData("delete")]
    public async Task The_hub_leaves_a_file_as_it_found_it_but_for_what_it_registers(string mode)
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("other.db");
        await using var database = await FinanceDatabase.CreateAsync(StoreEngine.Sqlite);
        await database.ExecuteAsync($"VACUUM INTO '{file}'");
        (await AskAsync(file, $"PRAGMA journal_mode = {mode}")).ShouldBe(mode);
        const string Tables = "SELECT group_concat(name) FROM (SELECT name FROM sqlite_master ORDER BY name)";
        var tables = await AskAsync(file, Tables);
        database.Variables["FINANCE_DB"] = file;

        await using (var front = await FinanceFront.StartAsync(database, "adapter:finance"))
        {
            (await front.PayAsync("I-4005", """{"amount": 10, "paidOn": "2026-11-20", "method": "transfer"}"""))
                .ShouldBeJson(HttpStatusCode.Created);
            (await front.SyncAllAsync()).ShouldBe(23);
        }

        SqliteConnection.ClearAllPools();
        (await AskAsync(file, Tables)).ShouldBe(tables);
        (await AskAsync(file, "PRAGMA journal_mode")).ShouldBe(mode);
        (await AskAsync(file, "SELECT count(*) FROM FIPAY WHERE DOCNO = 4005")).ShouldBe("1");
        Directory.GetFiles(folder.Path).ShouldBe([file]);
    }

    private static async Task<string> AskAsync(string file, string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return $"{await command.ExecuteScalarAsync()}";
    }
}
