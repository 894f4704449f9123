using System.Globalization;
using System.Net;
using Hub.Tests;
using Hub.Tests.Processes;

namespace Hub.Host.Tests;

/// <summary>A warehouse whose products come as files, kept in step with a service, in a hub that is killed on the way.</summary>
public sealed class LinkedByFiles : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private RunningProgram _hub = null!;

    public async ValueTask InitializeAsync()
    {
        Write("hub.yaml", "expose: true\n");
        Write("capabilities/products.yaml", """
            capability: products
            owner: ours
            sides: { legacy: service:products }
            link: { legacy: adapter:warehouse, new: service:products, direction: toNew }
            routes: { products.get: "GET /api/products/{id}" }
            """);
        Write("systems/warehouse.yaml", """
            system: warehouse
            files: { folder: "${env:WAREHOUSE_FILES}" }
            layouts:
              products: { csv: ";", columns: [ITEM, TEXT, UNIT, PRICE, ACTIVE, LISTED, OP] }
            mappings:
              product:
                id: { from: ITEM, prefix: "P-" }
                description: TEXT
                unit: UNIT
                price: { from: PRICE, number: { decimal: ",", group: "." } }
                active: { from: ACTIVE, flag: { "true": J, "false": N } }
                listedOn: { from: LISTED, date: dd.MM.yyyy }
            entities:
              products:
                key: id
                changes:
                  files: in/products-*.csv
                  layout: products
                  every: 50ms
                  marker: .done
                  deleted: { OP: D }
                  out: product
            """);
        Directory.CreateDirectory(_folder.File("drop/in"));
        _hub = await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_file_is_read_through_a_kill_and_each_row_is_answered()
    {
        var rows = Enumerable.Range(1, 3000).Select(n => string.Create(
            CultureInfo.InvariantCulture, $"{n};Thing {n};pc;{n},50;{(n == 7 ? "?" : "J")};30.11.2026;"));
        Drop("products-1.csv", string.Join("\r\n", ["ITEM;TEXT;UNIT;PRICE;ACTIVE;LISTED;OP", .. rows]));
        await Eventually.GetAsync("a product to be there", async () => await PriceAsync("P-1") is not null ? "yes" : null);
        await _hub.KillAsync();
        await _hub.DisposeAsync();
        _hub = await StartAsync();

        var answer = await AnswerAsync("products-1.csv");
        answer.Length.ShouldBe(3000);
        answer.Where(l => !l.EndsWith(",accepted,", StringComparison.Ordinal)).Single()
            .ShouldStartWith("8,P-7,refused,\"products-1.csv, line 8: column ACTIVE: its value is");
        (await PriceAsync("P-3000")).ShouldBe("3000.50");

        Drop("products-2.csv", string.Join("\r\n", [
            "ITEM;TEXT;UNIT;PRICE;ACTIVE;LISTED;OP", "2;;;;;;D", "7;Thing;pc;1;J;30.11.2026;", "8;;pc;1;J;30.11.2026;"]));
        (await AnswerAsync("products-2.csv")).ShouldBe(
            ["2,P-2,accepted,", "3,P-7,accepted,", "4,P-8,refused,The content is not of the contract: see $."]);
        (await PriceAsync("P-2")).ShouldBeNull();
        (await PriceAsync("P-7")).ShouldBe("1");
        (await RunAsync("sync", "status")).Output.ShouldContain("adapter:warehouse  service:products  caught up");
    }

    private void Drop(string name, string text)
    {
        File.WriteAllText(_folder.File($"drop/in/{name}"), text);
        File.WriteAllText(_folder.File($"drop/in/{name}.done"), "");
    }

    private async Task<string[]> AnswerAsync(string name)
    {
        var path = _folder.File($"drop/in/done/{name}.answer.csv");
        await Eventually.GetAsync($"the answer to {name}", () => Task.FromResult(File.Exists(path) ? "there" : null));
        return (await File.ReadAllTextAsync(path)).Split("\r\n")[1..^1];
    }

    private async Task<string?> PriceAsync(string product)
    {
        using var client = new HttpClient();
        using var answer = await client.GetAsync(new Uri($"{Url}/api/products/{product}"));
        if (answer.StatusCode == HttpStatusCode.NotFound)
            return null;
        return System.Text.Json.JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("price").GetRawText();
    }

    private async Task<RunningProgram> StartAsync()
    {
        var hub = RunningProgram.Start(
            "dotnet",
            [
                Repository.HubProgram, "up", "--plan", _folder.File("plan"), "--data", _folder.File("data"),
                "--urls", "http://127.0.0.1:0",
            ],
            new Dictionary<string, string?> { ["WAREHOUSE_FILES"] = _folder.File("drop") });
        await hub.LineAsync("the hub to be ready", l => l.StartsWith("Ctrl+C", StringComparison.Ordinal));
        return hub;
    }

    private string Url => _hub.Output.First(l => l.TrimStart().StartsWith("facade ", StringComparison.Ordinal))
        .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];

    private Task<HubCommand.Result> RunAsync(params string[] command) => HubCommand.RunAsync(
        new Dictionary<string, string?> { ["HUB_URL"] = Url }, [.. command, "--data", _folder.File("data")]);

    private void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.File($"plan/{path}"))!);
        File.WriteAllText(_folder.File($"plan/{path}"), text);
    }
}
