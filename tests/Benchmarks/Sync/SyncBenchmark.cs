using System.Diagnostics;
using Hub.Benchmarks.Comparing;
using Hub.Benchmarks.Handover;
using Hub.Benchmarks.Peers;
using Hub.Benchmarks.Reporting;

namespace Hub.Benchmarks.Sync;

/// <summary>
/// How long it takes until a change that was acknowledged on one side can be read on the other, while others are written at a
/// rate: from the customers service's outbox to the CRM, and from the CRM, which is polled over SOAP, to the service.
/// </summary>
/// <param name="repository">The checkout whose hub is measured.</param>
/// <param name="progress">Hears how it goes.</param>
internal sealed class SyncBenchmark(Repository repository, Action<string> progress)
{
    public const string Name = "sync";

    // The load changes all others, so that what is measured waits for no change of its own record.
    private const int Loaded = 47;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(10);
    private static readonly int[] Rates = [1, 20, 100];

    /// <summary>Measures, prints the figures, and writes them into README.md unless the run is a quick one.</summary>
    public static async Task<int> MeasureAsync(Repository repository, bool quick, CancellationToken cancellation)
    {
        var surroundings = await Surroundings.ObserveAsync(repository, before: null, TimeProvider.System, cancellation);
        var cases = await new SyncBenchmark(repository, Screen.Print).RunAsync(quick ? 5 : 100, cancellation);
        var report = SyncReport.Markdown(cases, surroundings);
        Screen.Print($"\n{report}");
        if (!quick)
            await Readme.PutAsync(repository.Readme, Name, report, cancellation);
        return 0;
    }

    /// <param name="samples">How many changes are timed in each case.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<IReadOnlyList<SyncCase>> RunAsync(int samples, CancellationToken cancellation)
    {
        List<SyncCase> cases = [];
        foreach (var rate in Rates)
        {
            progress($"{rate} changes/s: starting …");
            using var bench = new Workbench();
            using var hub = await DemoHub.StartAsync(repository, bench, cancellation);
            cases.Add(await RunAsync(hub, "legacy", rate, samples, cancellation));
            await hub.CaughtUpAsync(cancellation);
            if (await hub.MoveAsync(back: false, cancellation) is { Refusal: { } refusal })
                throw new BenchmarkFailedException($"The owner did not move: {refusal}");
            cases.Add(await RunAsync(hub, "new", rate, samples, cancellation));
        }

        return cases;
    }

    private async Task<SyncCase> RunAsync(DemoHub hub, string from, int rate, int samples, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        using var writers = new LinkedWriters(hub.Client, watch, Loaded);
        await writers.StartAsync(rate, cancellation);
        await Task.Delay(WarmUp, cancellation);
        var timed = new VisibleChanges(hub, from == "new" ? "legacy" : "new", watch);
        List<TimeSpan> times = [];
        for (var n = 0; n < samples; n++)
        {
            times.Add(await timed.MeasureAsync(n, cancellation));
            if ((n + 1) % 25 == 0)
                progress($"{rate} changes/s from {from}: {n + 1} of {samples}");
        }

        await writers.StopAsync();
        return new SyncCase(from, rate, writers.Writes.Count / watch.Elapsed.TotalSeconds, times);
    }
}
