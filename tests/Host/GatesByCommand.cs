using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Hub.Tests;
using Hub.Tests.Processes;

namespace Hub.Host.Tests;

/// <summary>A gate on the demo's customers, from the plan to the shift, as people meet it at the command line.</summary>
public sealed class GatesByCommand : DemoOfItsOwn
{
    [Fact]
    public async Task A_route_waits_for_equal_answers_and_for_equal_records_and_then_moves()
    {
        var plan = Folder.File("plan");
        await DoneAsync("plan", "export", plan);
        await File.AppendAllTextAsync(
            Path.Combine(plan, "capabilities", "customers.yaml"), "\ngates: { canary: { mismatch: 5%, soak: off } }\n");
        (await DoneAsync("plan", "apply", "--plan", plan, "--reason", "proof first")).Output.ShouldMatch(
            @"the gate of customers before canary: mismatch 5 %, confidence 95 % needs \d\d equal answers of a route at least");
        await DoneAsync("shift", "customers.get", "--to", "shadow", "--reason", "the same?");
        string[] canary = ["shift", "customers.get", "--to", "canary", "--percent", "10", "--reason", "it says the same"];
        var refused = await HubCommand.RunAsync(Environment, canary);
        refused.ExitCode.ShouldBe(1, refused.Output);
        refused.Errors.ShouldMatch(@"mismatch 5 % \(95 % sure\): \d\d more equal answers; ");
        refused.Errors.ShouldContain("compare them with ./hub sync reconcile customers");

        using var caller = new HttpClient { BaseAddress = Hub.Address };
        for (var n = 0; n < 100; n++)
            using (await caller.GetAsync($"/api/customers/C-{1001 + (n % 50)}"))
            {
            }

        await DoneAsync("sync", "reconcile", "customers");
        await Eventually.HoldsAsync("the gate is passed", async () =>
            (await DoneAsync("evidence", "customers.get")).Output.Contains(
                "gate       before canary of customers.get: pass", StringComparison.Ordinal));
        var tried = (await DoneAsync([.. canary, "--dry-run"])).Output;
        tried.ShouldMatch(
            @"gate +before canary of customers\.get: pass\n +pass +mismatch 5 % \(95 % sure\): 0 of \d+ answers differ");
        tried.ShouldMatch(@"pass +verified 7d: verified \d+ \w+ ago");
        var moved = JsonDocument.Parse((await DoneAsync([.. canary, "--json"])).Output).RootElement;
        moved.GetProperty("gates")[0].GetProperty("state").GetString().ShouldBe("pass");

        var hash = moved.GetProperty("evidence").GetString()!;
        var document = await DoneAsync("evidence", "customers.get", "--document", "--hash", hash);
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(document.Output))).ShouldBe(hash);
        document.Errors.ShouldContain($"SHA-256 {hash}");
    }

    [Fact]
    public async Task The_right_to_override_gates_is_given_with_a_token_and_listed()
    {
        await DoneAsync("token", "create", "eve", "--role", "operator", "--override-gates");
        (await DoneAsync("token", "list")).Output.ShouldMatch(@"eve +operator, overrides gates +all");
        var refused = await HubCommand.RunAsync(Environment, "token", "create", "vic", "--role", "viewer", "--override-gates");
        refused.ExitCode.ShouldBe(2, refused.Output);
        refused.Errors.ShouldContain("a viewer shifts nothing");
    }

    private async Task<(string Output, string Errors)> DoneAsync(params string[] arguments)
    {
        var ended = await HubCommand.RunAsync(Environment, arguments);
        ended.ExitCode.ShouldBe(0, ended.Errors);
        return (ended.Output, ended.Errors);
    }
}
