using System.Diagnostics;
using Hub.Benchmarks.Comparing;
using Hub.Benchmarks.Peers;
using Hub.Benchmarks.Reporting;

namespace Hub.Benchmarks.Handover;

/// <summary>
/// Moves the owner of the demo's customers to the new side and back while they are written at a rate: how long are writes held,
/// and is anything lost? It is no contest: what it is held against is the time of a write that was not held, in the same run.
/// </summary>
/// <param name="repository">The checkout whose hub is measured.</param>
/// <param name="progress">Hears how it goes.</param>
internal sealed class HandoverBenchmark(Repository repository, Action<string> progress)
{
    public const string Name = "handover";

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan AfterRefusal = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Settling = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(4);
    private static readonly int[] Rates = [20, 100, 1000];

    /// <summary>Measures, prints the figures, and writes them into README.md unless the run is a quick one.</summary>
    public static async Task<int> MeasureAsync(Repository repository, bool quick, CancellationToken cancellation)
    {
        var surroundings = await Surroundings.ObserveAsync(repository, before: null, TimeProvider.System, cancellation);
        var benchmark = new HandoverBenchmark(repository, Screen.Print);
        var cases = await benchmark.RunAsync(quick ? 4 : 100, cancellation);
        var report = HandoverReport.Markdown(cases, benchmark.Bond!, surroundings);
        Screen.Print($"\n{report}");
        if (!quick)
            await Readme.PutAsync(repository.Readme, Name, report, cancellation);
        return 0;
    }

    /// <summary>What the bond costs, once something was measured.</summary>
    public BondCost? Bond { get; private set; }

    /// <param name="handovers">How many at each rate, at most for four minutes.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<IReadOnlyList<HandoverCase>> RunAsync(int handovers, CancellationToken cancellation)
    {
        List<HandoverCase> cases = [];
        foreach (var rate in Rates)
            cases.Add(await RunAsync(rate, handovers, cancellation));
        return cases;
    }

    private async Task<HandoverCase> RunAsync(int rate, int handovers, CancellationToken cancellation)
    {
        progress($"{rate} writes/s: starting …");
        using var bench = new Workbench();
        using var hub = await DemoHub.StartAsync(repository, bench, cancellation);
        var watch = Stopwatch.StartNew();
        using var writers = new LinkedWriters(hub.Client, watch);
        await writers.StartAsync(rate, cancellation);
        await Task.Delay(WarmUp, cancellation);

        List<MeasuredHandover> moved = [];
        List<string> refusals = [];
        for (var back = false; moved.Count < handovers && watch.Elapsed < Longest;)
        {
            var began = watch.Elapsed;
            var (held, refusal) = await hub.MoveAsync(back, cancellation);
            if (refusal is not null)
            {
                refusals.Add(refusal);
                await Task.Delay(AfterRefusal, cancellation);
                continue;
            }

            moved.Add(new MeasuredHandover(back, began, watch.Elapsed, held!.Value));
            back = !back;
            if (moved.Count % 10 == 0)
                progress($"{rate} writes/s: {moved.Count} of {handovers} handovers, {refusals.Count} refused");
            await Task.Delay(Between, cancellation);
        }

        var acknowledged = await writers.StopAsync();
        var took = watch.Elapsed;
        var lost = await LostAsync(hub, acknowledged, cancellation);
        Bond = BondCost.Measure(repository, hub.Store);
        return new HandoverCase(
            rate, took, moved, writers.Writes, refusals, lost, await hub.UnsettledAsync(cancellation));
    }

    /// <summary>Returns how many acknowledged notes a side does not hold, after it had a minute for it.</summary>
    private static async Task<int> LostAsync(
        DemoHub hub, IReadOnlyDictionary<string, string> acknowledged, CancellationToken cancellation)
    {
        var left = acknowledged.SelectMany(a => new[] { (a.Key, "legacy", a.Value), (a.Key, "new", a.Value) }).ToList();
        for (var watch = Stopwatch.StartNew(); left.Count > 0 && watch.Elapsed < Settling;)
        {
            List<(string, string, string)> behind = [];
            foreach (var (id, side, note) in left)
                if (await hub.NoteAsync(id, side, cancellation) != note)
                    behind.Add((id, side, note));
            left = behind;
            await Task.Delay(Between, cancellation);
        }

        return left.Count;
    }
}
