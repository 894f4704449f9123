using System.Net;
using System.Text.Json;
using Hub.Tests;
using Hub.Tests.Processes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Hub.Host.Tests;

/// <summary>What somebody does who begins a plan of their own: make it, check it, edit it in an editor, serve it.</summary>
public sealed class PlansForEditors : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_new_plan_is_valid_and_says_what_comes_next()
    {
        var plan = Path.Combine(_folder.Path, "mine");
        var made = await HubCommand.RunAsync("plan", "new", plan, "--capability", "tickets", "--json");
        made.ExitCode.ShouldBe(0, made.Errors);
        using var told = JsonDocument.Parse(made.Output);
        told.RootElement.GetProperty("next")[0].GetString().ShouldBe($"./hub plan check --plan {plan}");
        var check = await HubCommand.RunAsync("plan", "check", "--plan", plan);
        check.ExitCode.ShouldBe(0, check.Errors);
        check.Output.ShouldContain("1 capability, 3 routes");
        var prod = await HubCommand.RunAsync(
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["TICKETS_URL"] = "http://tickets.internal:8080" },
            "plan", "check", "--plan", plan, "--env", "prod");
        prod.ExitCode.ShouldBe(0, prod.Errors);
        foreach (var (file, schema) in new[]
        {
            ("hub.yaml", "schemas/hub"), ("capabilities/tickets.yaml", "../schemas/capability"),
            ("environments/prod.yaml", "../schemas/environment"),
        })
        {
            var text = await File.ReadAllTextAsync(Path.Combine(plan, file), TestContext.Current.CancellationToken);
            text.Split('\n')[0].ShouldBe($"# yaml-language-server: $schema={schema}.schema.json");
            SchemasOfPlans.FaultsOf(SchemasOfPlans.KindOf(Path.Combine(plan, file)), text).ShouldBeEmpty(file);
            File.Exists(Path.Combine(plan, Path.GetDirectoryName(file)!, $"{schema}.schema.json")).ShouldBeTrue(file);
        }
    }

    [Fact]
    public async Task The_demos_own_files_name_their_schemas_which_are_as_the_hub_writes_them()
    {
        var written = await HubCommand.RunAsync("plan", "schema", "--json");
        written.ExitCode.ShouldBe(0, written.Errors);
        using var kinds = JsonDocument.Parse(written.Output);
        foreach (var kind in kinds.RootElement.EnumerateObject())
        {
            var kept = await File.ReadAllTextAsync(
                Path.Combine(Repository.Plan, "schemas", $"{kind.Name}.schema.json"), TestContext.Current.CancellationToken);
            JsonElement.DeepEquals(JsonElement.Parse(kept), kind.Value).ShouldBeTrue(
                $"{kind.Name}: ./hub plan schema --out migration-plan writes it again");
        }

        foreach (var file in Directory.EnumerateFiles(Repository.Plan, "*.yaml", SearchOption.AllDirectories))
        {
            var first = File.ReadLines(file).First();
            first.ShouldStartWith("# yaml-language-server: $schema=", Case.Sensitive, file);
            var schema = Path.Combine(Path.GetDirectoryName(file)!, first.Split('=')[1]);
            Path.GetFileName(schema).ShouldBe($"{SchemasOfPlans.KindOf(file)}.schema.json", file);
            File.Exists(schema).ShouldBeTrue(file);
        }
    }

    [Fact]
    public async Task A_new_plan_is_served_and_its_requests_go_where_they_go_today()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var today = builder.Build();
        today.Map("/{**path}", (HttpContext context) => $"legacy: {context.Request.Path}");
        await today.StartAsync(TestContext.Current.CancellationToken);
        var plan = Path.Combine(_folder.Path, "mine");
        (await HubCommand.RunAsync("plan", "new", plan, "--legacy", today.Urls.First())).ExitCode.ShouldBe(0);
        await using var hub = RunningProgram.Start("dotnet", [
            Repository.HubProgram, "up", "--plan", plan, "--data", _folder.File("data"), "--urls", "http://127.0.0.1:0"]);
        await hub.LineAsync("the hub to be ready", l => l.StartsWith("Ctrl+C", StringComparison.Ordinal));
        var facade = hub.Output.First(l => l.TrimStart().StartsWith("facade ", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
        using var client = new HttpClient();
        using var answer = await client.GetAsync(new Uri($"{facade}/api/orders/7"), TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe("legacy: /api/orders/7");
    }

    [Fact]
    public async Task What_is_there_is_not_written_over()
    {
        var plan = Path.Combine(_folder.Path, "mine");
        Directory.CreateDirectory(plan);
        await File.WriteAllTextAsync(Path.Combine(plan, "notes"), "", TestContext.Current.CancellationToken);
        var made = await HubCommand.RunAsync("plan", "new", plan);
        made.ExitCode.ShouldBe(2);
        made.Errors.ShouldContain("exists and is not empty: name another folder");
        Directory.EnumerateFileSystemEntries(plan).Count().ShouldBe(1);
    }

    [Fact]
    public async Task Schemas_are_shown_one_by_one_and_written_beside_a_plan()
    {
        var shown = await HubCommand.RunAsync("plan", "schema", "system");
        shown.ExitCode.ShouldBe(0, shown.Errors);
        using var schema = JsonDocument.Parse(shown.Output);
        schema.RootElement.GetProperty("properties").GetProperty("resources").ValueKind.ShouldBe(JsonValueKind.Object);
        var written = await HubCommand.RunAsync("plan", "schema", "--out", _folder.Path);
        written.ExitCode.ShouldBe(0, written.Errors);
        written.Output.ShouldContain(
            "systems/NAME.yaml begins with # yaml-language-server: $schema=../schemas/system.schema.json");
        (await File.ReadAllTextAsync(Path.Combine(_folder.Path, "schemas", "system.schema.json"),
            TestContext.Current.CancellationToken)).TrimEnd().ShouldBe(shown.Output.TrimEnd());
    }

    [Fact]
    public async Task The_doctor_says_what_is_missing_and_what_to_do()
    {
        var nothing = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["HUB_URL"] = "http://127.0.0.1:9", ["HUB_STORE"] = null, ["HUB_BUS"] = null, ["HUB_SECRET"] = null,
        };
        var well = await HubCommand.RunAsync(nothing, "doctor", "--plan", Repository.Plan, "--data", _folder.Path);
        well.ExitCode.ShouldBe(0, well.Output);
        well.Output.ShouldContain("note     hub: none answers at http://127.0.0.1:9: ./hub up starts one");
        var ill = new Dictionary<string, string?>(nothing, StringComparer.Ordinal)
        {
            ["HUB_STORE"] = "Host=127.0.0.1;Port=9;Database=hub;Username=hub;Password=not-to-be-shown",
            ["HUB_BUS"] = "amqp://hub:not-to-be-shown@127.0.0.1:9/hub",
            ["HUB_SECRET"] = "not-to-be-shown",
        };
        var result = await HubCommand.RunAsync(ill, "doctor", "--plan", "nowhere", "--data", _folder.Path, "--json");
        result.ExitCode.ShouldBe(1);
        (result.Output + result.Errors).ShouldNotContain("not-to-be-shown");
        using var told = JsonDocument.Parse(result.Output);
        var missing = told.RootElement.GetProperty("findings").EnumerateArray()
            .Where(f => f.GetProperty("state").GetString() == "missing").ToList();
        missing.Select(f => f.GetProperty("about").GetString()).ShouldBe(["store", "bus", "secret", "plan"]);
        missing.ShouldAllBe(f => f.GetProperty("next").GetString()!.Length > 0);
        told.RootElement.GetProperty("missing").GetInt32().ShouldBe(4);
    }
}
