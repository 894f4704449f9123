using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Hub.Benchmarks.Comparing;
using Hub.Benchmarks.Peers;
using Hub.Benchmarks.Reporting;
using Hub.Benchmarks.Sql;
using Npgsql;

namespace Hub.Benchmarks.Million;

/// <summary>
/// Many records through a link of two PostgreSQL databases: filled and killed twice on the way, compared, changed under load,
/// compared again, compacted; with the hub's memory and the size of its store after each step.
/// </summary>
/// <param name="repository">The checkout whose hub is measured.</param>
/// <param name="records">How many.</param>
internal sealed class MillionBenchmark(Repository repository, long records)
{
    public const string Name = "million";
    public const long Full = 1_000_000;
    public const long Quick = 2_000;

    private const int Rate = 100;
    private static readonly TimeSpan Load = TimeSpan.FromSeconds(20);
    private readonly List<MillionStep> _steps = [];

    /// <summary>Measures, prints the figures, and writes them into README.md unless the run is a quick one.</summary>
    public static async Task<int> MeasureAsync(
        Repository repository, bool quick, long? records, CancellationToken cancellation)
    {
        var surroundings = await Surroundings.ObserveAsync(repository, before: null, TimeProvider.System, cancellation);
        var count = records ?? (quick ? Quick : Full);
        var report = await new MillionBenchmark(repository, count).RunAsync(surroundings, cancellation);
        Screen.Print($"\n{report}");
        if (!quick)
            await Readme.PutAsync(repository.Readme, Name, report, cancellation);
        return 0;
    }

    private async Task<string> RunAsync(Surroundings surroundings, CancellationToken cancellation)
    {
        using var bench = new Workbench();
        var postgres = await Postgres.StartAsync(bench, cancellation);
        await using var server = NpgsqlDataSource.Create(postgres.Connection);
        var variables = MillionPlan.Variables(
            await CreateAsync(server, postgres, "old", cancellation), await CreateAsync(server, postgres, "new", cancellation));
        await using var old = NpgsqlDataSource.Create(variables["OLD_DB"]);
        await using var copy = NpgsqlDataSource.Create(postgres.Connection);
        var bare = await CopyAsync(old, copy, cancellation);
        var plan = Path.Combine(bench.Folder, "plan");
        await MillionPlan.WriteAsync(repository, plan, variables, cancellation);
        using var hub = new MillionHub(repository, bench, plan, variables);

        await hub.StartAsync(cancellation);
        await hub.PostAsync("/hub/api/sync/links/items/capture", cancellation);
        var filling = Stopwatch.StartNew();
        await FillAsync(hub, cancellation);
        var filled = filling.Elapsed;
        await CompareAsync(hub, "compared whole", whole: true, cancellation);
        await CompareAsync(hub, "compared whole again, warm", whole: true, cancellation);
        await ChangeAsync(hub, old, cancellation);
        await CompareAsync(hub, "compared by what was changed", whole: false, cancellation);
        await CompareAsync(hub, "compared whole", whole: true, cancellation);
        await CompactAsync(hub, cancellation);
        return MillionReport.Markdown(records, _steps, bare, filled, surroundings);
    }

    private static async Task<string> CreateAsync(
        NpgsqlDataSource server, Postgres postgres, string database, CancellationToken cancellation)
    {
        await RunAsync(server, $"CREATE DATABASE {database}", cancellation);
        var connection = new NpgsqlConnectionStringBuilder(postgres.Connection) { Database = database, MaxPoolSize = 20 };
        await using var source = NpgsqlDataSource.Create(connection);
        await RunAsync(source, MillionPlan.Table, cancellation);
        return connection.ConnectionString;
    }

