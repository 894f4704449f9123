using System.Text.Json;
using Hub.Tests;
using Hub.Tests.Processes;
using Microsoft.Data.Sqlite;

namespace Hub.Host.Tests;

/// <summary>Both sides of the demo's links, compared and repaired as a migration lead does it.</summary>
public sealed class ReconcileByCommand : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private RunningProgram _hub = null!;
    private string _url = "";

    public async ValueTask InitializeAsync()
    {
        _hub = RunningProgram.Start(
            "dotnet", [Repository.HubProgram, "up", "--data", _folder.File("data"), "--urls", "http://127.0.0.1:0"]);
        await _hub.LineAsync("the hub to be ready", l => l.StartsWith("Ctrl+C", StringComparison.Ordinal));
        _url = _hub.Output.First(l => l.TrimStart().StartsWith("facade ", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
        await Eventually.HoldsAsync(
            "all links to have caught up",
            async () => JsonElement.Parse((await RunAsync("sync", "status", "--json")).Output).EnumerateArray()
                .All(l => l.GetProperty("caughtUp").GetBoolean()),
            120);
    }

    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Drift_is_found_by_record_and_field_and_repaired_after_a_yes()
    {
        var equal = await RunAsync("sync", "reconcile", "customers");
        equal.ExitCode.ShouldBe(0, equal.Errors);
        equal.Output.ShouldContain("service:customers: 50 compared with adapter:crm, verified ");
        await PlantAsync("customers", "UPDATE customers SET credit_limit = '77.5', note = 'Frau Meier' WHERE id = 'C-1004'");
        await PlantAsync("customers", "DELETE FROM customers WHERE id = 'C-1005'");

        var changed = await RunAsync("sync", "reconcile", "customers", "--changed");
        changed.Output.ShouldMatch("service:customers: \\d+ changed of 50 compared with adapter:crm, .*, all records ");
        var found = await RunAsync("sync", "reconcile", "customers");
        found.ExitCode.ShouldBe(1);
        found.Output.ShouldMatch("C-1004 +creditLimit +a number +a number");
        found.Output.ShouldMatch("C-1004 +note +nothing +text, 10 characters");
        found.Output.ShouldMatch("C-1005 +\\(the record\\) +there +missing");
        found.Output.ShouldNotContain("Meier");
        (await RunAsync("sync", "status")).Output.ShouldContain("drift: 2 records, found ");

        (await RunAsync("sync", "reconcile", "customers", "--repair")).Errors.ShouldContain("--reason TEXT is missing");
        (await RunAsync("sync", "reconcile", "customers", "--yes")).Errors.ShouldContain("go with --repair");
        var unasked = await RunAsync("sync", "reconcile", "customers", "--repair", "--reason", "a script");
        (unasked.ExitCode, unasked.Reason).ShouldBe((
            1, "Written: 2 records in service:customers. Nothing was done: --yes says that it is meant."));
        var repaired = await RunAsync("sync", "reconcile", "customers", "--repair", "--reason", "a script", "--yes");
        repaired.ExitCode.ShouldBe(0, repaired.Errors);
        repaired.Output.ShouldContain("succeeded: 2 of 2, 2 repaired");
        (await RunAsync("sync", "reconcile", "customers", "--json")).ExitCode.ShouldBe(0);
        (await RunAsync("audit", "--action", "repair")).Output.ShouldContain(
            "service:customers: creditLimit, note; reason: a script");
    }

    [Fact]
    public async Task Copies_and_links_of_one_direction_are_compared_and_repaired_as_well()
    {
        await PlantAsync("invoices", "DELETE FROM invoices WHERE id = 'I-4002'");
        await PlantAsync("orders", "UPDATE priced_products SET price = '1.11' WHERE sku = 'P-2001'");
        await PlantAsync(
            "products",
            "INSERT INTO products SELECT 'P-9999', description, unit, price, active, listed_on, remark FROM products LIMIT 1");
        foreach (var (link, count) in new[] { ("invoices", 1), ("products", 2) })
        {
            var repaired = await RunAsync("sync", "reconcile", link, "--repair", "--reason", "x", "--yes");
            (repaired.ExitCode, repaired.Output.Contains($"{count} of {count}, {count} repaired", StringComparison.Ordinal))
                .ShouldBe((0, true), repaired.Output + repaired.Errors);
            (await RunAsync("sync", "reconcile", link)).ExitCode.ShouldBe(0);
        }
    }

    private async Task PlantAsync(string service, string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={_folder.File($"data/{service}.db")};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        (await command.ExecuteNonQueryAsync()).ShouldBe(1);
    }

    private Task<HubCommand.Result> RunAsync(params string[] command) => HubCommand.RunAsync(
        new Dictionary<string, string?> { ["HUB_URL"] = _url }, [.. command, "--data", _folder.File("data")]);
}
