using System.Text.Json;
using Hub.Sync.Tests.LinkedServices;

namespace Hub.Host.Tests;

/// <summary><c>./hub sync conform</c> asks a service without a hub.</summary>
public sealed class ConformByCommand
{
    [Fact]
    public async Task A_service_that_holds_the_contract_passes_and_is_told_what_is_written_beforehand()
    {
        await using var service = await PythonService.StartAsync();
        var result = await HubCommand.RunAsync("sync", "conform", $"{service.Address}");
        result.ExitCode.ShouldBe(0, result.Output + result.Errors);
        result.Errors.ShouldContain("Writes records with keys that begin with hub-conform-");
        result.Output.ShouldContain("passed    create");
        result.Output.ShouldContain(" passed, 0 failed, ");
        (await service.KeysAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_rule_that_is_broken_is_told_with_what_was_sent_what_came_and_what_to_do()
    {
        await using var service = await PythonService.StartAsync("headers[\"Hub-Change\"] or change", "change");
        var result = await HubCommand.RunAsync("sync", "conform", $"{service.Address}");
        result.ExitCode.ShouldBe(1, result.Output + result.Errors);
        result.Output.ShouldContain("failed    remember");
        result.Output.ShouldContain("sent            GET /records/hub-conform-");
        result.Output.ShouldContain("came            200, ETag: \"1\"");
        result.Output.ShouldContain("Keep the text of Hub-Change with the record, in the same transaction");
    }

    [Fact]
    public async Task Where_nobody_answers_nothing_is_written_and_programs_read_why()
    {
        var result = await HubCommand.RunAsync("sync", "conform", "http://127.0.0.1:1", "--read-only", "--json");
        result.ExitCode.ShouldBe(1, result.Output + result.Errors);
        var outcomes = JsonDocument.Parse(result.Output).RootElement.EnumerateArray().ToList();
        outcomes.Select(o => o.GetProperty("state").GetString()).ShouldBe(["failed", "notTried"]);
        outcomes[0].GetProperty("came").GetString().ShouldBe("http://127.0.0.1:1 cannot be reached");
        result.Errors.ShouldBeEmpty();
    }
}
