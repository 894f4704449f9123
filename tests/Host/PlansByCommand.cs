using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Hub.Tests;
using Hub.Tests.Processes;

namespace Hub.Host.Tests;

/// <summary>
/// <c>./hub plan diff</c>, <c>apply</c>, <c>list</c>, <c>show</c> and <c>export</c> as a person meets them: one hub, one plan
/// that is edited, applied, put back and written out again.
/// </summary>
public sealed class PlansByCommand : IAsyncLifetime
{
    private const string Orders = """
        capability: orders
        owner: order-team
        access: anonymous
        sides: { legacy: "http://127.0.0.1:9", new: "http://localhost:9" }
        routes:
          orders.get: GET /api/orders/{id}
          orders.find: GET /api/orders

        """;

    private readonly TemporaryFolder _folder = new();
    private Dictionary<string, string?> _environment = [];
    private RunningProgram? _hub;

    private string Plan => _folder.File("plan");

    public async ValueTask InitializeAsync()
    {
        Write("capabilities/orders.yaml", Orders);
        Write("hub.yaml", "expose: false\n");
        _hub = RunningProgram.Start(
            "dotnet",
            [
                Repository.HubProgram, "up", "--plan", Plan, "--data", _folder.File("data"), "--urls", "http://127.0.0.1:0",
                "--no-demo", "--roles", "facade",
            ]);
        var facade = await _hub.LineAsync(
            "the facade's address", l => l.TrimStart().StartsWith("facade ", StringComparison.Ordinal));
        _environment = new() { ["HUB_URL"] = facade.Trim().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1] };
    }

    [SuppressMessage("Reliability", "CA1816", Justification = "There is no finalizer.")]
    public async ValueTask DisposeAsync()
    {
        if (_hub is not null)
            await _hub.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_plan_is_compared_applied_listed_shown_put_back_and_exported()
    {
        Write("capabilities/orders.yaml", Orders
            .Replace(
                "  orders.find: GET /api/orders\n", "  orders.cancel: POST /api/orders/{id}/cancel\n", StringComparison.Ordinal)
            .Replace("access: anonymous", "access: token", StringComparison.Ordinal));

        var diff = (await DoneAsync("diff", "--plan", Plan)).Output;
        diff.ShouldContain("+ orders.cancel  POST /api/orders/{id}/cancel");
        diff.ShouldContain("- orders.find  GET /api/orders");
        diff.ShouldContain("~ orders.get  GET /api/orders/{id}\n    access: anonymous → token\n");
        diff.ShouldContain($"--- revision-1/capabilities/orders.yaml\n+++ {Plan}/capabilities/orders.yaml\n@@ -1,7 +1,7 @@\n");
        diff.ShouldContain("-access: anonymous\n+access: token\n");
        diff.ShouldContain("1 file differs from revision 1");
        diff.ShouldContain("--removes: orders.find");
        using var json = JsonDocument.Parse((await DoneAsync("diff", "--plan", Plan, "--json")).Output);
        json.RootElement.GetProperty("routes").EnumerateArray().Select(r => r.GetProperty("change").GetString())
            .ShouldBe(["added", "removed", "changed"]);
        json.RootElement.GetProperty("files")[0].GetProperty("diff").GetArrayLength().ShouldBeGreaterThan(5);

        var refused = await RunAsync("apply", "--plan", Plan, "--reason", "less");
        refused.ExitCode.ShouldBe(1);
        refused.Errors.ShouldContain("orders.find (GET /api/orders)");
        refused.Errors.ShouldContain("--removes");
        var applied = await DoneAsync("apply", "--plan", Plan, "--reason", "less", "--removes");
        applied.Output.ShouldContain("served as revision 2");
        applied.Output.ShouldContain("removed: orders.find (GET /api/orders)");
        applied.Output.ShouldContain($"note: {Plan}/capabilities/orders.yaml(", Case.Sensitive, "a write has no link");

        var list = (await DoneAsync("list")).Output;
        list.Split('\n')[0].ShouldMatch("^PLAN +REVISIONS +SERVED +SINCE +BY +REASON");
        list.Split('\n')[1].ShouldMatch("^[0-9a-f]{12}  2 +yes .* less");
        list.Split('\n')[2].ShouldMatch("^[0-9a-f]{12}  1 +- .* first start");
        (await DoneAsync("show", "1", "capabilities/orders.yaml")).Output.TrimEnd().ShouldBe(Orders.TrimEnd());
        (await DoneAsync("show", "1")).Output.ShouldContain("capabilities/orders.yaml  ");
        var slip = await RunAsync("show", "1", "capabilities/order.yaml");
        slip.ExitCode.ShouldBe(2);
        slip.Errors.ShouldMatch(
            "store plan [0-9a-f]{12}… \\(revision 1\\) has no file .*did you mean 'capabilities/orders.yaml'");

        (await DoneAsync("diff", "--revision", "1")).Output.ShouldContain("+++ revision-1/capabilities/orders.yaml");
        (await DoneAsync("apply", "--revision", "1", "--reason", "back", "--removes")).Output.ShouldContain("revision 3");
        var both = await RunAsync("apply", "--revision", "1", "--plan", Plan, "--reason", "back");
        both.ExitCode.ShouldBe(2);
        both.Errors.ShouldContain("--revision takes a plan from the store, and --plan one from a folder");
        (await RunAsync("apply", "--revision", "99", "--reason", "x")).Errors.ShouldContain("There is no revision 99");

        await ExportAsync();
    }

    [Fact]
    public async Task Faults_are_told_with_the_folder_as_it_was_typed()
    {
        Write("capabilities/orders.yaml", "capability: orders\nownr: nobody\n");
        var refused = await RunAsync("apply", "--plan", Plan + "/", "--reason", "x");
        refused.ExitCode.ShouldBe(1);
        refused.Errors.ShouldContain($"{Plan}/capabilities/orders.yaml(2): 'ownr' is not known here; did you mean 'owner'?");
    }

    private async Task ExportAsync()
    {
        var target = _folder.File("exported");
        (await DoneAsync("export", target)).Output.ShouldMatch("^2 files of store plan [0-9a-f]{12}… \\(revision 3\\) in ");
        (await File.ReadAllTextAsync(Path.Combine(target, "capabilities/orders.yaml"))).ShouldBe(Orders);
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(Path.Combine(target, "hub.yaml")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
            File.SetUnixFileMode(Path.Combine(target, "hub.yaml"), (UnixFileMode)0b110_110_110);
        }

        var again = await RunAsync("export", target);
        again.ExitCode.ShouldBe(1);
        again.Errors.ShouldContain("is not empty");
        await File.WriteAllTextAsync(Path.Combine(target, "capabilities/old.yaml"), "capability: old");
        var forced = await DoneAsync("export", target, "--force", "--revision", "2");
        forced.Output.ShouldContain("capabilities/old.yaml was there before");
        (await File.ReadAllTextAsync(Path.Combine(target, "capabilities/orders.yaml"))).ShouldContain("orders.cancel");
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(Path.Combine(target, "hub.yaml")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private async Task<HubCommand.Result> DoneAsync(params string[] arguments)
    {
        var result = await RunAsync(arguments);
        result.ExitCode.ShouldBe(0, result.Errors);
        return result;
    }

    private Task<HubCommand.Result> RunAsync(params string[] arguments) =>
        HubCommand.RunAsync(_environment, ["plan", .. arguments, "--data", _folder.File("data")]);

    private void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(Plan, path))!);
        File.WriteAllText(Path.Combine(Plan, path), text);
    }
}
