using System.IO.Compression;
using System.Security.Cryptography;
using Hub.Sync.Conforming;
using Hub.Tests.Processes;
using Hub.Tests.Servers;

namespace Hub.Sync.Tests.LinkedServices;

/// <summary>
/// The service kit as a package: with it and nothing else of the hub, the program of its README is built outside of the
/// repository, and holds the contract for linked services.
/// </summary>
public sealed class ServicesBuiltWithTheKit : IDisposable
{
    private const string Kit = "src/NewServices/Kit";
    private readonly TemporaryFolder _folder = new();

    // One of its own, as packages are kept by their versions.
    private readonly string _version = $"1.0.0-test.{RandomNumberGenerator.GetHexString(12, lowercase: true)}";

    public void Dispose()
    {
        _folder.Dispose();
        var kept = Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } folder
            ? folder
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        if (Path.Combine(kept, "hub.servicekit", _version) is var unpacked && Directory.Exists(unpacked))
            Directory.Delete(unpacked, recursive: true);
    }

    [Fact]
    public async Task The_package_holds_what_a_service_needs()
    {
        using var package = await ZipFile.OpenReadAsync(await PackAsync(), TestContext.Current.CancellationToken);
        var names = package.Entries.Select(e => e.FullName).ToList();
        names.ShouldContain("lib/net10.0/Hub.ServiceKit.dll");
        names.ShouldContain("lib/net10.0/Hub.ServiceKit.xml");
        names.ShouldContain("README.md");
        using var reader = new StreamReader(package.GetEntry("Hub.ServiceKit.nuspec")!.Open());
        var described = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
        described.ShouldContain("<readme>README.md</readme>");
        described.ShouldContain("<description>What a new service needs");
        described.ShouldNotContain("dependency id=\"Hub.");
        foreach (var heavy in new[] { "MassTransit", "Hangfire", "YamlDotNet", "OpenTelemetry", "Yarp" })
            described.ShouldNotContain(heavy);
    }

    [Fact]
    public async Task The_program_of_its_README_holds_the_contract()
    {
        Assert.SkipWhen(
            Environment.GetEnvironmentVariable("HUB_TESTS") == "quick", "builds a program, which ./test --quick does not");
        await PackAsync();
        await WriteAsync("NuGet.config", $"""
            <configuration><packageSources><add key="kit" value="{_folder.Path}" /></packageSources></configuration>
            """);
        await WriteAsync("Notes.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk.Web">
              <PropertyGroup><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings></PropertyGroup>
              <ItemGroup><PackageReference Include="Hub.ServiceKit" Version="{_version}" /></ItemGroup>
            </Project>
            """);
        var readme = await File.ReadAllLinesAsync(
            Path.Combine(Repository.Root, Kit, "README.md"), TestContext.Current.CancellationToken);
        await WriteAsync(
            "Program.cs",
            string.Join('\n', readme.Where(l => l.StartsWith("    ", StringComparison.Ordinal)).Select(l => l[4..])));
        await DotnetAsync("build", "Notes.csproj", "-c", "Release", "-o", _folder.File("out"), "--nologo", "-v", "quiet");

        var address = new Uri($"http://127.0.0.1:{FreePort.Take()}");
        await using var service = RunningProgram.Start(
            "dotnet", [_folder.File("out/Notes.dll"), "--urls", $"{address.GetLeftPart(UriPartial.Authority)}"],
            folder: _folder.Path);
        await service.LineAsync("it listens", l => l.Contains("Now listening", StringComparison.Ordinal));
        var outcomes = await ServiceConformance.RunAsync(
            new ConformanceRequest(address, "/hub/changes", "/api/notes") { Patience = TimeSpan.FromSeconds(60) },
            TimeProvider.System, TestContext.Current.CancellationToken);
        outcomes.Where(o => o.State == RuleOutcome.Failed).ShouldBeEmpty();
        outcomes.Count(o => o.State == RuleOutcome.Passed).ShouldBeGreaterThan(20);
    }

    private async Task<string> PackAsync()
    {
        var configuration = AppContext.BaseDirectory.Split(Path.DirectorySeparatorChar).Contains("Release") ? "Release" : "Debug";
        await DotnetAsync(
            "pack", Path.Combine(Repository.Root, Kit), "-c", configuration, "--no-build", "-o", _folder.Path, "--nologo",
            "-v", "quiet", $"-p:PackageVersion={_version}");
        return _folder.File($"Hub.ServiceKit.{_version}.nupkg");
    }

    private Task WriteAsync(string file, string text) =>
        File.WriteAllTextAsync(_folder.File(file), text, TestContext.Current.CancellationToken);

    private async Task DotnetAsync(params string[] arguments)
    {
        await using var run = RunningProgram.Start("dotnet", arguments, folder: _folder.Path);
        (await run.ExitAsync(seconds: 300)).ShouldBe(0, run.Text + run.Errors);
    }
}
