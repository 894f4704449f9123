using Hub.Adapters.Tests.Sql;
using Hub.Tests.Servers;

namespace Hub.Adapters.Tests.Changes.Capturing;

/// <summary>
/// Polling by time stamps, with several to one second and over page borders. By its nature it sees no deletion, no key that
/// changes and no row that belongs to a record without touching its stamp; and what is stamped before the overlap, by a late
/// commit or a clock that was set back, only at the next sweep.
/// </summary>
public abstract class Stamped : CaptureContract
{
    private protected override string Changes => Things.Stamps;

    private protected override (int Seeds, TimeSpan AtMost) Runs => (500, TimeSpan.FromSeconds(8));

    internal override async Task<ISqlUnderTest> CreateAsync()
    {
        PostgresServer.SkipIfMissing();
        return new PostgresUnderTest(await (await PostgresServer.SharedAsync()).CreateDatabaseAsync());
    }
}

/// <summary>Within what it is made for, it finds all at once.</summary>
public sealed class StampedWithinTheOverlap : Stamped
{
    private protected override InterleavingLimits Limits =>
        new(Writers: 3) { Deletes = false, SetsClockBack = false, LongestTransaction = 20 };
}

/// <summary>Beyond that, the next sweep finds it.</summary>
public sealed class StampedBeyondTheOverlap : Stamped
{
    // A sweep reads a page with each reading.
    private protected override InterleavingLimits Limits =>
        new(Writers: 3) { Deletes = false, FoundBySweep = true, Readings = 12 };
}
