using System.Data.Common;
using Dapper;
using Hub.Platform.Lifetime;
using Hub.Platform.Storage;
using Hub.ServiceKit.Storage;
using Hub.Tests;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hub.Platform.Tests.Storage;

/// <summary>A SQLite store to which something happens that no write foresees.</summary>
public sealed class StoresThatFail : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private SqliteDatabase _database = null!;

    public async ValueTask InitializeAsync()
    {
        _database = new SqliteDatabase(_folder.File("test.db"));
        await _database.MigrateAsync("test", "CREATE TABLE item (id INTEGER PRIMARY KEY, text TEXT NOT NULL)");
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_limit_of_pages_is_a_full_disk_and_the_next_write_is_not_told_of_it()
    {
        await Should.ThrowAsync<StoreNotWritableException>(_database.WriteAsync(async (c, t) =>
        {
            await c.ExecuteAsync("PRAGMA max_page_count = 5", transaction: t);
            return await c.ExecuteAsync("INSERT INTO item VALUES (1, @text)", new { text = new string('x', 100_000) }, t);
        }));
        await InsertAsync(2);
        (await CountAsync()).ShouldBe(1);
    }

    public static TheoryData<string> Accidents =>
        ["undoes everything", "rolls back and fails", "closes", "runs out of memory", "is cancelled", "locks"];

    [Theory]
    [MemberData(nameof(Accidents))]
    public async Task The_writer_outlives_a_write_that(string accident)
    {
        await Should.ThrowAsync<Exception>(_database.WriteAsync<int>(async (c, t) =>
        {
            await c.ExecuteAsync("INSERT INTO item VALUES (1, 'x')", transaction: t);
            switch (accident)
            {
                case "undoes everything":
                    await c.ExecuteAsync("ROLLBACK", transaction: t);
                    return 1;
                case "rolls back and fails":
                    await c.ExecuteAsync("ROLLBACK", transaction: t);
                    throw new InvalidTimeZoneException();
                case "closes":
                    await c.CloseAsync();
                    return 1;
                case "is cancelled":
                    throw new OperationCanceledException();
                case "locks":
                    throw new SqliteException("database is locked", 5);
                default:
#pragma warning disable MA0012 // what the runtime throws by itself
                    throw new OutOfMemoryException();
#pragma warning restore MA0012
            }
        }));
        await InsertAsync(2);
        (await CountAsync()).ShouldBe(1);
        _database.Problem.ShouldBeNull();
    }

    [Fact]
    public async Task Another_process_that_holds_the_file_locked_is_told_and_its_end_is_the_problem_s()
    {
        await using var other = new SqliteConnection($"Data Source={_folder.File("test.db")};Pooling=False");
        await other.OpenAsync(TestContext.Current.CancellationToken);
        await other.ExecuteAsync("BEGIN IMMEDIATE");
        var writes = Enumerable.Range(1, 100).Select(InsertAsync).ToList();
        await Should.ThrowAsync<StoreNotWritableException>(Task.WhenAll(writes));
        writes.ShouldAllBe(w => w.IsFaulted);
        _database.Problem.ShouldNotBeNull().ShouldContain("another process");
        await other.ExecuteAsync("ROLLBACK");
        await InsertAsync(1);
        _database.Problem.ShouldBeNull();
    }

    [Fact]
    public async Task A_file_that_was_deleted_takes_no_write_that_would_be_lost_and_gets_no_empty_successor()
    {
        await InsertAsync(1);
        File.Move(_folder.File("test.db"), _folder.File("away"));
        (await Should.ThrowAsync<StoreNotWritableException>(InsertAsync(2))).Message.ShouldContain("deleted or replaced");
        await Should.ThrowAsync<DbException>(CountAsync());
        File.Exists(_folder.File("test.db")).ShouldBeFalse();

        File.Move(_folder.File("away"), _folder.File("test.db"));
        await InsertAsync(2);
        (await CountAsync()).ShouldBe(2);
    }

    [Fact]
    public async Task A_file_that_was_replaced_is_found_out_though_nobody_writes()
    {
        await InsertAsync(1);
        File.Copy(_folder.File("test.db"), _folder.File("backup"));
        File.Move(_folder.File("backup"), _folder.File("test.db"), overwrite: true);
        await _database.CheckAsync();
        _database.Problem.ShouldNotBeNull().ShouldContain("deleted or replaced");
        await Should.ThrowAsync<StoreNotWritableException>(InsertAsync(2));
        await Should.ThrowAsync<DbException>(CountAsync());
    }

    [Fact]
    public async Task A_store_that_is_closed_refuses_as_one_that_cannot_be_reached()
    {
        await _database.DisposeAsync();
        await Should.ThrowAsync<StoreUnreachableException>(InsertAsync(1));
    }

    [Fact]
    public async Task A_node_whose_store_cannot_be_written_is_not_ready_and_is_again_by_itself()
    {
        using var readiness = new Readiness();
        var stores = new Stores(new DataFolder(_folder.Path));
        await using var store = stores.Open("things");
        using var watch = new StoreWatch(stores, readiness, TimeProvider.System, NullLogger<StoreWatch>.Instance);
        await watch.StartAsync(CancellationToken.None);
        await store.MigrateAsync("test", "CREATE TABLE item (id INTEGER PRIMARY KEY)");
        readiness.Problem.ShouldBeNull();
        File.Move(_folder.File("things.db"), _folder.File("away"));
        await Eventually.HoldsAsync("the node not to be ready", () => Task.FromResult(readiness.Problem is not null));
        readiness.Problem.ShouldNotBeNull().ShouldContain("store things");
        File.Move(_folder.File("away"), _folder.File("things.db"));
        await Eventually.HoldsAsync("the node to be ready", () => Task.FromResult(readiness.Problem is null));
        new FileInfo(_folder.File("rollback.reserve")).Length.ShouldBe(DiskReserve.Size);
        await watch.StopAsync(CancellationToken.None);
    }

    private Task InsertAsync(int id) =>
        _database.WriteAsync((c, t) => c.ExecuteAsync("INSERT INTO item VALUES (@id, 'x')", new { id }, t));

    private Task<int> CountAsync() => _database.ReadAsync(c => c.ExecuteScalarAsync<int>("SELECT COUNT(*) FROM item"));
}
