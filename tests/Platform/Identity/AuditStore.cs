using Dapper;
using Hub.Platform.Identity;
using Hub.Platform.Storage;
using Hub.Platform.Tests.Storage;
using Hub.ServiceKit.Storage;
using Hub.Tests.Servers;

namespace Hub.Platform.Tests.Identity;

public sealed class AuditStore_on_SQLite() : AuditStore(StoreEngine.Sqlite);

public sealed class AuditStore_on_PostgreSQL() : AuditStore(StoreEngine.Postgres);

/// <summary>The audit log in the store: bounded, filtered, read in pages.</summary>
public abstract class AuditStore(StoreEngine engine) : IAsyncLifetime
{
    private TestStores _stores = null!;
    private Database _database = null!;
    private AuditLog _audit = null!;

    public async ValueTask InitializeAsync()
    {
        _stores = await TestStores.CreateAsync(engine);
        _database = _stores.Open("hub");
        _audit = new AuditLog(new HubStore(_database), TimeProvider.System);
        await _audit.MigrateAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_database is not null)
            await _database.DisposeAsync();
        _stores?.Dispose();
    }

    [Fact]
    public async Task A_text_that_is_too_long_is_cut_and_says_so()
    {
        var target = new string('t', 99) + "😀";
        await _audit.AppendAsync(new string('a', 20_000), "shift", target, "refused", "a\0b" + new string('d', 1_000_000));
        var entry = (await _audit.ListAsync(1)).Single();
        entry.Actor.ShouldBe(new string('a', 100) + "… (cut, 20000 characters)");
        entry.Target.ShouldBe(new string('t', 99) + "… (cut, 101 characters)", "half a character is none");
        entry.Detail.Length.ShouldBeLessThan(2100);
        entry.Detail.ShouldStartWith("a\uFFFDb");
        entry.Detail.ShouldEndWith("… (cut, 1000003 characters)");
        (await _audit.FindBrokenAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task Entries_are_found_by_what_they_say_and_when()
    {
        await _audit.AppendAsync("ann", "shift", "orders.get", "done", "1");
        await _audit.AppendAsync("bob", "shift", "orders.place", "refused", "2");
        await _audit.AppendAsync("ann", "token create", "token", "done", "3");
        var third = (await _audit.FindNewestAsync())!;
        await FoundAsync(new AuditQuery(), "3", "2", "1");
        await FoundAsync(new AuditQuery { Actor = "ann" }, "3", "1");
        await FoundAsync(new AuditQuery { Action = "shift" }, "2", "1");
        await FoundAsync(new AuditQuery { Outcome = "refused" }, "2");
        await FoundAsync(new AuditQuery { Targets = ["orders.get", "token"] }, "3", "1");
        await FoundAsync(new AuditQuery { Targets = [] });
        await FoundAsync(new AuditQuery { Since = third.At }, "3");
        await FoundAsync(new AuditQuery { Until = third.At }, "2", "1");
        await FoundAsync(new AuditQuery { Before = 3, Limit = 1 }, "2");
        await FoundAsync(new AuditQuery { After = 0, Limit = 2 }, "1", "2");
        await FoundAsync(new AuditQuery { After = 1, Actor = "ann", Action = "token create", Since = third.At.AddDays(-1) }, "3");
        await FoundAsync(new AuditQuery { Actor = "an" });
        await FoundAsync(new AuditQuery { Actor = "' OR 1=1 --" });
    }

    [Fact]
    public async Task It_is_read_and_checked_to_its_end_in_pages()
    {
        await Task.WhenAll(Enumerable.Range(1, 1001).Select(n => _audit.AppendAsync("ann", "shift", "x", "done", $"{n}")));
        var numbers = new List<long>();
        await foreach (var entry in _audit.ReadAllAsync())
            numbers.Add(entry.Number);
        numbers.ShouldBe(Enumerable.Range(1, 1001).Select(n => (long)n));
        (await _audit.FindBrokenAsync()).ShouldBeNull();
        await _database.WriteAsync((c, t) =>
            c.ExecuteAsync("UPDATE audit_entry SET detail = 'another' WHERE number = 1001", transaction: t));
        (await _audit.FindBrokenAsync()).ShouldBe(1001);
    }

    private async Task FoundAsync(AuditQuery query, params string[] details) =>
        (await _audit.ListAsync(query)).Select(e => e.Detail).ShouldBe(details);
}
