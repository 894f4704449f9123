using System.Diagnostics;
using Hub.Tests;
using Hub.Tests.Processes;
using Hub.Tests.Servers;

namespace Hub.Host.Tests;

/// <summary>
/// A facade as a process of its own in front of a <see cref="StreamingSide"/>: under /api by routes, elsewhere by a catch-all.
/// </summary>
internal sealed class StreamingHub : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;

    private StreamingHub(TemporaryFolder folder, StreamingSide side, RunningProgram program, Uri address, Uri http2Address) =>
        (_folder, Side, Program, Address, Http2Address) = (folder, side, program, address, http2Address);

    public StreamingSide Side { get; }

    public RunningProgram Program { get; }

    public Uri Address { get; }

    public Uri Http2Address { get; }

    public static async Task<StreamingHub> StartAsync(params string[] arguments)
    {
        var (folder, side) = (new TemporaryFolder(), await StreamingSide.StartAsync());
        var plan = folder.File("plan");
        Directory.CreateDirectory(Path.Combine(plan, "capabilities"));
        await File.WriteAllTextAsync(Path.Combine(plan, "hub.yaml"), $$"""
            catchAll:
              - { path: /grpc, to: {{side.Http2Address}} }
              - { path: /, to: {{side.Address}} }
            """);
        await File.WriteAllTextAsync(Path.Combine(plan, "capabilities", "streams.yaml"), $$"""
            capability: streams
            owner: stream-team
            sides: { legacy: {{side.Address}} }
            routes:
              streams.get: GET /api/{what}
              streams.post: POST /api/{what}
            """);
        var http2 = $"http://127.0.0.1:{FreePort.Take()}";
        var program = RunningProgram.Start("dotnet", [
            Repository.HubProgram, "up", "--plan", plan, "--data", folder.File("data"), "--urls", "http://127.0.0.1:0",
            "--h2-urls", http2, "--no-demo", "--roles", "facade", .. arguments]);
        var facade = await program.LineAsync(
            "the facade's address", l => l.TrimStart().StartsWith("facade ", StringComparison.Ordinal));
        var addresses = facade.Trim()["facade".Length..].Split(',', StringSplitOptions.TrimEntries)
            .Select(a => new Uri(a)).ToList();
        return new StreamingHub(folder, side, program, addresses.Single(a => a != new Uri(http2)), new Uri(http2));
    }

    /// <summary>The most memory the process has had so far.</summary>
    public long PeakMemory
    {
        get
        {
            using var process = Process.GetProcessById(Program.Id);
            return process.PeakWorkingSet64;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Program.DisposeAsync();
        await Side.DisposeAsync();
        _folder.Dispose();
    }
}