    /// <summary>
    /// Fills the old side, and copies its rows into an empty table of another database; returns how long the copy took.
    /// </summary>
    private async Task<TimeSpan> CopyAsync(NpgsqlDataSource old, NpgsqlDataSource other, CancellationToken cancellation)
    {
        await RunAsync(
            old,
            $"""
            INSERT INTO item ("no", name, price, note, ref)
            SELECT n, 'Item ' || n || ' of the old system', n * 7 % 100000,
                'a note of some length, as notes are, number ' || n, 'R-' || n
            FROM generate_series(1, {records}) n
            """,
            cancellation);
        await RunAsync(other, MillionPlan.Table, cancellation);
        var watch = Stopwatch.StartNew();
        await using var from = await old.OpenConnectionAsync(cancellation);
        await using var to = await other.OpenConnectionAsync(cancellation);
        await using var read = await from.BeginRawBinaryCopyAsync("COPY item TO STDOUT (FORMAT BINARY)", cancellation);
        await using (var written = await to.BeginRawBinaryCopyAsync("COPY item FROM STDIN (FORMAT BINARY)", cancellation))
            await read.CopyToAsync(written, cancellation);
        return watch.Elapsed;
    }

    private async Task FillAsync(MillionHub hub, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        var before = 0L;
        foreach (var third in (int[])[1, 2])
        {
            var applied = await hub.AwaitAsync(records * third / 3, cancellation);
            Add($"filled to {third} of 3, then killed", watch.Elapsed, applied - before, hub, $"{applied:N0} carried over");
            hub.Kill();
            before = applied;
            watch.Restart();
            await hub.StartAsync(cancellation);
        }

        var all = await hub.AwaitAsync(long.MaxValue, cancellation);
        Add("filled to the end", watch.Elapsed, all - before, hub, $"{all:N0} carried over");
    }

    private async Task CompareAsync(MillionHub hub, string name, bool whole, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        await hub.PostAsync($"/hub/api/sync/links/items/reconcile?changed={(whole ? "false" : "true")}", cancellation);
        var took = watch.Elapsed;
        var found = await hub.ReconciledAsync(cancellation);
        if (found.GetProperty("drift").GetInt64() > 0)
            throw new BenchmarkFailedException($"Both sides differ: {found}");
        var changed = found.GetProperty("changed");
        var count = changed.ValueKind == JsonValueKind.Number
            ? changed.GetInt64()
            : found.GetProperty("compared").GetInt64();
        Add(name, took, count, hub, $"{count:N0} compared, equal");
    }

    private async Task ChangeAsync(MillionHub hub, NpgsqlDataSource old, CancellationToken cancellation)
    {
        var (watch, random, changes) = (Stopwatch.StartNew(), new Random(1), 0L);
        using var pace = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / Rate));
        while (watch.Elapsed < Load && await pace.WaitForNextTickAsync(cancellation))
        {
            var number = random.NextInt64(1, records + 1).ToString(CultureInfo.InvariantCulture);
            await RunAsync(old, $"UPDATE item SET price = price + 1 WHERE \"no\" = {number}", cancellation);
            changes++;
        }

        var written = watch.Elapsed;
        // By a comparison of what was changed it is known that the last one is on the other side.
        await hub.PostAsync("/hub/api/sync/links/items/reconcile", cancellation);
        Add("changed under load", watch.Elapsed, changes, hub, $"{changes:N0} changes at {changes / written.TotalSeconds:N0}/s");
    }

    // A day later, as the inbox forgets by age.
    private async Task CompactAsync(MillionHub hub, CancellationToken cancellation)
    {
        hub.Kill();
        await SqliteFile.RunAsync(hub.Store, "UPDATE sync_inbox SET handled_at = handled_at - 90000000000", cancellation);
        await hub.StartAsync(cancellation);
        var watch = Stopwatch.StartNew();
        foreach (var job in (string[])["inbox-pruning", "sync-pruning", "feed-pruning", "create-pruning"])
            await hub.PostAsync($"/hub/api/jobs/{job}/runs", cancellation);
        Add("compacted, a day later", watch.Elapsed, null, hub, await hub.KeptAsync(records, cancellation));
    }

    private void Add(string name, TimeSpan took, long? count, MillionHub hub, string found)
    {
        var (resident, peak, store) = hub.Sizes();
        var step = new MillionStep(name, took, count, resident, peak, store, found);
        Screen.Print(string.Join("  ", step.Cells()));
        _steps.Add(step);
    }

    private static async Task RunAsync(NpgsqlDataSource source, string sql, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(sql);
        command.CommandTimeout = 600;
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
