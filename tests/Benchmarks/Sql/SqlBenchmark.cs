using System.Text.Json.Nodes;
using Hub.Benchmarks.Comparing;
using Hub.Benchmarks.Facade;
using Hub.Benchmarks.Load;
using Hub.Benchmarks.Peers;

namespace Hub.Benchmarks.Sql;

/// <summary>A resource of a database, declared, against the same written by hand with Dapper.</summary>
internal sealed class SqlBenchmark(Repository repository, Repository? before) : IBenchmark
{
    private const int Keys = 1000;
    private static readonly string Plan = Path.Combine(AppContext.BaseDirectory, "Sql/Plan");

    public string Name => "sql";

    public string Title => "A SQL resource, against a minimal API with Dapper";

    public IReadOnlyList<string> SetUp =>
    [
        "Hub: `hub up` as it ships, the plan in `Sql/Plan`, `expose: false`: two operations in .sql files, one mapping.",
        "Dapper: a minimal API with the same queries, names and JSON, logging off (`DapperApi/`). "
            + "Both: Release, server GC, the same drivers and their pools.",
        $"One row of ten columns by its key, going round {Keys} keys; "
            + "or the 20 rows after a key, in its order; of a table of 5,000.",
        "PostgreSQL: a cluster of its own on the same machine, as it comes; its CPU time counts for neither. "
            + "SQLite: a file in the page cache.",
        "Allocated: the hub's `dotnet.gc.heap.total_allocated` before and after, by the number of requests.",
    ];

    public IReadOnlyList<BenchmarkCase> Cases =>
    [
        new("PostgreSQL, one row", (bench, cancellation) => OnPostgresAsync(bench, One, cancellation)),
        new("PostgreSQL, 20 rows", (bench, cancellation) => OnPostgresAsync(bench, Many, cancellation)),
        new("SQLite, one row", (bench, cancellation) =>
            StartAsync(bench, "sqlite", $"Data Source={Path.Combine(bench.Folder, "ledger.db")}", One, cancellation)),
    ];

    private static Question One => new(new Requests("/api/invoices/%d", Keys), answer => IsInvoice(answer, 1));

    private static Question Many => new(
        new Requests("/api/invoices?after=%d&limit=20", Keys),
        answer => answer?["items"] is JsonArray { Count: 20 } items && IsInvoice(items[0], 2) && IsInvoice(items[19], 21));

    private async Task<Contest> OnPostgresAsync(Workbench bench, Question question, CancellationToken cancellation) =>
        await StartAsync(bench, "postgres", (await Postgres.StartAsync(bench, cancellation)).Connection, question, cancellation);

    private async Task<Contest> StartAsync(
        Workbench bench, string provider, string connection, Question question, CancellationToken cancellation)
    {
        repository.RequireSameSettings(repository.Hub, repository.DapperApi);
        var url = $"http://127.0.0.1:{Workbench.FreePort()}";
        string[] arguments = [repository.DapperApi, "--urls", url, "--provider", provider, "--connection", connection];
        var launch = new Launch("Dapper", url, "dotnet", arguments);
        // First, as it makes the table.
        var dapper = await bench.StartAsync(launch, new Probe([question.Requests], Fits), cancellation);
        var ledger = new Dictionary<string, string> { ["LEDGER_DB"] = connection };
        var hub = new MeasuredHub(repository, bench);
        string[] environment = provider == "postgres" ? ["--env", provider] : [];
        return new Contest(
            await hub.OnSystemAsync("hub", Plan, ledger, _ => question.Requests, Fits, cancellation, environment),
            [
                new Contender(launch.Name, url, question.Requests, [dapper]),
                .. await MeasuredHub.BeforeAsync(before, bench, (earlier, name) =>
                    earlier.OnSystemAsync(name, Plan, ledger, _ => question.Requests, Fits, cancellation, environment)),
            ]);

        bool Fits(string answer) => question.Fits(JsonNode.Parse(answer));
    }

    private static bool IsInvoice(JsonNode? invoice, int id) =>
        (int?)invoice?["id"] == id && (string?)invoice["issuedOn"] == "2026-03-14" && (decimal?)invoice["gross"] == 1190.30m + id;

    private sealed record Question(Requests Requests, Func<JsonNode?, bool> Fits);
}
