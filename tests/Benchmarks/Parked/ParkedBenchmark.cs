using System.Data.Common;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Hub.Benchmarks.Comparing;
using Hub.Benchmarks.Facade;
using Hub.Benchmarks.Load;
using Hub.Benchmarks.Peers;
using Hub.Benchmarks.Sql;
using Hub.Platform.Storage;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Hub.Benchmarks.Parked;

/// <summary>A search of many parked changes, against a page that begins after a known one.</summary>
internal sealed class ParkedBenchmark(Repository repository) : IBenchmark
{
    private const int Parked = 100_000;
    private const string Data = "parked";
    private const string Address = "/hub/api/sync/parked";
    private static readonly string Plan = Path.Combine(AppContext.BaseDirectory, "Sql/Plan");

    private readonly RecordKey _key = new(RandomNumberGenerator.GetBytes(32));

    private string _token = "";

    public string Name => "parked";

    public string Title => "A search of 100,000 parked changes, against one of them by its id";

    public int Connections => 1;

    public IReadOnlyList<string> SetUp =>
    [
        "Hub: `hub up` as it ships, 100,000 changes of 1,200 characters parked, encrypted with their reasons, a token of role "
            + "admin.",
        "By reason: `reason=P-976`, the 100 that are spread over all; no match: a text that none has; by key: the last one. "
            + "By id: a page of one row after a known id.",
        "Over one connection, so that a latency is that of an answer and not of a queue.",
    ];

    public IReadOnlyList<BenchmarkCase> Cases =>
    [
        .. from engine in new[] { "SQLite", "PostgreSQL" }
           from asked in new[]
           {
               ("by reason", $"{Address}?limit=100&reason=P-976", 100), ("no match", $"{Address}?reason=nothing-of-it", 0),
               ("by key", $"{Address}?key=K-99999", 1),
           }
           select new BenchmarkCase(
               $"{engine}, {asked.Item1}",
               (bench, cancellation) => StartAsync(bench, engine == "PostgreSQL", asked.Item2, asked.Item3, cancellation)),
    ];

    private async Task<Contest> StartAsync(
        Workbench bench, bool isPostgres, string search, int rows, CancellationToken cancellation)
    {
        var (environment, store) = (new Dictionary<string, string>(), default(string));
        if (isPostgres)
            environment["HUB_STORE"] = store = (await Postgres.StartAsync(bench, cancellation)).Connection;
        var keys = Path.Combine(bench.Folder, "parked.key");
        await File.WriteAllTextAsync(keys, $"{Convert.ToBase64String(_key.Value)}\n", cancellation);
        environment["HUB_RECORDS_KEY_FILE"] = keys;
        environment["LEDGER_DB"] = $"Data Source={Path.Combine(bench.Folder, "ledger.db")}";
        var hub = await new MeasuredHub(repository, bench, Data).OnSystemAsync(
            "search", Plan, environment, token => Asking(search, token), answer => Fits(answer, rows), cancellation);
        return new Contest(hub, [hub with { Name = "by id", Requests = Asking($"{Address}?limit=1&after=p10099998", _token) }]);

        Requests Asking(string path, string token)
        {
            if (_token != token)
                FillStore(store, Path.Combine(bench.Folder, $"{Data}-1", "hub.db"));
            _token = token;
            return new Requests(path, 1).With("Authorization", $"Bearer {token}");
        }
    }

    private static bool Fits(string answer, int rows) => JsonNode.Parse(answer) is JsonArray found && found.Count == rows;

    // Ids count up, as those of the hub do; reasons and changes are encrypted, as the hub keeps them.
    private void FillStore(string? store, string file)
    {
        using DbConnection connection = store is null
            ? new SqliteConnection($"Data Source={file};Pooling=False")
            : new NpgsqlConnection($"{store};Search Path=hub;Pooling=false");
        connection.Open();
        using var transaction = connection.BeginTransaction();
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = """
            INSERT INTO sync_parked (id, stream, key, version, change, reason, parked_at)
            VALUES (@id, 'orders: adapter:erp > service:orders', @key, 1, @change, @reason, @at)
            """;
        var seal = new RecordSeal(() => [_key]);
        var change = seal.Close(new string('x', 1200));
        for (var i = 0; i < Parked; i++)
        {
            command.Parameters.Clear();
            foreach (var (name, value) in new (string, object)[]
            {
                ("id", $"p{10_000_000 + i}"), ("key", $"K-{i}"), ("change", change), ("at", i + 1L),
                ("reason", seal.Close($"erp: the article P-{i % 1000} is not known to the service, see lines[0].sku")),
            })
            {
                var parameter = command.CreateParameter();
                (parameter.ParameterName, parameter.Value) = (name, value);
                command.Parameters.Add(parameter);
            }

            command.ExecuteNonQuery();
        }

        transaction.Commit();
    }
}
