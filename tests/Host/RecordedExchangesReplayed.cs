using System.Text.Json;
using Hub.Platform.Plan;
using Hub.Tests;
using Hub.Tests.Processes;

namespace Hub.Host.Tests;

/// <summary>
/// <c>./hub plan test</c> and <c>./hub record</c> as a person meets them; what is recorded is tested with the adapters.
/// </summary>
public sealed class RecordedExchangesReplayed : IDisposable
{
    // As the demo's ERP once answered, masked.
    private const string Stock = """
        { "call": "stock.get", "operation": "GetStock", "request": { "path": { "id": "L-4889" } }, "sent": { "ItemNo": "L-4889" },
          "answered": { "Stock": { "ItemNo": "L-4889      ", "OnHand": 17, "AsOf": "2026-11-21T04:04:19Z" } },
          "content": { "id": "L-4889", "onHand": 17, "asOf": "2026-11-21T04:04:19Z" } }
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_is_as_it_was_is_said_and_done()
    {
        File.WriteAllText(_folder.File("stock.json"), Stock);

        var result = await HubCommand.RunAsync("plan", "test", "--recordings", _folder.Path);
        result.ExitCode.ShouldBe(0, result.Errors);
        result.Output.ShouldContain("1 recorded exchange in ");
    }

    [Fact]
    public async Task No_address_and_no_secret_is_wanted_as_nothing_is_called()
    {
        File.WriteAllText(_folder.File("stock.json"), Stock);
        foreach (var file in PlanFolder.Read(Repository.Plan, "finance-postgres").Files)
        {
            var target = _folder.File($"plan/{file.Key}");
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.WriteAllBytes(target, file.Value);
        }

        var result = await HubCommand.RunAsync(
            new Dictionary<string, string?>
            {
                ["FINANCE_POSTGRES"] = null, ["ERP_URL"] = null, ["CRM_URL"] = null, ["CRM_PASSWORD"] = null, ["SHOP_URL"] = null,
            },
            "plan", "test", "--plan", _folder.File("plan"), "--env", "finance-postgres", "--recordings", _folder.Path);
        (result.ExitCode, result.Errors).ShouldBe((0, ""));
    }

    [Fact]
    public async Task What_differs_is_shown_with_its_file_and_place()
    {
        File.WriteAllText(_folder.File("good.json"), Stock);
        File.WriteAllText(_folder.File("odd.json"), Stock.Replace("\"onHand\": 17", "\"onHand\": 18", StringComparison.Ordinal));

        var result = await HubCommand.RunAsync("plan", "test", "--recordings", _folder.Path);
        result.ExitCode.ShouldBe(1);
        result.Output.ShouldContain("odd.json");
        result.Output.ShouldContain("content: onHand is 17; it was 18");
        result.Output.ShouldNotContain("good.json");

        var json = await HubCommand.RunAsync("plan", "test", "--recordings", _folder.Path, "--json");
        json.ExitCode.ShouldBe(1);
        JsonDocument.Parse(json.Output).RootElement.GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public async Task Nothing_recorded_is_no_success()
    {
        var result = await HubCommand.RunAsync("plan", "test", "--recordings", _folder.Path);
        result.ExitCode.ShouldBe(1);
        result.Errors.ShouldContain("There is no recorded exchange");
    }

    [Fact]
    public async Task A_plans_faults_and_notes_are_had_as_JSON()
    {
        var result = await HubCommand.RunAsync("plan", "check", "--json");
        result.ExitCode.ShouldBe(0, result.Errors);
        var checkedPlan = JsonDocument.Parse(result.Output).RootElement;
        checkedPlan.GetProperty("valid").GetBoolean().ShouldBeTrue();
        checkedPlan.GetProperty("errors").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task A_time_that_is_none_is_wrong_usage() =>
        (await HubCommand.RunAsync("record", "erp", "--for", "soon")).ExitCode.ShouldBe(2);
}
