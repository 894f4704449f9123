using System.Data.Common;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Hub.Adapters.Tests.Stubs;
using Hub.Platform.Plan;

namespace Hub.Adapters.Tests.Sql.Tables;

/// <summary>What a list shows as a row's key finds that row, whatever the key's type and whatever it holds.</summary>
public abstract class KeysOfEveryType : IAsyncLifetime
{
    private const string Letters = "abcXYZ0189/%?#&+=;:,. äöß€\\\"'_-";
    private ISqlUnderTest? _database;
    private RunningAdapters? _hub;

    /// <summary>Types of keys, each a table.</summary>
    private protected abstract IReadOnlyList<KeyType> Types { get; }

    internal abstract Task<ISqlUnderTest> CreateAsync();

    public async ValueTask InitializeAsync()
    {
        _database = await CreateAsync();
        foreach (var (type, i) in Types.Select((t, i) => (t, i)))
        {
            await ExecuteAsync($"{type.Before}; CREATE TABLE t{i} (k {type.Declared} PRIMARY KEY, v int)");
            foreach (var value in type.Odd)
                await ExecuteAsync($"INSERT INTO t{i} VALUES ({value}, 1)");
        }

        var all = Enumerable.Range(0, Types.Count).ToList();
        var capability = "capability: keys\nowner: team\nzone: inside\npace: record\naccess: anonymous\n"
            + "sides: { legacy: \"adapter:shop\" }\nroutes:\n" + string.Concat(all.Select(i =>
                $"  keys.get{i}: {{ match: \"GET /api/t{i}/{{k}}\" }}\n  keys.list{i}: {{ match: GET /api/t{i} }}\n"));
        var system = $"system: shop\nsql: {{ provider: {_database.Provider}, connection: \"${{env:SHOP}}\" }}\ntables:\n"
            + string.Concat(all
                .Select(i => $"  t{i}: {{ columns: {{ k: {Types[i].InPlan}, v: int }}, key: [k], order: [k, v] }}\n"))
            + "resources:\n" + string.Concat(all.Select(i =>
                $"  keys.get{i}: {{ call: t{i}.get, in: {{ k: path.k }}, out: {{ same: true }} }}\n"
                + $"  keys.list{i}: {{ call: t{i}.list, "
                + $"in: {{ {(Types[i].InPlan == "bytes" ? "" : "k: query.k, ")}order: query.order, cursor: query.cursor }}, "
                + "out: { items: { each: rows, same: true }, next: next } }\n"));
        _hub = await RunningAdapters.StartAsync(
            RunningAdapters.Bundle(("capabilities/keys.yaml", capability), ("systems/shop.yaml", system)),
            new PlanReferences(new Dictionary<string, string> { ["SHOP"] = _database.Connection }));
    }

    public async ValueTask DisposeAsync()
    {
        if (_hub is not null)
            await _hub.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_key_that_a_list_shows_finds_its_row_and_no_other()
    {
        var lost = new List<string>();
        for (var i = 0; i < Types.Count; i++)
            lost.AddRange(await LostAsync(i, Types[i].Odd.Count));
        lost.ShouldBeEmpty();
    }

    [Fact]
    public void So_does_a_key_at_random() => Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
    {
        var random = new Random(seed);
        var lost = new List<string>();
        for (var i = 0; i < Types.Count; i++)
        {
            if (Types[i].AtRandom is not { } literal)
                continue;
            ExecuteAsync($"DELETE FROM t{i}; INSERT INTO t{i} VALUES ({literal(random)}, 1)").GetAwaiter().GetResult();
            lost.AddRange(LostAsync(i, 1).GetAwaiter().GetResult());
        }

        lost.ShouldBeEmpty();
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(15));

    private async Task<List<string>> LostAsync(int table, int count)
    {
        var (lost, seen, next) = (new List<string>(), 0, "");
        do
        {
            var page = await ReadAsync($"/api/t{table}?order=k{next}");
            foreach (var row in page!["items"]!.AsArray())
            {
                var text = row!["k"]!.GetValueKind() == System.Text.Json.JsonValueKind.String ? row["k"]!.GetValue<string>()
                    : row["k"]!.ToJsonString();
                var found = await TryReadAsync($"/api/t{table}/{Uri.EscapeDataString(text)}");
                if ((found as JsonObject)?["k"]?.ToJsonString() != row["k"]!.ToJsonString())
                    lost.Add($"{Types[table].Declared} {text}: {found?.ToJsonString() ?? "nothing"}");
                if (Types[table].InPlan != "bytes"
                    && (await TryReadAsync($"/api/t{table}?k={Uri.EscapeDataString(text)}"))?["items"]?.AsArray().Count != 1)
                    lost.Add($"{Types[table].Declared} {text}: not by a filter");
                seen++;
            }

            next = page["next"] is { } more ? $"&cursor={more}" : "";
        }
        while (next.Length > 0);
        if (seen != count)
            lost.Add($"{Types[table].Declared}: {seen} of {count} listed");
        return lost;
    }

    private async Task<JsonNode?> TryReadAsync(string path)
    {
        using var answer = await _hub!.Client.GetAsync(path);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.StatusCode == HttpStatusCode.OK ? JsonNode.Parse(text)
            : JsonValue.Create($"{(int)answer.StatusCode} {text}");
    }

    private async Task<JsonNode> ReadAsync(string path)
    {
        using var answer = await _hub!.Client.GetAsync(path);
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, $"{path}: {text}");
        return JsonNode.Parse(text)!;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = await _database!.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Letters, and what means something in a path, a query or a pattern.</summary>
    private protected static string Text(Random random)
    {
        var letters = Enumerable.Range(0, random.Next(1, 12)).Select(_ => Letters[random.Next(Letters.Length)]);
        return $"'{string.Concat(letters).Replace("'", "''", StringComparison.Ordinal)}x'";
    }

    private protected static string Digits(Random random, int most) =>
        string.Concat(Enumerable.Range(0, random.Next(1, most)).Select(_ => random.Next(10)));

    private protected static string Double(Random random) =>
        ((random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-30, 30))).ToString("R", CultureInfo.InvariantCulture);

    private protected static string Moment(Random random, string format) =>
        new DateTime(random.NextInt64(1, DateTime.MaxValue.Ticks) / 10 * 10).ToString(format, CultureInfo.InvariantCulture);

    /// <param name="Declared">The key's type in the database.</param>
    /// <param name="InPlan">Its type in the plan.</param>
    /// <param name="Odd">Odd values, as SQL writes them.</param>
    /// <param name="AtRandom">Makes a value, as SQL writes it.</param>
    /// <param name="Before">What makes the type, where it is no built-in one.</param>
    private protected sealed record KeyType(
        string Declared, string InPlan, IReadOnlyList<string> Odd, Func<Random, string>? AtRandom = null,
        string Before = "SELECT 1");
}
