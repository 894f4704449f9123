using System.Diagnostics;
using System.Globalization;
using Hub.Host.Shell;
using Hub.Platform.Plan;

namespace Hub.Host.Demo;

/// <summary>
/// The demo's legacy landscape, a process of its own. It stops when its standard input closes, so it goes with the hub
/// however the hub ends.
/// </summary>
internal sealed class LandscapeProcess : IAsyncDisposable
{
    private readonly Process _process;

    private LandscapeProcess(Process process, DemoLandscape demo, IReadOnlyDictionary<string, string> addresses) =>
        (_process, Variables, Addresses) = (process, demo.Sets.SetItems(addresses), addresses);

    /// <summary>All that the plan's references want of the landscape.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; }

    /// <summary>Where its systems are, by the variable that the plan takes an address from.</summary>
    public IReadOnlyDictionary<string, string> Addresses { get; }

    /// <summary>Where the landscape keeps its data: in the hub's folder, but not the hub's.</summary>
    public static string FolderIn(string dataFolder) => Path.Combine(dataFolder, "landscape");

    public static async Task<LandscapeProcess> StartAsync(DemoLandscape demo, string dataFolder, CancellationToken cancellation)
    {
        Terminal.Notes.WriteLine("Starting the legacy landscape …");
        var program = FindProgram(demo.Project) ?? await BuildAsync(demo.Project, cancellation);
        var process = Start([program, "--data", dataFolder, "--exit-with-parent"], input: true);
        try
        {
            return new LandscapeProcess(process, demo, await ReadAddressesAsync(process, demo, cancellation));
        }
        catch
        {
            process.Kill();
            process.Dispose();
            throw;
        }
    }

    /// <summary>Has front-ends and back-office people played.</summary>
    /// <param name="facade">Where front-ends call.</param>
    /// <param name="rate">Acts in a second.</param>
    public void Play(Uri facade, double rate) =>
        Tell(string.Create(CultureInfo.InvariantCulture, $"traffic {facade.GetLeftPart(UriPartial.Authority)} {rate:0.###}"));

    /// <summary>Has nobody played any longer.</summary>
    public void StopPlaying() => Tell("traffic off");

    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        try
        {
            _process.StandardInput.Close();
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // One that has ended already is not killed.
            _process.Kill();
        }

        _process.Dispose();
    }

    private void Tell(string line)
    {
        try
        {
            _process.StandardInput.WriteLine(line);
            _process.StandardInput.Flush();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // It has ended, and plays nothing.
        }
    }

    private static string? FindProgram(string project)
    {
        var bin = Path.Combine(project, "bin");
        return Directory.Exists(bin)
            ? Directory.EnumerateFiles(bin, Path.GetFileName(project) + ".dll", SearchOption.AllDirectories)
                .Where(f => File.Exists(Path.ChangeExtension(f, ".runtimeconfig.json")))
                .MaxBy(File.GetLastWriteTimeUtc)
            : null;
    }

    private static async Task<string> BuildAsync(string project, CancellationToken cancellation)
    {
        if (!Directory.Exists(project))
            throw new CommandFailedException(
                $"The demo's landscape {project} is not there: start with --no-demo, and give the plan's addresses.");
        Terminal.Notes.WriteLine("Building it first, once …");
        using var build = Start(["build", project, "-c", "Release", "--nologo", "-v", "quiet"], input: false);
        var output = await build.StandardOutput.ReadToEndAsync(cancellation);
        await build.WaitForExitAsync(cancellation);
        return build.ExitCode == 0 && FindProgram(project) is { } program
            ? program
            : throw new CommandFailedException($"The demo's landscape does not build:{Environment.NewLine}{output.Trim()}");
    }

    private static async Task<Dictionary<string, string>> ReadAddressesAsync(
        Process process, DemoLandscape demo, CancellationToken cancellation)
    {
        var addresses = new Dictionary<string, string>(StringComparer.Ordinal);
        while (await process.StandardOutput.ReadLineAsync(cancellation) is { } line)
        {
            if (line == "ready")
                return addresses;
            if (line.Split(' ', 2) is [var system, var address] && demo.Provides.TryGetValue(system, out var variable))
                addresses[variable] = address;
        }

        throw new CommandFailedException("The demo's landscape ended before it was ready; its reason stands above.");
    }

    private static Process Start(string[] arguments, bool input) => Process.Start(new ProcessStartInfo("dotnet", arguments)
    {
        UseShellExecute = false,
        RedirectStandardInput = input,
        RedirectStandardOutput = true,
    }) ?? throw new CommandFailedException("The dotnet command cannot be started.");
}
