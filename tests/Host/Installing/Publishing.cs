using Hub.Tests;
using Hub.Tests.Processes;
using Hub.Tests.Servers;

namespace Hub.Host.Tests.Installing;

/// <summary>What eng/publish makes, once for all tests of it: a single file, an image, and what they are made of.</summary>
public sealed class Publishing : IAsyncLifetime
{
    /// <summary>The version that is asked for.</summary>
    public const string Version = "4.7.11-test.1";

    private readonly TemporaryFolder _folder = new();

    /// <summary>Why nothing can be published here; null where it was.</summary>
    public string? Missing { get; private set; }

    public string Out => _folder.File("out");

    /// <summary>The unpacked image.</summary>
    public UnpackedImage Image { get; private set; } = null!;

    public string File(string name) => _folder.File(name);

    public async ValueTask InitializeAsync()
    {
        Missing = MissingHere();
        if (Missing is not null)
            return;
        var port = FreePort.Take();
        var registry = $"127.0.0.1:{port}";
        await System.IO.File.WriteAllTextAsync(_folder.File("registry.yml"), $$"""
            version: 0.1
            log: { level: error, accesslog: { disabled: true } }
            storage: { filesystem: { rootdirectory: {{_folder.File("registry")}} } }
            http: { addr: {{registry}} }
            """);
        await using var running = RunningProgram.Start("docker-registry", ["serve", _folder.File("registry.yml")]);
        using var http = new HttpClient();
        await Eventually.HoldsAsync("the registry to answer", async () =>
        {
            try
            {
                return (await http.GetAsync(new Uri($"http://{registry}/v2/"))).IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        });
        await RunAsync("bash", [Script("base-image.sh"), registry, _folder.File("base")]);
        await RunAsync(
            Path.Combine(Repository.Root, "eng/publish"),
            ["linux-x64", "image", "sbom", "--quick", "--out", Out, "--version", Version, "--base", $"{registry}/base:1"],
            new Dictionary<string, string?> { ["DOTNET_CONTAINER_INSECURE_REGISTRIES"] = registry });
        Image = await UnpackedImage.OfAsync(Path.Combine(Out, $"hub-{Version}-image.tar"), _folder.File("image"));
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    public static string Script(string name) => Path.Combine(Repository.Root, "tests/Host/Installing", name);

    internal static async Task<string> RunAsync(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null,
        string? folder = null)
    {
        await using var running = RunningProgram.Start(program, arguments, environment, folder);
        var exitCode = await running.ExitAsync(seconds: 600);
        exitCode.ShouldBe(0, $"{program}\n{running.Text}\n{running.Errors}");
        return running.Text;
    }

    private static string? MissingHere()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
            return "an image is run by root on Linux here";
        return System.IO.File.Exists("/usr/bin/docker-registry") ? null : "needs Debian's package docker-registry";
    }
}
