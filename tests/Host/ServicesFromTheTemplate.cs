using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Hub.Tests;
using Hub.Tests.Processes;
using Hub.Tests.Servers;

namespace Hub.Host.Tests;

/// <summary>What <c>./hub new service</c> writes builds, passes its contract test and answers through the facade.</summary>
public sealed class ServicesFromTheTemplate : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Service => _folder.File("returns");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_service_is_written_with_what_comes_next_and_never_over_another_one()
    {
        var written = JsonElement.Parse((await RunAsync("--json")).Output);
        written.GetProperty("files").EnumerateArray().Select(f => f.GetString()).ShouldContain($"{Service}/Returns/Return.cs");
        written.GetProperty("next").EnumerateArray().Last().GetString()
            .ShouldBe($"HUB_SERVICES={Service}/Returns/bin/Release/net10.0 ./hub up");
        foreach (var file in Directory.EnumerateFiles(Service, "*", SearchOption.AllDirectories))
            (await File.ReadAllTextAsync(file)).ShouldNotContain("sample", Case.Insensitive, file);
        var again = await HubCommand.RunAsync("new", "service", "returns", "--dir", Service);
        (again.ExitCode, again.Reason).ShouldBe((2, $"'{Service}' exists and is not empty: name another folder."));
    }

    [Fact]
    public async Task Its_part_of_the_plan_is_valid_with_and_without_a_legacy_side()
    {
        foreach (var legacy in new string[][] { [], ["--legacy", "adapter:erp"] })
        {
            var plan = _folder.File($"plan{legacy.Length}");
            await RunAsync(["--dir", plan, .. legacy]);
            if (legacy.Length > 0)
            {
                Directory.CreateDirectory(Path.Combine(plan, "plan", "systems"));
                await File.WriteAllTextAsync(Path.Combine(plan, "plan", "systems", "erp.yaml"), "system: erp\n");
            }

            var result = await HubCommand.RunAsync("plan", "check", "--no-demo", "--plan", Path.Combine(plan, "plan"));
            result.ExitCode.ShouldBe(0, result.Errors);
            var text = await File.ReadAllTextAsync(Path.Combine(plan, "plan", "capabilities", "returns.yaml"));
            text.Split('\n').Contains("link: { legacy: adapter:erp, new: service:returns }").ShouldBe(legacy.Length > 0, text);
        }
    }

    [Theory]
    [InlineData("glass", "--record NAME")]
    [InlineData("tasks", "is the name of a type that the service's code needs")]
    [InlineData("orders", "is a service of the hub's own")]
    [InlineData("Returns", "is not a name of lower-case letters")]
    public async Task A_name_that_cannot_be_one_is_refused(string name, string why)
    {
        var refused = await HubCommand.RunAsync("new", "service", name, "--dir", Service);
        (refused.ExitCode, Directory.Exists(Service)).ShouldBe((2, false));
        refused.Errors.ShouldContain(why);
    }

    [Fact]
    public async Task The_template_of_dotnet_new_writes_the_same_files()
    {
        Assert.SkipWhen(QuickRun.IsQuick, "builds a service, which ./test --quick does not");
        await RunAsync();
        string[] hive = ["--debug:custom-hive", _folder.File("hive")];
        await DotnetAsync(["new", "install", Path.Combine(Repository.Root, "templates", "service"), .. hive]);
        await DotnetAsync(
        [
            "new", "hub-service", "-n", "Returns", "--record", "Return", "-o", _folder.File("other"), "--kit",
            Path.Combine(Repository.Root, "src/NewServices/Kit/Hub.ServiceKit.csproj"), .. hive,
        ]);
        var (ours, theirs) = (FilesOf(Service), FilesOf(_folder.File("other")));
        theirs.Keys.ShouldBe(ours.Keys);
        foreach (var (path, text) in ours)
            theirs[path].ShouldBe(text, path);
    }

    [Fact]
    public async Task It_builds_passes_its_contract_test_and_answers_through_the_facade()
    {
        Assert.SkipWhen(QuickRun.IsQuick, "builds a service, which ./test --quick does not");
        await RunAsync();
        // The kit is built already, and other tests run on it.
        string[] options = ["-c", "Release", "--nologo", "-v", "quiet", "-p:BuildProjectReferences=false"];
        foreach (var project in new[] { "Returns", "Returns.Tests" })
            await DotnetAsync(["build", Path.Combine(Service, project), .. options]);
        await using var contract = RunningProgram.Start(
            Path.Combine(Service, "Returns.Tests/bin/Release/net10.0/Returns.Tests"), ["-noColor"], folder: Service);
        (await contract.ExitAsync(seconds: 120)).ShouldBe(0, contract.Text);
        contract.Text.ShouldMatch("Total: ([5-9]|[1-9][0-9]), Errors: 0, Failed: 0, Skipped: 0");

        await File.WriteAllTextAsync(Path.Combine(Service, "plan", "hub.yaml"), "expose: true\n");
        await using var hub = RunningProgram.Start(
            "dotnet",
            [
                Repository.HubProgram, "up", "--plan", Path.Combine(Service, "plan"), "--data", _folder.File("data"),
                "--urls", "http://127.0.0.1:0",
            ],
            new Dictionary<string, string?> { ["HUB_SERVICES"] = Path.Combine(Service, "Returns/bin/Release/net10.0") });
        var facade = await hub.LineAsync(
            "the facade's address", l => l.TrimStart().StartsWith("facade ", StringComparison.Ordinal));
        using var client = new HttpClient
        {
            BaseAddress = new Uri(facade.Trim().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]),
        };
        using var made = await client.PostAsJsonAsync("/api/returns", new { customerId = "C-1", text = "The box was empty." });
        made.StatusCode.ShouldBe(HttpStatusCode.Created, await made.Content.ReadAsStringAsync());
        made.Headers.GetValues("X-Hub-Side").ShouldBe(["new"]);
        var found = await client.GetFromJsonAsync<JsonElement>(made.Headers.Location!);
        found.GetProperty("id").GetString().ShouldBe("RETURN-1001");
        var described = await client.GetFromJsonAsync<JsonElement>("/hub/openapi.json");
        described.GetProperty("paths").GetProperty("/api/returns").GetProperty("post").GetProperty("requestBody").GetRawText()
            .ShouldContain("The box was empty.");
    }

    private static SortedDictionary<string, string> FilesOf(string folder) => new(
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .ToDictionary(f => Path.GetRelativePath(folder, f), File.ReadAllText), StringComparer.Ordinal);

    private async Task<HubCommand.Result> RunAsync(params string[] options)
    {
        string[] folder = options.Contains("--dir") ? [] : ["--dir", Service];
        var result = await HubCommand.RunAsync(["new", "service", "returns", .. folder, .. options]);
        result.ExitCode.ShouldBe(0, result.Errors);
        return result;
    }

    private async Task DotnetAsync(string[] arguments)
    {
        await using var run = RunningProgram.Start("dotnet", arguments, folder: _folder.Path);
        (await run.ExitAsync(seconds: 300)).ShouldBe(0, run.Text + run.Errors);
    }
}
