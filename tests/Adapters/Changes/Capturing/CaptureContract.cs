using System.Diagnostics;
using System.Globalization;
using Hub.Adapters.Tests.Sql;
using Hub.ServiceKit.Storage;

namespace Hub.Adapters.Tests.Changes.Capturing;

/// <summary>What every way to capture changes does, in whatever order transactions begin, write and commit.</summary>
public abstract class CaptureContract : IAsyncLifetime
{
    private CaptureWorld? _world;

    internal CaptureWorld World => _world!;

    /// <summary>How the plan captures.</summary>
    private protected abstract string Changes { get; }

    /// <summary>What it cannot see by its nature.</summary>
    private protected abstract InterleavingLimits Limits { get; }

    /// <summary>How many orders of events are tried at most, and for how long.</summary>
    private protected abstract (int Seeds, TimeSpan AtMost) Runs { get; }

    internal abstract Task<ISqlUnderTest> CreateAsync();

    /// <summary>Where the hub keeps its own state; null for SQLite.</summary>
    private protected virtual Task<StoreOptions?> StoreAsync() => Task.FromResult<StoreOptions?>(null);

    public virtual async ValueTask InitializeAsync() =>
        _world = await CaptureWorld.StartAsync(await CreateAsync(), Changes, await StoreAsync());

    public virtual async ValueTask DisposeAsync()
    {
        if (_world is not null)
            await _world.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task In_every_order_of_events_nothing_is_missed()
    {
        var (started, seed) = (Stopwatch.GetTimestamp(), 0);
        var atLeast = int.Parse(Environment.GetEnvironmentVariable("HUB_TEST_ORDERS") ?? "20", CultureInfo.InvariantCulture);
        for (; seed < atLeast || (seed < Runs.Seeds && Stopwatch.GetElapsedTime(started) < Runs.AtMost); seed++)
            await new Interleaving(World, seed, Limits).RunAsync(steps: 12);
        TestContext.Current.TestOutputHelper?.WriteLine($"{seed} orders in {Stopwatch.GetElapsedTime(started)}");
    }

    [Fact]
    public async Task What_has_not_changed_is_not_told_again()
    {
        await World.ExecuteAsync("INSERT INTO thing VALUES (1, 5, 1790000000), (2, 6, 1790000000)");
        await World.ReadToEndAsync();
        World.Told.ShouldBe(2);
        World.Restart();
        await World.ReadToEndAsync();
        World.Told.ShouldBe(2);
    }
}
