using Hub.Tests;
using Hub.Tests.Processes;

namespace Hub.Host.Tests;

/// <summary><c>./hub plan check</c> says what only the demo provides, and which services no process has.</summary>
public sealed class CheckingADemosPlan
{
    private static readonly Dictionary<string, string?> Nothing =
        new() { ["ERP_URL"] = null, ["CRM_URL"] = null, ["SHOP_URL"] = null, ["CRM_PASSWORD"] = null };

    [Fact]
    public async Task What_is_taken_from_the_demo_is_noted_and_without_the_demo_it_is_missing()
    {
        string[] check = ["plan", "check", "--plan", Path.Combine(Repository.Root, "migration-plan")];
        var demo = await HubCommand.RunAsync(Nothing, check);
        demo.ExitCode.ShouldBe(0, demo.Errors);
        demo.Output.ShouldMatch("note: .*demo.yaml\\(1\\): taken from the demo: .*ERP_URL.*; --no-demo checks what is set here");
        var alone = await HubCommand.RunAsync(Nothing, [.. check, "--no-demo"]);
        alone.ExitCode.ShouldBe(1);
        alone.Errors.ShouldContain("environment variable ERP_URL is not set");
        alone.Output.ShouldNotContain("taken from the demo");
    }

    [Fact]
    public async Task A_route_that_its_service_does_not_answer_is_noted_with_what_it_answers()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("capabilities"));
        await File.WriteAllTextAsync(folder.File("capabilities/orders.yaml"), """
            capability: orders
            owner: order-team
            zone: outside
            sides: { legacy: "http://127.0.0.1:9", new: service:orders }
            routes:
              orders.get: "GET /api/orders/{no}"
              orders.last: "GET /API/orders/last"
              orders.cancel: "DELETE /api/orders/{id}"
              orders.lines: "GET /api/orders/{id}/lines"
              orders.rest: "GET /api/orders/{**rest}"
              orders.other: "GET /v2/orders"
            """);
        var noted = await HubCommand.RunAsync(Nothing, "plan", "check", "--plan", folder.Path);
        noted.ExitCode.ShouldBe(0, noted.Errors);
        noted.Output.ShouldContain(
            "orders.yaml(8): 'service:orders' does not answer DELETE /api/orders/{id}, so requests of 'orders.cancel' are "
            + "refused there; it answers GET /api/orders/{id}, GET /api/orders, POST /api/orders");
        foreach (var odd in new[] { "orders.lines", "orders.rest", "orders.other" })
            noted.Output.ShouldContain($"requests of '{odd}' are refused there");
        noted.Output.ShouldNotContain("'orders.get' are");
        noted.Output.ShouldNotContain("'orders.last' are");
    }

    [Fact]
    public async Task The_demos_services_answer_their_routes()
    {
        string[] check = ["plan", "check", "--plan", Path.Combine(Repository.Root, "migration-plan")];
        (await HubCommand.RunAsync(Nothing, check)).Output.ShouldNotContain("does not answer");
    }

    [Fact]
    public async Task A_service_that_no_process_of_the_hub_has_is_noted_with_what_was_probably_meant()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("capabilities"));
        await File.WriteAllTextAsync(folder.File("capabilities/orders.yaml"), """
            capability: orders
            owner: order-team
            zone: outside
            sides: { legacy: "http://127.0.0.1:9", new: service:ordrs }
            routes: { orders.get: "GET /api/orders/{id}" }
            """);
        var noted = await HubCommand.RunAsync(Nothing, "plan", "check", "--plan", folder.Path);
        noted.ExitCode.ShouldBe(0, noted.Errors);
        noted.Output.ShouldContain("no service 'ordrs' is part of this hub");
        noted.Output.ShouldContain("; did you mean 'orders'?");
        await File.WriteAllTextAsync(
            folder.File("capabilities/orders.yaml"),
            (await File.ReadAllTextAsync(folder.File("capabilities/orders.yaml")))
            .Replace("ordrs", "orders").Replace("outside", "insde"));
        (await HubCommand.RunAsync(Nothing, "plan", "check", "--plan", folder.Path)).Errors
            .ShouldContain("'zone' is one of outside, inside, and not 'insde'; did you mean 'inside'?");
    }
}
