using System.Collections.Immutable;
using System.Text;
using Hub.Host.Up;
using Hub.Platform;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.ServiceKit.Storage;
using Hub.Tests;
using Hub.Tests.Processes;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Host.Tests;

/// <summary>
/// A plan that an earlier version of the hub took with names that no folder takes: it is served, and exported without them.
/// </summary>
public sealed class ExportingOddNames : IDisposable
{
    private const string Orders = """
        capability: orders
        owner: order-team
        sides: { legacy: "http://127.0.0.1:9" }
        routes: { orders.get: "GET /api/orders/{id}" }
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_a_folder_takes_is_written_and_what_it_does_not_is_told_and_ends_with_1()
    {
        await FillAsync(
            ["../evil.sql", "./sql/q.sql", "HUB.yaml", "sql/\u001b[31mq.sql", "sql/q.sql", "capabilities/orders.yaml",
                ".git/config", ".envrc", "sql/.vscode/tasks.json", "Makefile"]);
        await using var hub = RunningProgram.Start(
            "dotnet",
            [
                Repository.HubProgram, "up", "--data", _folder.File("data"), "--urls", "http://127.0.0.1:0", "--no-demo",
                "--roles", "facade",
            ]);
        var facade = await hub.LineAsync(
            "the facade's address", l => l.TrimStart().StartsWith("facade ", StringComparison.Ordinal));
        var environment = new Dictionary<string, string?>
        {
            ["HUB_URL"] = facade.Trim().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        };

        var target = _folder.File("deep/exported");
        var result = await HubCommand.RunAsync(environment, ["plan", "export", target, "--data", _folder.File("data")]);

        result.ExitCode.ShouldBe(1, result.Errors);
        result.Output.ShouldStartWith("2 files of store plan ");
        result.Errors.ShouldContain("../evil.sql(1): not written: the file's name is not relative and normalized");
        result.Errors.ShouldContain("./sql/q.sql(1): not written");
        result.Errors.ShouldContain("HUB.yaml(1): not written");
        foreach (var hidden in new[] { ".git/config", ".envrc", "sql/.vscode/tasks.json" })
            result.Errors.ShouldContain($"{hidden}(1): not written: the file's name is hidden");
        result.Output.ShouldContain("note: Makefile(1): not written: a plan's folder is read without this file");
        result.Errors.ShouldContain("sql/\\u001b[31mq.sql(1): not written");
        Directory.EnumerateFiles(_folder.File("deep"), "*", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(target, f)).Order(StringComparer.Ordinal)
            .ShouldBe(["capabilities/orders.yaml", "sql/q.sql"]);
    }

    private async Task FillAsync(IEnumerable<string> paths)
    {
        await using var services = HubApplication.CreateOffline(
            _folder.File("data"), new PlanReferences(), converters: null, new StoreOptions());
        await services.MigratePlatformAsync();
        var plan = new PlanBundle(paths.Select(p => KeyValuePair.Create(p, Encoding.UTF8.GetBytes(
            p.StartsWith("capabilities/", StringComparison.Ordinal) ? Orders : "expose: true"))));
        await services.GetRequiredService<PlanStore>().SaveAsync(plan);
        var states = ImmutableSortedDictionary<string, RouteState>.Empty.Add("orders.get", RouteState.Initial);
        (await services.GetRequiredService<RevisionLog>().AppendAsync(0, plan.Hash, states, "ann", "first")).ShouldNotBeNull();
    }
}
