using Hub.Adapters.Tests.Sql;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Storage;
using Hub.Tests;
using Hub.Tests.Servers;

namespace Hub.Adapters.Tests.Changes.Capturing;

/// <summary>
/// Two processes compare one listing, as where a link and a copy of it are read by different nodes: neither takes for gone, or
/// for older than it is, what the other one saw meanwhile.
/// </summary>
public abstract class ComparedByTwoProcesses : IAsyncLifetime
{
    private CaptureWorld? _world;

    internal abstract Task<ISqlUnderTest> CreateAsync();

    /// <summary>Where the hub keeps its own state; null for SQLite.</summary>
    private protected virtual Task<StoreOptions?> StoreAsync() => Task.FromResult<StoreOptions?>(null);

    public async ValueTask InitializeAsync() =>
        _world = await CaptureWorld.StartAsync(await CreateAsync(), Things.Snapshot, await StoreAsync());

    public async ValueTask DisposeAsync()
    {
        if (_world is not null)
            await _world.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_record_that_the_other_process_saw_first_is_not_taken_for_deleted()
    {
        await InsertAsync(from: 100, count: 60);
        var (one, other) = (new Reader(_world!.NewSource()), new Reader(_world.NewSource(anotherProcess: true)));
        await one.ReadAsync(limit: 20);
        one.Read.ShouldBe(20);
        await InsertAsync(from: 1, count: 1);
        await other.ReadToEndAsync();
        other.Amounts.ShouldContainKey("T-1");

        await one.ReadToEndAsync();
        await other.ReadToEndAsync();

        (one.Deleted, other.Deleted).ShouldBe((0, 0));
        one.Amounts.Count.ShouldBe(61);
    }

    [Fact]
    public async Task What_is_really_gone_is_found_whichever_process_looks()
    {
        await InsertAsync(from: 1, count: 30);
        var (one, other) = (new Reader(_world!.NewSource()), new Reader(_world.NewSource(anotherProcess: true)));
        await one.ReadAsync(limit: 20);
        await other.ReadToEndAsync();
        await _world.ExecuteAsync("DELETE FROM thing WHERE no IN (3, 25)");

        await Task.WhenAll(UntilAsync(one, 28), UntilAsync(other, 28));

        one.Amounts.Keys.ShouldBe(other.Amounts.Keys, ignoreOrder: true);
    }

    [Fact]
    public async Task Two_that_compare_at_once_tell_no_change_backwards_and_no_deletion()
    {
        await InsertAsync(from: 100, count: 50);
        var (one, other) = (new Reader(_world!.NewSource()), new Reader(_world.NewSource(anotherProcess: true)));
        using var ending = new CancellationTokenSource();
        var reading = Task.WhenAll(KeepReadingAsync(one, ending.Token), KeepReadingAsync(other, ending.Token));
        for (var round = 1; round <= 150; round++)
        {
            await InsertAsync(from: 1000 - round, count: 1);
            await _world.ExecuteAsync("UPDATE thing SET amt = amt + 1");
        }

        await ending.CancelAsync();
        await reading;
        await Task.WhenAll(UntilAsync(one, 200), UntilAsync(other, 200));

        (one.Deleted, other.Deleted).ShouldBe((0, 0));
        (one.Backwards, other.Backwards).ShouldBe((0, 0));
        (await _world.CommittedAsync()).ToDictionary(t => t.Key, t => long.Parse(t.Value.Split(' ')[0], null))
            .ShouldBe(one.Amounts, ignoreOrder: true);
    }

    private Task InsertAsync(int from, int count) => _world!.ExecuteAsync(
        "INSERT INTO thing VALUES " + string.Join(", ", Enumerable.Range(from, count).Select(no => $"({no}, 1, 0)")));

    private static async Task KeepReadingAsync(Reader reader, CancellationToken ending)
    {
        while (!ending.IsCancellationRequested)
            await reader.ReadAsync(limit: 500);
    }

    private async Task UntilAsync(Reader reader, int count)
    {
        var committed = (await _world!.CommittedAsync()).Values.Sum(v => long.Parse(v.Split(' ')[0], null));
        await Eventually.GetAsync(
            "all that is committed, and nothing else",
            async () =>
            {
                await reader.ReadAsync(limit: 500);
                return (bool?)(reader.Amounts.Count == count && reader.Amounts.Values.Sum() == committed);
            });
    }

    /// <summary>Reads on as sync does, and notes what must not be told.</summary>
    private sealed class Reader(IChangeSource source)
    {
        private string? _position;

        public Dictionary<string, long> Amounts { get; } = new(StringComparer.Ordinal);

        public int Read { get; private set; }

        public int Deleted { get; private set; }

        public int Backwards { get; private set; }

        public async Task<bool> ReadAsync(int limit)
        {
            var changes = await source.ReadAsync(_position, limit, CancellationToken.None);
            foreach (var change in changes)
            {
                _position = change.Position;
                if (change.Kind == ChangeKind.Delete)
                {
                    Deleted += 1;
                    Amounts.Remove(change.Key);
                    continue;
                }

                var amount = change.Content!["amount"]!.GetValue<long>();
                Backwards += Amounts.GetValueOrDefault(change.Key) > amount ? 1 : 0;
                Amounts[change.Key] = amount;
            }

            Read += changes.Count;
            return changes.Count > 0;
        }

        public async Task ReadToEndAsync()
        {
            source.LookAnew();
            while (await ReadAsync(limit: 500))
            {
            }
        }
    }
}

public sealed class ComparedByTwoProcessesOnSqlite : ComparedByTwoProcesses
{
    internal override Task<ISqlUnderTest> CreateAsync() => Task.FromResult<ISqlUnderTest>(new SqliteUnderTest());
}

public sealed class ComparedByTwoProcessesOnPostgres : ComparedByTwoProcesses
{
    internal override async Task<ISqlUnderTest> CreateAsync()
    {
        PostgresServer.SkipIfMissing();
        return new PostgresUnderTest(await (await PostgresServer.SharedAsync()).CreateDatabaseAsync());
    }

    private protected override async Task<StoreOptions?> StoreAsync() =>
        new() { Postgres = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync() };
}
