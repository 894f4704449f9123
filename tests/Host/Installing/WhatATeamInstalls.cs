using System.Text.Json;
using System.Xml.Linq;
using Hub.Tests;
using Hub.Tests.Processes;

namespace Hub.Host.Tests.Installing;

/// <summary>What eng/publish makes runs where nothing else of the hub is: no SDK, no sources, no build.</summary>
public sealed class WhatATeamInstalls(Publishing published) : IClassFixture<Publishing>
{
    [Fact]
    public async Task A_single_file_makes_a_plan_serves_it_and_is_asked()
    {
        SkipIfMissing();
        using var folder = new TemporaryFolder();
        string? url = null;
        var program = folder.File("hub");
        File.Copy(Path.Combine(published.Out, "linux-x64/hub"), program);
        (await AskAsync("--version")).Trim().ShouldStartWith($"{Publishing.Version}+");
        await AskAsync("plan", "new", "plan", "--capability", "tickets", "--legacy", "http://127.0.0.1:9");
        await using var hub = RunningProgram.Start(
            program, ["up", "--plan", "plan", "--no-demo", "--data", "data", "--urls", "http://127.0.0.1:0"], Own(),
            folder.File("."));
        await hub.LineAsync("the hub to be ready", l => l.StartsWith("Ctrl+C", StringComparison.Ordinal));
        url = AddressOf(hub);
        (await AskAsync("doctor", "--ready")).ShouldStartWith("ok       hub:");
        (await AskAsync("routes", "--data", "data")).ShouldContain("tickets.get");
        using var http = new HttpClient();
        // What pages need lies in the program.
        foreach (var page in new[] { "hub/console/sign-in", "hub/docs" })
        {
            using var answer = await http.GetAsync(new Uri(new Uri(url), page), TestContext.Current.CancellationToken);
            answer.IsSuccessStatusCode.ShouldBeTrue(page);
        }

        hub.Terminate();
        (await hub.ExitAsync()).ShouldBe(0);
        Directory.EnumerateFileSystemEntries(folder.File(".")).Select(Path.GetFileName).Order(StringComparer.Ordinal)
            .ShouldBe(["data", "hub", "plan", "unpacked"]);

        Task<string> AskAsync(params string[] arguments) => Publishing.RunAsync(program, arguments, Own(), folder.File("."));

        Dictionary<string, string?> Own() => new()
        {
            ["HUB_URL"] = url, ["DOTNET_ROOT"] = "/nowhere", ["DOTNET_BUNDLE_EXTRACT_BASE_DIR"] = folder.File("unpacked"),
        };
    }

    [Fact]
    public async Task An_image_runs_without_rights_and_writes_to_its_data_only()
    {
        SkipIfMissing();
        var image = published.Image;
        image.Config.GetProperty("User").GetString().ShouldBe("1654");
        image.Texts("Entrypoint").ShouldBe(["/app/Hub.Host"]);
        image.Texts("Cmd")[..^1].ShouldBe(["up", "--no-demo", "--plan", "/plan", "--data", "/data", "--urls"]);
        using var data = new TemporaryFolder();
        await Publishing.RunAsync("chown", ["1654:1654", data.File(".")]);
        await HubCommand.RunAsync("plan", "new", data.File("new"), "--capability", "tickets", "--legacy", "http://127.0.0.1:9");
        var plan = Path.Combine(image.Root, "plan");
        await Publishing.RunAsync("bash", ["-c", $"cp -r '{data.File("new")}'/* '{plan}/' && chmod -R a+rX '{plan}'"]);
        await using var hub = Start([.. image.Texts("Cmd")[..^1], "http://127.0.0.1:0"]);
        await hub.LineAsync("the hub to be ready", l => l.StartsWith("Ctrl+C", StringComparison.Ordinal));
        var url = AddressOf(hub);
        File.Exists(data.File("admin.token")).ShouldBeTrue();
        await using (var healthy = Start(["doctor", "--ready"], url))
            (await healthy.ExitAsync()).ShouldBe(0, healthy.Text + healthy.Errors);
        hub.Terminate();
        (await hub.ExitAsync()).ShouldBe(0);
        await using var gone = Start(["doctor", "--ready"], url);
        (await gone.ExitAsync()).ShouldBe(1);

        RunningProgram Start(string[] arguments, string? address = null) => RunningProgram.Start(
            "unshare",
            [
                "--mount", "bash", Publishing.Script("run-image.sh"), image.Root, data.File("."),
                .. image.Texts("Entrypoint"), .. arguments,
            ],
            new Dictionary<string, string?> { ["HUB_URL"] = address });
    }

    [Fact]
    public async Task What_it_is_made_of_is_listed_with_versions_and_licences()
    {
        SkipIfMissing();
        var text = await File.ReadAllTextAsync(
            Path.Combine(published.Out, $"hub-{Publishing.Version}.cdx.json"), TestContext.Current.CancellationToken);
        using var json = JsonDocument.Parse(text);
        json.RootElement.GetProperty("bomFormat").GetString().ShouldBe("CycloneDX");
        json.RootElement.GetProperty("metadata").GetProperty("component").GetProperty("version").GetString()
            .ShouldBe(Publishing.Version);
        var listed = json.RootElement.GetProperty("components").EnumerateArray()
            .ToDictionary(c => c.GetProperty("name").GetString()!, c => c, StringComparer.OrdinalIgnoreCase);
        var versions = XDocument.Load(Path.Combine(Repository.Root, "Directory.Packages.props")).Descendants("PackageVersion")
            .ToDictionary(e => e.Attribute("Include")!.Value, e => e.Attribute("Version")!.Value.TrimStart('[').Split(',')[0]);
        foreach (var package in new[] { "Yarp.ReverseProxy", "Npgsql", "Dapper", "MassTransit.RabbitMQ" })
        {
            listed[package].GetProperty("version").GetString().ShouldBe(versions[package]);
            listed[package].GetProperty("licenses").GetArrayLength().ShouldBeGreaterThan(0, package);
        }

        listed.Keys.ShouldNotContain("xunit.v3");
    }

    [Fact]
    public async Task Its_files_are_those_of_their_sums()
    {
        SkipIfMissing();
        var checkedFiles = await Publishing.RunAsync("sha256sum", ["--check", "SHA256SUMS"], folder: published.Out);
        checkedFiles.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(4);
    }

    [Theory]
    [InlineData("eng/publish: 'linux-x86' is neither linux-x64, linux-arm64, win-x64, image, sbom nor an option", "linux-x86")]
    [InlineData("eng/publish: --out needs a value", "--out")]
    [InlineData("eng/publish: '1.2' is no version: 1.2.3 or 1.2.3-alpha.1", "sbom", "--version", "1.2", "--out", "/tmp")]
    public async Task What_it_does_not_know_is_refused(string fault, params string[] arguments)
    {
        await using var refused = RunningProgram.Start(Path.Combine(Repository.Root, "eng/publish"), arguments);
        (await refused.ExitAsync()).ShouldBe(2);
        refused.Errors.ShouldContain(fault);
    }

    private static string AddressOf(RunningProgram hub) =>
        hub.Output.First(l => l.TrimStart().StartsWith("facade ", StringComparison.Ordinal)).Split(' ')[^1];

    private void SkipIfMissing() => Assert.SkipWhen(published.Missing is not null, published.Missing ?? "");
}
