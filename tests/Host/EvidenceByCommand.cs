using System.Net.Http.Json;
using System.Text.Json;
using Hub.Tests;
using Hub.Tests.Processes;

namespace Hub.Host.Tests;

/// <summary>The demo's sides compared, as people see it at the command line.</summary>
public sealed class EvidenceByCommand : DemoOfItsOwn
{
    [Fact]
    public async Task The_CRM_and_the_service_say_the_same_of_every_customer_and_of_one_that_is_not_there()
    {
        (await RunAsync("evidence", "customers.get")).ShouldContain(
            "nothing yet: ./hub shift customers.get --to shadow begins it");
        var shifted = await RunAsync("shift", "customers.get", "--to", "shadow", "--reason", "the same?");
        shifted.ShouldContain("The legacy side answers callers as before, and both sides are compared");
        shifted.ShouldNotContain("drained");
        using var caller = new HttpClient { BaseAddress = Hub.Address };
        for (var number = 1001; number <= 1051; number++)
        {
            using (await caller.GetAsync($"/api/customers/C-{number}"))
            {
            }

            // In paces, so that on a busy machine none is left out because too many others are compared.
            var asked = number - 1000;
            if (asked % 10 == 0)
                await Eventually.HoldsAsync(async () => (await Hub.GetAsync("/hub/api/routes/customers.get/evidence"))
                    .GetProperty("compared").GetInt64() == asked);
        }

        JsonElement evidence = default;
        await Eventually.HoldsAsync("51 customers compared", async () =>
        {
            evidence = JsonDocument.Parse(await RunAsync("evidence", "customers.get", "--json")).RootElement;
            return evidence.GetProperty("compared").GetInt64() == 51;
        });
        evidence.GetProperty("differences").GetArrayLength().ShouldBe(0, evidence.ToString());
        var told = await RunAsync("evidence", "customers.get", "--since", "2h");
        told.ShouldContain("compared   51 requests");
        told.ShouldMatch(@"different +0; \d\.\d+ % of all requests at most \(95 % sure");
        (await RunAsync("evidence", "customers.get", "--path", "name")).ShouldContain("There is no example of 'name'");
        (await RunAsync("rules", "propose", "customers.get")).ShouldContain("Nothing is proposed for customers.get");
        (await RunAsync("rules", "list")).ShouldContain("There is no rule.");
        caller.DefaultRequestHeaders.Authorization = new("Bearer", Hub.Token);
        using (var accepted = await caller.PostAsJsonAsync(
            "/hub/api/routes/customers.get/rules", new { kind = "ignore", path = "name", reason = "tried", owner = "crm-team" }))
            accepted.EnsureSuccessStatusCode();
        (await RunAsync("rules", "list")).ShouldMatch("customers.get:ignore-name +ignore +name .*crm-team");
        (await RunAsync("evidence", "customers.get")).ShouldMatch("0 +ignore-name +ignore +name");
        (await RunAsync("rules", "withdraw", "customers.get:ignore-name"))
            .ShouldContain("Rule customers.get:ignore-name is withdrawn");
        (await RunAsync("rules", "list")).ShouldContain("There is no rule.");
        told.ShouldMatch(@"missing +3\d\d\d more equal answers until it is 0\.1 % at most");
    }

    private async Task<string> RunAsync(params string[] arguments)
    {
        var ended = await HubCommand.RunAsync(Environment, arguments);
        ended.ExitCode.ShouldBe(0, ended.Errors);
        return ended.Output;
    }
}
