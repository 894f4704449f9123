using Hub.Benchmarks;
using Hub.Benchmarks.Adapters;
using Hub.Benchmarks.Comparing;
using Hub.Benchmarks.Composing;
using Hub.Benchmarks.Facade;
using Hub.Benchmarks.Handover;
using Hub.Benchmarks.Load;
using Hub.Benchmarks.Million;
using Hub.Benchmarks.Parked;
using Hub.Benchmarks.Peers;
using Hub.Benchmarks.Reporting;
using Hub.Benchmarks.Shadow;
using Hub.Benchmarks.Sql;
using Hub.Benchmarks.Sync;

using var interruption = new Interruption();
try
{
    var repository = Repository.Find();
    var options = CommandLine.Parse(
        args,
        [
            "facade", "shadow", "compose", "adapters", "sql", "parked", HandoverBenchmark.Name, SyncBenchmark.Name,
            MillionBenchmark.Name,
        ]);
    var before = options.Before is null ? null : Repository.At(options.Before);
    IBenchmark[] benchmarks =
        [
            new FacadeBenchmark(repository, before), new AdaptersBenchmark(repository, before),
            new SqlBenchmark(repository, before), new ParkedBenchmark(repository), new ShadowBenchmark(repository),
            new ComposeBenchmark(repository),
        ];
    if (options.Benchmark == HandoverBenchmark.Name)
        return await HandoverBenchmark.MeasureAsync(repository, options.Quick, interruption.Token);
    if (options.Benchmark == SyncBenchmark.Name)
        return await SyncBenchmark.MeasureAsync(repository, options.Quick, interruption.Token);
    if (options.Benchmark == MillionBenchmark.Name)
        return await MillionBenchmark.MeasureAsync(repository, options.Quick, options.Records, interruption.Token);
    var benchmark = benchmarks.Single(b => b.Name == options.Benchmark);

    var surroundings = await Surroundings.ObserveAsync(repository, before, TimeProvider.System, interruption.Token);
    var wrk = new Wrk(threads: Math.Min(2, benchmark.Connections), benchmark.Connections);
    var run = new PairedRun(wrk, options.Schedule, Screen.Print);
    List<CaseResult> results = [];
    foreach (var @case in benchmark.Cases)
    {
        using var bench = new Workbench();
        Screen.Print($"{@case.Name}: starting …");
        var contest = await @case.StartAsync(bench, interruption.Token);
        results.Add(await run.RunAsync(@case.Name, contest, interruption.Token));
    }

    var report = new Report(benchmark, wrk, options.Schedule, surroundings, results);
    Screen.Print($"\n{report.Text()}\n\n{report.Markdown()}");
    if (options.Quick)
    {
        Screen.Print("A quick run shows that everything works; its figures mean nothing and go nowhere.");
        return 0;
    }

    await Readme.PutAsync(repository.Readme, benchmark.Name, report.Markdown(), interruption.Token);
    Screen.Print($"Written into {Path.GetRelativePath(Environment.CurrentDirectory, repository.Readme)}.");
    return 0;
}
// Ctrl+C reaches the programs too, so their failures may be noticed before the cancellation is.
catch (Exception e) when (
    interruption.Token.IsCancellationRequested && e is (OperationCanceledException or BenchmarkFailedException))
{
    Screen.Refuse("Interrupted; nothing is left running.");
    return 130;
}
catch (FormatException wrong)
{
    Screen.Refuse(wrong.Message);
    return 2;
}
catch (BenchmarkFailedException failed)
{
    Screen.Refuse(failed.Message);
    return 1;
}
