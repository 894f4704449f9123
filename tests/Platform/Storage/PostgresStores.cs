using System.Collections.Concurrent;
using System.Data.Common;
using System.Diagnostics;
using Dapper;
using Hub.ServiceKit.Storage;
using Hub.Tests;
using Hub.Tests.Servers;
using Npgsql;

namespace Hub.Platform.Tests.Storage;

/// <summary>What only a server can do to its callers: go away, lock, undo, and say no.</summary>
public sealed class PostgresStores : IAsyncLifetime
{
    private TestStores _stores = null!;
    private Database _database = null!;

    public async ValueTask InitializeAsync()
    {
        _stores = await TestStores.CreateAsync(StoreEngine.Postgres);
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
    public async Task Writes_that_lock_each_other_out_both_land_in_the_end()
    {
        await InsertAsync(1);
        await InsertAsync(2);
        var (bothHaveOne, runs) = (new Barrier(2), 0);
        Task WriteAsync(int first, int second) => Task.Run(() => _database.WriteAsync(async (c, t) =>
        {
            await c.ExecuteAsync("UPDATE item SET text = text || 'y' WHERE id = @first", new { first }, t);
            if (Interlocked.Increment(ref runs) <= 2)
                bothHaveOne.SignalAndWait();
            return await c.ExecuteAsync("UPDATE item SET text = text || 'z' WHERE id = @second", new { second }, t);
        }));
        await Task.WhenAll(WriteAsync(1, 2), WriteAsync(2, 1));
        runs.ShouldBe(3);
        (await TextsAsync()).ShouldAllBe(t => t.Length == 3);
    }

    [Fact]
    public async Task A_connection_lost_before_the_commit_is_no_matter()
    {
        var runs = 0;
        await _database.WriteAsync(async (c, t) =>
        {
            await c.ExecuteAsync("INSERT INTO item VALUES (1, 'x')", transaction: t);
            if (++runs == 1)
                await c.ExecuteAsync("SELECT pg_terminate_backend(pg_backend_pid())", transaction: t);
            return true;
        });
        runs.ShouldBe(2);
        (await TextsAsync()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_connection_lost_in_the_commit_leaves_it_open_and_nothing_is_repeated()
    {
        await _database.WriteAsync((c, t) => c.ExecuteAsync(
            """
            CREATE FUNCTION lose_connection() RETURNS trigger LANGUAGE plpgsql
                AS 'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END';
            CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON item
                DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION lose_connection();
            """, transaction: t));
        var runs = 0;
        await Should.ThrowAsync<CommitInDoubtException>(_database.WriteAsync((c, t) =>
        {
            runs++;
            return c.ExecuteAsync("INSERT INTO item VALUES (1, 'x')", transaction: t);
        }));
        runs.ShouldBe(1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_writer_that_stands_still_keeps_nobody_waiting_and_begins_anew_when_it_goes_on(bool beforeItsCommit)
    {
        var (inside, goesOn, runs) = (new TaskCompletionSource(), new TaskCompletionSource(), 0);
        var stands = _database.WriteAsync(async (c, t) =>
        {
            runs++;
            await c.ExecuteAsync("INSERT INTO item VALUES (1, 'a') ON CONFLICT (id) DO UPDATE SET text = 'b'", transaction: t);
            inside.TrySetResult();
            await goesOn.Task;
            return beforeItsCommit ? 1 : await c.ExecuteScalarAsync<int>("SELECT 1", transaction: t);
        });
        await inside.Task;
        await InsertAsync(1);
        (await TextsAsync()).ShouldBe(["x"]);
        goesOn.SetResult();
        await stands;
        runs.ShouldBe(2);
        (await TextsAsync()).ShouldBe(["b"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_pool_that_the_server_has_closed_costs_no_read_and_no_write(bool writes)
    {
        await using var server = await PostgresServer.StartAsync();
        var options = new StoreOptions { Postgres = await server.CreateDatabaseAsync() };
        await using var database = new Stores(_stores.Data, options).Open("test");
        await database.MigrateAsync("test", "CREATE TABLE item (id INTEGER PRIMARY KEY)");
        var together = new TaskCompletionSource();
        var waiting = 0;
        // All of the ten at once, more than a lost one is tried again.
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => database.ReadAsync(async c =>
        {
            if (Interlocked.Increment(ref waiting) == 10)
                together.SetResult();
            await together.Task;
            return await c.ExecuteScalarAsync<int>("SELECT 1");
        })));

        await server.StopAsync();
        await server.RestartAsync();
        if (writes)
            await database.WriteAsync((c, t) => c.ExecuteAsync("INSERT INTO item VALUES (1)", transaction: t));
        (await database.ReadAsync(c => c.ExecuteScalarAsync<int>("SELECT COUNT(*) FROM item"))).ShouldBe(writes ? 1 : 0);
    }

    [Fact]
    public async Task A_server_that_is_read_only_says_so_and_is_written_again_once_it_is_not()
    {
        await InsertAsync(1);
        await SetReadOnlyAsync("on");
        var refused = await Should.ThrowAsync<StoreNotWritableException>(InsertAsync(2));
        refused.Message.ShouldContain("read-only");
        _database.Problem.ShouldNotBeNull();
        (await TextsAsync()).ShouldHaveSingleItem("what is there can be read");
        await _database.CheckAsync();
        _database.Problem.ShouldNotBeNull();

        await SetReadOnlyAsync("off");
        await Eventually.HoldsAsync("it to be found out", async () =>
        {
            await _database.CheckAsync();
            return _database.Problem is null;
        });
        await InsertAsync(2);

        // Holds for connections to come; those that are open go with the first refusal.
        async Task SetReadOnlyAsync(string value)
        {
            await using var connection = new NpgsqlConnection(_stores.Options.Postgres);
            await connection.OpenAsync();
            await connection.ExecuteAsync($"""
                SET default_transaction_read_only = off;
                DO $$ BEGIN EXECUTE format(
                    'ALTER DATABASE %I SET default_transaction_read_only = {value}', current_database()); END $$;
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                    WHERE datname = current_database() AND pid <> pg_backend_pid();
                """);
        }
    }

    [Fact]
    public async Task A_server_whose_disk_is_full_says_so_and_is_written_again_once_there_is_space()
    {
        using var disk = SmallDisk.Mount(megabytes: 4);
        await using var server = await PostgresServer.StartAsync();
        var options = new StoreOptions { Postgres = await server.CreateDatabaseAsync() };
        await using var database = new Stores(_stores.Data, options).Open("test");
        await database.MigrateAsync("test", "CREATE TABLE item (id INTEGER PRIMARY KEY, text TEXT NOT NULL)");
        var place = Directory.CreateDirectory(Path.Combine(disk.Path, "small")).FullName;
        using (var own = Process.Start("chown", ["postgres", place]))
            await own.WaitForExitAsync();
        await using (var connection = new NpgsqlConnection(options.Postgres))
        {
            await connection.ExecuteAsync($"CREATE TABLESPACE small LOCATION '{place}'");
            await connection.ExecuteAsync("ALTER TABLE test.item SET TABLESPACE small");
        }

        disk.Fill();
        var id = 0;
        // Until the last page that is there already is full.
        var refused = await Should.ThrowAsync<StoreNotWritableException>(async () =>
        {
            while (id < 1000)
                await InsertIntoAsync(database, ++id);
        });
        refused.Message.ShouldContain("disk is full");
        disk.Free();
        await InsertIntoAsync(database, id);
        database.Problem.ShouldBeNull();

        static Task InsertIntoAsync(Database database, int id) => database.WriteAsync((c, t) =>
            c.ExecuteAsync("INSERT INTO item VALUES (@id, @text)", new { id, text = new string('x', 1500) }, t));
    }

    [Fact]
    public async Task A_server_that_was_away_is_used_again_when_it_is_back()
    {
        await using var server = await PostgresServer.StartAsync();
        var options = new StoreOptions { Postgres = await server.CreateDatabaseAsync() };
        await using var database = new Stores(_stores.Data, options).Open("test");
        await database.MigrateAsync("test", "CREATE TABLE item (id INTEGER PRIMARY KEY)");
        Task<int> CountAsync() => database.ReadAsync(c => c.ExecuteScalarAsync<int>("SELECT COUNT(*) FROM item"));
        Task InsertAsync() => database.WriteAsync((c, t) =>
            c.ExecuteAsync("INSERT INTO item SELECT COUNT(*) FROM item", transaction: t));
        await InsertAsync();
        // Several pooled connections, all of which the server is going to forget.
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => CountAsync()));

        await server.StopAsync();
        await Should.ThrowAsync<DbException>(CountAsync);
        await Should.ThrowAsync<DbException>(InsertAsync);

        await server.RestartAsync();
        (await CountAsync()).ShouldBe(1);
        await InsertAsync();
        (await CountAsync()).ShouldBe(2);
    }

    [Fact]
    public async Task Who_listens_hears_of_each_commit_and_of_no_rollback_also_after_its_connection_was_lost()
    {
        var heard = new ConcurrentQueue<string?>();
        using var end = new CancellationTokenSource();
        var listening = _database.ListenAsync("news", heard.Enqueue, end.Token);
        Task SignalAsync(string text, bool fails = false) => _database.WriteAsync(async (c, t) =>
        {
            await _database.SignalAsync(c, t, "news", text);
            return fails ? throw new InvalidTimeZoneException() : true;
        });
        await Eventually.HoldsAsync("it to listen", () => Task.FromResult(heard.TryDequeue(out var nothing) && nothing is null));

        await Should.ThrowAsync<InvalidTimeZoneException>(SignalAsync("undone", fails: true));
        await SignalAsync("one");
        await Eventually.HoldsAsync("it to hear", () => Task.FromResult(heard.TryDequeue(out var text) && text == "one"));

        await _database.ReadAsync(
            c => c.ExecuteAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'"));
        await Eventually.HoldsAsync(
            "it to listen again", () => Task.FromResult(heard.TryDequeue(out var missed) && missed is null));
        await SignalAsync("two");
        await Eventually.HoldsAsync("it to hear again", () => Task.FromResult(heard.TryDequeue(out var text) && text == "two"));

        await end.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(listening);
    }

    [Fact]
    public async Task Who_has_the_wrong_password_is_told_so_without_it()
    {
        var refused = await Should.ThrowAsync<StoreUnreachableException>(FirstUseAsync(c => c.Password = "wrong-secret"));
        refused.Message.ShouldStartWith("The store cannot be reached (PostgreSQL 127.0.0.1:");
        refused.Message.ShouldContain("password authentication failed");
        refused.ToString().ShouldNotContain("wrong-secret");
    }

    [Fact]
    public async Task Where_nobody_listens_the_address_is_told()
    {
        var refused = await Should.ThrowAsync<StoreUnreachableException>(FirstUseAsync(c => c.Port = 1));
        refused.Message.ShouldContain("127.0.0.1:1/");
        refused.Message.ShouldEndWith("Connection refused.");
    }

    [Theory]
    [InlineData("secret")]
    [InlineData("Host=db;Database=hub;Pasword=secret")]
    [InlineData("Host=db;Password=secret")]
    [InlineData("Host=db;Database=hub;Port=secret")]
    public void A_connection_string_that_is_none_is_not_repeated(string given)
    {
        var refused = Should.Throw<FormatException>(
            () => new Stores(_stores.Data, new StoreOptions { Postgres = given }).Open("hub"));
        refused.ToString().ShouldNotContain("secret");
        refused.Message.ShouldStartWith("HUB_STORE is not a PostgreSQL connection string");
    }

    private async Task FirstUseAsync(Action<NpgsqlConnectionStringBuilder> change)
    {
        var connection = new NpgsqlConnectionStringBuilder(_stores.Options.Postgres);
        change(connection);
        var options = new StoreOptions { Postgres = connection.ConnectionString };
        await using var database = new Stores(_stores.Data, options).Open("hub");
        await database.MigrateAsync("test", "CREATE TABLE item (id INTEGER PRIMARY KEY)");
    }

    private Task InsertAsync(int id) =>
        _database.WriteAsync((c, t) => c.ExecuteAsync("INSERT INTO item VALUES (@id, 'x')", new { id }, t));

    private Task<IEnumerable<string>> TextsAsync() => _database.ReadAsync(c => c.QueryAsync<string>("SELECT text FROM item"));
}
