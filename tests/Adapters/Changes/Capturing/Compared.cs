using Hub.Adapters.Tests.Sql;
using Hub.Tests.Servers;

namespace Hub.Adapters.Tests.Changes.Capturing;

/// <summary>Comparing all there is, which sees every difference between two readings.</summary>
public abstract class Compared : CaptureContract
{
    private protected override string Changes => Things.Snapshot;
}

public sealed class ComparedOnSqlite : Compared
{
    private protected override InterleavingLimits Limits => new(Writers: 1) { Readings = 2 };

    private protected override (int Seeds, TimeSpan AtMost) Runs => (500, TimeSpan.FromSeconds(8));

    internal override Task<ISqlUnderTest> CreateAsync() => Task.FromResult<ISqlUnderTest>(new SqliteUnderTest());
}

public sealed class ComparedOnPostgres : Compared
{
    private protected override InterleavingLimits Limits => new(Writers: 3) { Readings = 2 };

    private protected override (int Seeds, TimeSpan AtMost) Runs => (500, TimeSpan.FromSeconds(8));

    internal override async Task<ISqlUnderTest> CreateAsync()
    {
        PostgresServer.SkipIfMissing();
        return new PostgresUnderTest(await (await PostgresServer.SharedAsync()).CreateDatabaseAsync());
    }
}
