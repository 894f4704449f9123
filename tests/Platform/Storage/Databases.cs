using Dapper;
using Hub.Platform.Storage;
using Hub.Tests;
using Microsoft.Data.Sqlite;

namespace Hub.Platform.Tests.Storage;

public sealed class Databases : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private Database _database = null!;

    public async ValueTask InitializeAsync()
    {
        _database = Database.Open(_folder.File("test.db"));
        await _database.MigrateAsync("test", "CREATE TABLE item (id INTEGER PRIMARY KEY, text TEXT NOT NULL)");
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Writes_that_wait_together_all_land()
    {
        await Task.WhenAll(Enumerable.Range(1, 500).Select(InsertAsync));
        (await CountAsync()).ShouldBe(500);
    }

    [Fact]
    public async Task A_write_that_fails_takes_no_other_with_it()
    {
        await InsertAsync(1);
        var writes = Enumerable.Range(1, 50).Select(id => (id, task: InsertAsync(id))).ToList();
        await Should.ThrowAsync<SqliteException>(writes[0].task);
        await Task.WhenAll(writes.Skip(1).Select(w => w.task));
        (await CountAsync()).ShouldBe(50);
    }

    [Fact]
    public async Task What_a_failing_write_did_before_is_undone()
    {
        await Should.ThrowAsync<InvalidTimeZoneException>(_database.WriteAsync<int>(async (connection, transaction) =>
        {
            await connection.ExecuteAsync("INSERT INTO item VALUES (1, 'x')", transaction: transaction);
            throw new InvalidTimeZoneException();
        }));
        (await CountAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task A_store_of_a_newer_version_is_refused_in_one_sentence()
    {
        await _database.MigrateAsync("test", "unused", "CREATE TABLE later (id INTEGER)");
        var refused = await Should.ThrowAsync<NewerStoreException>(_database.MigrateAsync("test", "unused"));
        refused.Message.ShouldContain("newer hub");
    }

    private Task InsertAsync(int id) =>
        _database.WriteAsync((c, t) => c.ExecuteAsync("INSERT INTO item VALUES (@id, 'x')", new { id }, t));

    private Task<int> CountAsync() => _database.ReadAsync(c => c.ExecuteScalarAsync<int>("SELECT COUNT(*) FROM item"));
}
