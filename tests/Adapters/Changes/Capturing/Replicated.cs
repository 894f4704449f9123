using Hub.Adapters.Tests.Sql;
using Hub.Platform.Changes;
using Hub.ServiceKit.Storage;
using Hub.Tests.Servers;

namespace Hub.Adapters.Tests.Changes.Capturing;

/// <summary>A replication slot, which sees all that the contract asks for.</summary>
public abstract class Replicated : CaptureContract
{
    private protected override string Changes => Things.Replication;

    private protected override InterleavingLimits Limits => new(Writers: 3);

    private protected override (int Seeds, TimeSpan AtMost) Runs => (10_000, TimeSpan.FromSeconds(15));

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await World.InstallAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        // A slot that nobody reads has the server of all tests keep its log.
        await World.Hub.Service<ICaptureInstaller>().UninstallAsync(
            "adapter:shop", "things", force: true, CancellationToken.None);
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    internal override async Task<ISqlUnderTest> CreateAsync()
    {
        PostgresServer.SkipIfMissing();
        return new PostgresUnderTest(await (await PostgresServer.ReplicatingAsync()).CreateDatabaseAsync());
    }
}

public sealed class ReplicatedIntoSqlite : Replicated;

public sealed class ReplicatedIntoPostgres : Replicated
{
    private protected override async Task<StoreOptions?> StoreAsync() =>
        new() { Postgres = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync() };
}
