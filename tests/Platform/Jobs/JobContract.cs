using System.Diagnostics;
using System.Text.Json;
using Hub.Platform.Jobs;
using Hub.Platform.Tests.Storage;
using Hub.Tests;
using Hub.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Hub.Platform.Tests.Jobs;

public sealed class Jobs_on_SQLite() : JobContract(StoreEngine.Sqlite);

public sealed class Jobs_on_PostgreSQL() : JobContract(StoreEngine.Postgres);

/// <summary>What jobs may rely on, over both stores.</summary>
public abstract class JobContract(StoreEngine engine) : IAsyncLifetime
{
    private readonly TemporaryFolder _written = new();
    private TestStores _stores = null!;
    private IHost _host = null!;
    private bool _started;

    private JobFolder Folder => new(_written.Path);

    private JobBoard Board => _host.Services.GetRequiredService<JobBoard>();

    public async ValueTask InitializeAsync()
    {
        _stores = await TestStores.CreateAsync(engine);
        _host = JobHost.Create(_stores.Data, _stores.Options, Folder);
    }

    public async ValueTask DisposeAsync()
    {
        Folder.Go();
        if (_started)
            await _host.StopAsync();
        _host?.Dispose();
        _stores?.Dispose();
        _written.Dispose();
    }

    [Fact]
    public async Task A_run_has_its_arguments_and_tells_how_far_it_is()
    {
        await StartAsync();
        var run = await EndOfAsync("counting", Start("counting", new Count(To: 3)));
        run.ShouldHaveSucceeded();
        run.Progress.ShouldBe(new JobProgress(3, 3, "counting"));
        run.Attempt.ShouldBe(1);
        run.History.Select(h => h.State).ShouldBe(["succeeded", "running", "waiting"]);
        run.History[^1].Reason.ShouldBe("a test");
        run.CreatedAt.ShouldBeLessThanOrEqualTo(run.History[0].At);
        Counted().Select(Step).ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task What_fails_is_tried_again_from_its_checkpoint_and_the_reason_is_kept()
    {
        await StartAsync();
        var run = await EndOfAsync("counting", Start("counting", new Count(To: 4, FailAt: 3)));
        run.ShouldHaveSucceeded();
        run.Attempt.ShouldBe(2);
        run.History.ShouldContain(h => h.Reason != null && h.Reason.Contains("step 3 cannot be done"));
        Counted().Select(Step).ShouldBe([1, 2, 3, 3, 4]);
    }

    [Fact]
    public async Task The_words_of_a_failure_are_encrypted_in_the_store()
    {
        await StartAsync();
        var run = await EndOfAsync("counting", Start("counting", new Count(To: 4, FailAt: 3)));
        var stopped = await EndOfAsync("counting", Board.Start("counting", """{ "secretly": 1 }""", at: null, "a test"));
        stopped.History[0].Reason.ShouldNotBeNull().ShouldContain("secretly");

        var monitor = _host.Services.GetRequiredService<JobEngine>().Storage.GetMonitoringApi();
        var kept = new[] { run.Id, stopped.Id }.SelectMany(id => monitor.JobDetails(id).History)
            .SelectMany(step => step.Data.Values.Append(step.Reason)).OfType<string>().ToList();
        kept.ShouldContain(value => value.StartsWith("sealed:", StringComparison.Ordinal));
        kept.ShouldNotContain(value => value.Contains("cannot be done", StringComparison.Ordinal));
        kept.ShouldNotContain(value => value.Contains("secretly", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{ "to": "many" }""")]
    [InlineData("""{ "two": 3 }""")]
    [InlineData(null)]
    public async Task Arguments_that_do_not_fit_fail_at_once(string? arguments)
    {
        await StartAsync();
        var run = await EndOfAsync("counting", Board.Start("counting", arguments, at: null, "a test"));
        run.State.ShouldBe("failed");
        run.Attempt.ShouldBe(1);
        run.History[0].Reason.ShouldNotBeNull().ShouldContain("arguments");
    }

    [Fact]
    public async Task A_job_has_one_run_at_a_time_and_the_next_one_waits()
    {
        await StartAsync();
        string[] runs = [Start("waiting"), Start("waiting"), Start("waiting")];
        await Eventually.HoldsAsync("both others wait", () => Task.FromResult(
            Board.Runs("waiting", 10).Count(r => r.History.Any(h => h.Reason?.Contains("still under way") == true)) == 2));
        Folder.Go();
        foreach (var run in runs)
            (await EndOfAsync("waiting", run)).ShouldHaveSucceeded();
        var steps = Folder.Steps.Where(s => runs.Contains(s.Split(' ')[1])).ToList();
        steps.Count.ShouldBe(6);
        for (var i = 0; i < steps.Count; i += 2)
            steps[i + 1].ShouldBe(steps[i].Replace("begin", "end"));
    }

    [Fact]
    public async Task What_the_clock_begins_is_left_out_while_the_run_before_is_under_way()
    {
        await StartAsync();
        await Eventually.HoldsAsync("a run was left out", () => Task.FromResult(
            Board.Runs("ticking", 10).Any(r =>
                r.State == "cancelled" && r.History[0].Reason!.StartsWith("Skipped", StringComparison.Ordinal))));
        Folder.Steps.Count(s => s.StartsWith("begin", StringComparison.Ordinal)).ShouldBe(1);
        Board.List().Single(job => job.Name == "ticking").NextAt.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_run_under_way_is_cancelled_and_so_is_one_that_waits()
    {
        await StartAsync();
        var tomorrow = TimeProvider.System.GetUtcNow().AddDays(1);
        var (running, later) = (Start("waiting"), Board.Start("waiting", null, tomorrow, "a test"));
        await Eventually.HoldsAsync("it runs", () => Task.FromResult(Folder.Steps.Contains($"begin {running}")));
        Board.Cancel("waiting", "Cancelled by a test.", _ => true).ShouldBe([later, running], ignoreOrder: true);
        foreach (var id in (string[])[running, later])
        {
            var run = await EndOfAsync("waiting", id);
            run.State.ShouldBe("cancelled");
            run.History[0].Reason.ShouldBe("Cancelled by a test.");
        }

        await Eventually.HoldsAsync(
            "it has heard of it", () => Task.FromResult(Folder.Steps.Contains($"cancelled {running}")));
        // Its place is free again.
        Folder.Go();
        (await EndOfAsync("waiting", Start("waiting"))).ShouldHaveSucceeded();
        Folder.Steps.ShouldNotContain($"end {running}");
    }

    [Fact]
    public async Task A_run_for_later_begins_at_its_time()
    {
        await StartAsync();
        var at = TimeProvider.System.GetUtcNow().AddSeconds(2);
        var run = Board.Start("counting", """{ "to": 1 }""", at, "a test");
        var ended = await EndOfAsync("counting", run);
        // The engine goes by whole seconds.
        ended.History.Single(h => h.State == "running").At.ShouldBeGreaterThanOrEqualTo(at.AddSeconds(-1));
    }

    [Fact]
    public async Task Two_nodes_in_one_process_share_nothing_but_the_store()
    {
        using var elsewhere = new TemporaryFolder();
        using var other = JobHost.Create(new(elsewhere.Path), new(), new JobFolder(elsewhere.Path));
        await StartAsync();
        await other.StartAsync();
        await EndOfAsync("counting", Start("counting", new Count(To: 2)));
        new JobFolder(elsewhere.Path).Steps.ShouldNotContain($"{Environment.ProcessId} 1");
        other.Services.GetRequiredService<JobBoard>().Runs("counting", 10).ShouldBeEmpty();
        await other.StopAsync();
        // The one that is left still works.
        (await EndOfAsync("counting", Start("counting", new Count(To: 1)))).ShouldHaveSucceeded();
    }

    [Fact]
    public async Task A_run_whose_process_is_killed_goes_on_from_its_checkpoint()
    {
        var run = Start("counting", new Count(To: 20, WaitAt: 10));
        using (var first = StartProcess())
        {
            await Eventually.HoldsAsync("step 10", () => Task.FromResult(Counted().Any(s => Step(s) == 10)));
            first.Kill();
            await first.WaitForExitAsync();
        }

        var before = Counted();
        Folder.Go();
        using var second = StartProcess();
        JobRunView ended;
        try
        {
            ended = await EndOfAsync("counting", run);
        }
        finally
        {
            second.Kill();
            await second.WaitForExitAsync();
        }

        ended.ShouldHaveSucceeded();
        before.Select(Step).ShouldBe(Enumerable.Range(1, 10));
        Counted().Skip(10).Select(Step).ShouldBe(Enumerable.Range(10, 11));
        Counted().Select(s => s.Split(' ')[0]).Distinct().Count().ShouldBe(2);
    }

    private IReadOnlyList<string> Counted() => [.. Folder.Steps.Where(s => char.IsAsciiDigit(s[0]))];

    private static int Step(string line) => int.Parse(line.Split(' ')[^1]);

    private async Task StartAsync()
    {
        await _host.StartAsync();
        _started = true;
        await Eventually.HoldsAsync("the jobs are known", () => Task.FromResult(Board.List().Count == 3));
    }

    private string Start(string name, object? arguments = null) => Board.Start(
        name,
        arguments is null ? null : JsonSerializer.Serialize(arguments, JsonSerializerOptions.Web),
        at: null,
        "a test");

    private Task<JobRunView> EndOfAsync(string name, string id) => Eventually.GetAsync($"the end of run {id}", () =>
        Task.FromResult(Board.Runs(name, 100)
            .FirstOrDefault(r => r.Id == id && r.State is ("succeeded" or "failed" or "cancelled"))));

    private Process StartProcess()
    {
        var start = new ProcessStartInfo("dotnet", JobHost.Arguments(_stores.Data, Folder))
        {
            UseShellExecute = false, RedirectStandardInput = true,
        };
        start.Environment["HUB_STORE"] = _stores.Options.Postgres ?? "";
        return Process.Start(start)!;
    }
}

file static class RunAssertions
{
    public static void ShouldHaveSucceeded(this JobRunView run) =>
        run.State.ShouldBe("succeeded", string.Join("; ", run.History.Select(h => $"{h.State}: {h.Reason}")));
}
