using Hub.Adapters.Tests.Sql;
using Hub.ServiceKit.Storage;
using Hub.Tests.Servers;

namespace Hub.Adapters.Tests.Changes.Capturing;

/// <summary>A journal, which sees all that the contract asks for.</summary>
public abstract class Journaled : CaptureContract
{
    private protected override string Changes => Things.Journal;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await World.InstallAsync();
    }
}

public sealed class JournaledOnSqlite : Journaled
{
    // It has one writer.
    private protected override InterleavingLimits Limits => new(Writers: 1);

    private protected override (int Seeds, TimeSpan AtMost) Runs => (10_000, TimeSpan.FromSeconds(15));

    internal override Task<ISqlUnderTest> CreateAsync() => Task.FromResult<ISqlUnderTest>(new SqliteUnderTest());
}

public sealed class JournaledOnPostgres : Journaled
{
    private protected override InterleavingLimits Limits => new(Writers: 3);

    private protected override (int Seeds, TimeSpan AtMost) Runs => (10_000, TimeSpan.FromSeconds(15));

    internal override async Task<ISqlUnderTest> CreateAsync()
    {
        PostgresServer.SkipIfMissing();
        return new PostgresUnderTest(await (await PostgresServer.SharedAsync()).CreateDatabaseAsync());
    }

    private protected override async Task<StoreOptions?> StoreAsync() =>
        new() { Postgres = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync() };
}
