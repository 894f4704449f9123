using System.Diagnostics;
using Hub.Tests;
using Hub.Tests.Processes;

namespace Hub.EndToEnd.Tests.Chaos;

/// <summary>
/// The proof that no edit is lost while owners move and nodes die or stand still at each step: every acknowledged value stands on
/// both sides, or was replaced by somebody who had seen it, or is listed as a conflict. HUB_CHAOS=100 makes that many handovers.
/// </summary>
public abstract class HandoversUnderFire(ITestOutputHelper output) : IAsyncLifetime
{
    // On a busy machine the links are behind for a minute; how long it took is told.
    private const int Patience = 120;
    private const int MostWanted = 1000;
    private readonly TemporaryFolder _folder = new();
    private Landscape _landscape = null!;
    private IHubShape _hub = null!;

    public async ValueTask InitializeAsync()
    {
        _landscape = await Landscape.StartAsync(_folder.File("landscape"));
        // Writes wait for a dead node that hands over: shorter than in the demo, so that the test is.
        var plan = DemoPlan.Copy(_folder.File("plan"));
        DemoPlan.Change(
            plan, "capabilities/customers.yaml", "new: service:customers }\n", "new: service:customers, hold: 3s }\n");
        _hub = await StartAsync(_folder.File("hub"), _landscape, plan);
        await BothSides.CaughtUpAsync(_hub);
    }

    public async ValueTask DisposeAsync()
    {
        if (_hub is not null)
            await _hub.DisposeAsync();
        await _landscape.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Handovers_struck_at_each_step_lose_no_acknowledged_edit_and_both_sides_are_equal_in_the_end()
    {
        var doors = new Doors(_hub.Facades);
        var before = await EqualAsync([], null);
        await using var writers = new Writers(doors, _landscape, _hub.Admin.Token);
        var handovers = new StruckHandovers(_hub, doors, writers, output);
        writers.Start();
        var strikes = Strikes.ToList();
        var began = Stopwatch.StartNew();
        for (var n = 0; n < strikes.Count || handovers.Count < Wanted; n++)
        {
            output.WriteLine(
                $"{n} strikes of {strikes.Count} or more, {handovers.Count} handovers of {Wanted} or more, "
                + $"{writers.Ledger.Edits.Count} edits");
            if (began.Elapsed > TimeSpan.FromMinutes(5 + Math.Max(Wanted, strikes.Count)))
                throw new TimeoutException($"{handovers.Count} handovers took {began.Elapsed}: more than a minute each.");
            // The orders of customers are made on the side that the customers are not made on, and on the same.
            if (n % 4 == 2)
                await handovers.MoveOrdersAsync();
            var strike = strikes[n % strikes.Count];
            // What met a shift in one run of the list meets a rollback in the next one.
            await handovers.MakeAsync(
                n / strikes.Count % 2 == 0 ? strike : strike with { Stage = strike.IsBack ? "new" : "legacy" });
        }

        await writers.StopAsync();
        var watch = Stopwatch.StartNew();
        var edits = writers.Ledger.Edits;
        try
        {
            var after = await EqualAsync(edits, before);
            output.WriteLine($"Both sides were equal {watch.Elapsed.TotalSeconds:0.0} s after the last edit.");
            output.WriteLine($"{after.Listed.Count} fields are listed in conflicts.");
        }
        finally
        {
            output.WriteLine($"{handovers.Count} handovers: {handovers.Summary}");
            output.WriteLine(string.Join(", ", edits.GroupBy(e => e.Outcome).Select(g => $"{g.Key}: {g.Count()}")));
            foreach (var told in edits.Where(e => e.Outcome != Outcome.Acknowledged)
                .GroupBy(e => $"{e.Outcome}: {e.Told[..Math.Min(e.Told.Length, 160)]}").OrderByDescending(g => g.Count()).Take(8))
                output.WriteLine($"    {told.Count()} {told.Key}");
        }

        (await _hub.Admin.GetAsync("/hub/api/sync/parked")).GetArrayLength().ShouldBe(0);
    }

    /// <summary>How many handovers are asked for; 0 for those of every day.</summary>
    private protected static int Wanted { get; } = Environment.GetEnvironmentVariable("HUB_CHAOS") switch
    {
        null or "" => 0,
        var given when int.TryParse(given, out var wanted) && wanted is >= 1 and <= MostWanted => wanted,
        var given => throw new InvalidOperationException(
            $"HUB_CHAOS is '{given}'; it is how many handovers are made, from 1 to {MostWanted}, as in HUB_CHAOS=100"),
    };

    private protected abstract IEnumerable<Strike> Strikes { get; }

    private protected abstract Task<IHubShape> StartAsync(string folder, Landscape landscape, string plan);

    /// <summary>Waits until the judge finds no fault, and returns what both sides hold then.</summary>
    private async Task<StoredSides> EqualAsync(IReadOnlyCollection<Edit> edits, StoredSides? before)
    {
        IReadOnlyList<Fault> faults = [];
        try
        {
            return await Eventually.GetAsync("both sides to hold what was acknowledged", async () =>
            {
                var sides = await StoredSides.ReadAsync(_landscape, _hub, _hub.Admin);
                faults = Judge.FindFaults(edits, (before ?? sides).New, sides.Legacy, sides.New, sides.Listed);
                return faults.Count == 0 ? sides : null;
            }, Patience);
        }
        catch (TimeoutException)
        {
            foreach (var fault in faults)
            {
                output.WriteLine($"{fault}");
                foreach (var e in edits.Where(e => (e.Record, e.Field) == (fault.Record, fault.Field))
                    .OrderBy(e => e.Sent).TakeLast(12))
                    output.WriteLine($"    {e.Sent}-{e.Answered} {e.Writer} '{e.Value}' saw '{e.Saw}' {e.Outcome} {e.Told}");
            }

            foreach (var what in new[] { "conflicts", "parked", "waiting", "links" })
                output.WriteLine($"{what}: {await _hub.Admin.GetTextAsync($"/hub/api/sync/{what}")}");
            throw;
        }
    }
}

[Collection("Spread out")]
public sealed class HandoversUnderFireSpreadOut(ITestOutputHelper output) : HandoversUnderFire(output)
{
    // Of every day: each blow at each step, to one node or the other.
    private protected override IEnumerable<Strike> Strikes =>
        from at in Enum.GetValues<HandoverPoint>()
        from blow in Enum.GetValues<Blow>()
        from victim in Enum.GetValues<Victim>()
        where Wanted > 0 || (((int)at / 2) + (int)blow) % 2 == (int)victim
        select new Strike(at, blow, victim, ((int)at + (int)blow + (int)victim) % 2 == 0 ? "new" : "legacy");

    private protected override Task<IHubShape> StartAsync(string folder, Landscape landscape, string plan) =>
        SpreadOut.StartAsync(folder, landscape, plan);
}

public sealed class HandoversUnderFireInOneProcess(ITestOutputHelper output) : HandoversUnderFire(output)
{
    private protected override IEnumerable<Strike> Strikes =>
        from at in Enum.GetValues<HandoverPoint>()
        select new Strike(at, Blow.Kill, Victim.Coordinator, (int)at % 2 == 0 ? "new" : "legacy");

    private protected override Task<IHubShape> StartAsync(string folder, Landscape landscape, string plan) =>
        OneProcess.StartAsync(folder, landscape, plan);
}
