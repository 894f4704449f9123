using System.Data.Common;
using Dapper;
using Hub.ServiceKit.Storage;
using Hub.Tests.Servers;

namespace Hub.Platform.Tests.Storage;

public sealed class Databases_on_SQLite() : Databases(StoreEngine.Sqlite);

public sealed class Databases_on_PostgreSQL() : Databases(StoreEngine.Postgres);

/// <summary>What everyone who keeps something may rely on, whatever the engine.</summary>
public abstract class Databases(StoreEngine engine) : IAsyncLifetime
{
    private TestStores _stores = null!;
    private Database _database = null!;

    public async ValueTask InitializeAsync()
    {
        _stores = await TestStores.CreateAsync(engine);
        _database = _stores.Open("test");
        await _database.MigrateAsync("test", "CREATE TABLE item (id INTEGER PRIMARY KEY, text TEXT NOT NULL)");
    }

    public async ValueTask DisposeAsync()
    {
        if (_database is not null)
            await _database.DisposeAsync();
        _stores?.Dispose();
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
        await Should.ThrowAsync<DbException>(writes[0].task);
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
    public async Task Who_writes_in_turn_sees_all_that_was_written_in_the_turns_before()
    {
        await using var other = _stores.Open("test");
        await Task.WhenAll(Enumerable.Range(0, 100).Select(n =>
            (n % 2 == 0 ? _database : other).WriteInTurnAsync("count", async (c, t) =>
            {
                var id = await c.ExecuteScalarAsync<int>("SELECT COUNT(*) FROM item", transaction: t);
                return await c.ExecuteAsync("INSERT INTO item VALUES (@id, 'x')", new { id }, t);
            })));
        (await CountAsync()).ShouldBe(100);
    }

    [Fact]
    public async Task Stores_of_one_place_know_nothing_of_each_other()
    {
        await using var other = _stores.Open("other");
        await other.MigrateAsync("test", "CREATE TABLE item (id INTEGER PRIMARY KEY, text TEXT NOT NULL)");
        await InsertAsync(1);
        (await other.ReadAsync(c => c.ExecuteScalarAsync<int>("SELECT COUNT(*) FROM item"))).ShouldBe(0);
    }

    [Fact]
    public async Task A_store_of_a_newer_version_is_refused_in_one_sentence()
    {
        await _database.MigrateAsync("test", "unused", "CREATE TABLE later (id INTEGER)");
        var refused = await Should.ThrowAsync<NewerStoreException>(_database.MigrateAsync("test", "unused"));
        refused.Message.ShouldContain("newer hub");
    }

    [Fact]
    public async Task A_migration_that_fails_leaves_the_store_as_it_was()
    {
        await Should.ThrowAsync<DbException>(
            _database.MigrateAsync("test", "unused", "CREATE TABLE later (id INTEGER)", "no sql"));
        await _database.MigrateAsync("test", "unused", "CREATE TABLE later (id INTEGER)");
        (await _database.ReadAsync(c => c.ExecuteScalarAsync<int>("SELECT COUNT(*) FROM later"))).ShouldBe(0);
    }

    [Fact]
    public async Task Nodes_that_start_at_once_on_an_empty_store_all_find_it_up_to_date()
    {
        var nodes = Enumerable.Range(0, 4).Select(_ => _stores.Open("fresh")).ToList();
        await Task.WhenAll(nodes.SelectMany(n => new[] { "first", "second" }.Select(component => n.MigrateAsync(
            component, $"CREATE TABLE {component} (id INTEGER PRIMARY KEY)", $"ALTER TABLE {component} ADD COLUMN text TEXT"))));
        foreach (var node in nodes)
        {
            (await node.ReadAsync(c => c.QueryAsync<string>("SELECT text FROM first UNION ALL SELECT text FROM second")))
                .ShouldBeEmpty();
            await node.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_store_that_was_closed_refuses()
    {
        await _database.DisposeAsync();
        await Should.ThrowAsync<Exception>(InsertAsync(1));
    }

    private Task InsertAsync(int id) =>
        _database.WriteAsync((c, t) => c.ExecuteAsync("INSERT INTO item VALUES (@id, 'x')", new { id }, t));

    private Task<int> CountAsync() => _database.ReadAsync(c => c.ExecuteScalarAsync<int>("SELECT COUNT(*) FROM item"));
}
