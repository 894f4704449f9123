using System.Data.Common;
using Dapper;
using Hub.ServiceKit.Storage;
using Hub.Tests.Servers;

namespace Hub.Platform.Tests.Storage;

/// <summary>A store on a disk that is full, which a tmpfs really is.</summary>
public sealed class FullDisks : IAsyncDisposable
{
    private readonly SmallDisk _disk = SmallDisk.Mount(megabytes: 16);
    private readonly DiskReserve _reserve;
    private readonly SqliteDatabase _database;

    public FullDisks()
    {
        _reserve = new DiskReserve(Path.Combine(_disk.Path, "rollback.reserve"));
        _database = new SqliteDatabase(Path.Combine(_disk.Path, "hub.db"), _reserve);
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _disk.Dispose();
    }

    [Fact]
    public async Task Every_write_fails_at_once_and_says_why_and_the_first_after_there_is_space_succeeds()
    {
        await CreateAsync();
        _disk.Fill();
        for (var i = 0; i < 20; i++)
            (await Should.ThrowAsync<StoreNotWritableException>(InsertAsync(i))).Message.ShouldContain("the disk is full");
        var waiting = Enumerable.Range(100, 300).Select(InsertAsync).ToList();
        await Should.ThrowAsync<StoreNotWritableException>(Task.WhenAll(waiting));
        waiting.ShouldAllBe(w => w.IsFaulted);
        _database.Problem.ShouldNotBeNull().ShouldContain("the disk is full");
        (await CountAsync()).ShouldBe(0, "what is there can be read");

        _disk.Free();
        await InsertAsync(1);
        (await CountAsync()).ShouldBe(1);
        _database.Problem.ShouldBeNull();
    }

    [Fact]
    public async Task It_finds_out_by_itself_that_there_is_space_again()
    {
        await CreateAsync();
        _disk.Fill();
        await Should.ThrowAsync<StoreNotWritableException>(InsertAsync(1));
        await _database.CheckAsync();
        _database.Problem.ShouldNotBeNull();
        _disk.Free();
        await _database.CheckAsync();
        _database.Problem.ShouldBeNull();
        (await CountAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task What_may_use_the_reserve_is_written_again_and_again_and_nobody_else_takes_its_space()
    {
        await CreateAsync();
        _reserve.Fill().ShouldBeTrue();
        _disk.Fill();
        for (var i = 0; i < 60; i++)
        {
            await Should.ThrowAsync<StoreNotWritableException>(InsertAsync(1000 + i));
            await GrantedAsync(i);
        }

        (await CountAsync()).ShouldBe(60);
        _database.Problem.ShouldNotBeNull();
        _disk.Free();
        await InsertAsync(1000);
        _reserve.IsWhole.ShouldBeTrue();
        _database.Problem.ShouldBeNull();
    }

    [Fact]
    public async Task Of_writes_that_wait_together_only_those_that_may_use_the_reserve_are_written()
    {
        await CreateAsync();
        _reserve.Fill();
        _disk.Fill();
        var others = Enumerable.Range(0, 50).Select(i => i % 10 == 0 ? GrantedAsync(i) : InsertAsync(i)).ToList();
        await Task.WhenAll(others).ContinueWith(_ => { }, TaskScheduler.Default);
        others.Select((w, i) => w.IsCompletedSuccessfully == (i % 10 == 0)).ShouldAllBe(right => right);
        (await CountAsync()).ShouldBe(5);
    }

    [Fact]
    public async Task With_a_reserve_a_store_is_opened_on_a_full_disk_and_writes_what_may_use_it()
    {
        await CreateAsync();
        await InsertAsync(1);
        _reserve.Fill();
        await _database.DisposeAsync();
        _disk.Fill();
        await using var again = new SqliteDatabase(_database.Location, _reserve);
        await again.MigrateAsync("test", Table);
        (await again.ReadAsync(c => c.ExecuteScalarAsync<int>("SELECT COUNT(*) FROM item"))).ShouldBe(1);
        await Should.ThrowAsync<StoreNotWritableException>(InsertAsync(2, again));
        DiskReserve.Grant();
        await InsertAsync(2, again);
    }

    [Fact]
    public async Task A_store_that_is_opened_on_a_full_disk_says_so_and_opens_once_there_is_space()
    {
        _disk.Fill();
        await Should.ThrowAsync<DbException>(CreateAsync());
        _disk.Free();
        await CreateAsync();
        await InsertAsync(1);
    }

    private const string Table = "CREATE TABLE item (id INTEGER PRIMARY KEY, text TEXT NOT NULL)";

    private Task CreateAsync() => _database.MigrateAsync("test", Table);

    // Long enough for pages of its own.
    private Task InsertAsync(int id) => InsertAsync(id, _database);

    private static Task InsertAsync(int id, SqliteDatabase database) => database.WriteAsync((c, t) => c.ExecuteAsync(
        "INSERT INTO item VALUES (@id, @text)", new { id, text = new string('x', 20_000) }, t));

    private async Task GrantedAsync(int id)
    {
        DiskReserve.Grant();
        await InsertAsync(id);
    }

    private Task<int> CountAsync() => _database.ReadAsync(c => c.ExecuteScalarAsync<int>("SELECT COUNT(*) FROM item"));
}
