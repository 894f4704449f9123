using Hub.Platform.Nodes;
using Hub.Platform.Storage;
using Hub.Platform.Tests.Storage;
using Hub.ServiceKit.Storage;
using Hub.Tests;
using Hub.Tests.Servers;

namespace Hub.Platform.Tests.Nodes;

/// <summary>Whether a node that is not heard of has ended, or may only be cut off from the store.</summary>
public sealed class EndedNodes : IAsyncLifetime
{
    private TestStores _stores = null!;

    public async ValueTask InitializeAsync() => _stores = await TestStores.CreateAsync(StoreEngine.Postgres);

    public ValueTask DisposeAsync()
    {
        _stores?.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task It_has_ended_where_its_connection_ended_too_and_only_for_those_who_were_there_all_the_time()
    {
        await using var watching = await ProcessAsync();
        await using var cutOff = await ProcessAsync();
        await using (var killed = await ProcessAsync())
        {
            await killed.RenewAsync();
            await cutOff.RenewAsync();
            (await watching.FindAsync(killed)).ShouldBe(NodeLife.Lives);
            await killed.DisposeAsync();
            (await watching.FindAsync(killed)).ShouldBe(NodeLife.Lives, "its lease holds");
            await using var later = await ProcessAsync();
            await Eventually.HoldsAsync(
                "both leases to end",
                async () => await watching.FindAsync(killed) != NodeLife.Lives
                    && await watching.FindAsync(cutOff) != NodeLife.Lives);
            (await watching.FindAsync(killed)).ShouldBe(NodeLife.Ended);
            (await watching.FindAsync(cutOff)).ShouldBe(NodeLife.Unknown, "its connection is open");
            (await later.FindAsync(killed)).ShouldBe(NodeLife.Unknown, "the server may be another one than before");
        }
    }

    [Fact]
    public async Task Nothing_is_known_of_a_node_that_never_held_a_connection_or_was_never_heard_of()
    {
        await using var watching = await ProcessAsync();
        await using var silent = await ProcessAsync(holds: false);
        await silent.RenewAsync();
        await Eventually.HoldsAsync("the lease to end", async () => await watching.FindAsync(silent) != NodeLife.Lives);
        (await watching.FindAsync(silent)).ShouldBe(NodeLife.Unknown);
        (await watching.FindAsync(await ProcessAsync())).ShouldBe(NodeLife.Unknown);
    }

    private async Task<Process> ProcessAsync(bool holds = true)
    {
        var process = new Process(_stores.Open("hub"), holds);
        await process.Nodes.MigrateAsync();
        await Eventually.HoldsAsync("the connection to be held", () => Task.FromResult(!holds || process.Session.Since != 0));
        return process;
    }

    private sealed class Process : IAsyncDisposable
    {
        private readonly ThisNode _node = new("facade", () => "");
        private readonly Database _database;
        private readonly CancellationTokenSource _end = new();
        private readonly Task _listening;

        public Process(Database database, bool holds)
        {
            _database = database;
            Session = new SessionLock(NodeRegistry.SessionOf(_node));
            Nodes = new NodeRegistry(new HubStore(database), Session);
            _listening = holds ? database.ListenAsync("news", _ => { }, _end.Token, Session) : Task.CompletedTask;
        }

        public SessionLock Session { get; }

        public NodeRegistry Nodes { get; }

        public Task RenewAsync() => Nodes.RenewAsync(_node, 1, new Dictionary<string, int>());

        public Task<NodeLife> FindAsync(Process other) => Nodes.FindLifeAsync(other._node.Id);

        public async ValueTask DisposeAsync()
        {
            await _end.CancelAsync();
            await _listening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await _database.DisposeAsync();
        }
    }
}
