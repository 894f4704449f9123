using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Hub.Benchmarks.Comparing;

namespace Hub.Benchmarks.Peers;

/// <summary>A case's temporary folder and processes; both are gone when it is disposed.</summary>
internal sealed class Workbench : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hub-benchmarks-");
    private readonly List<PeerProcess> _processes = [];
    private readonly HttpClient _http = new();

    public string Folder => _folder.FullName;

    /// <summary>A port of the loopback interface that was free a moment ago.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Starts a program and waits until it answers <paramref name="probe"/> with 200 and the body expected.</summary>
    /// <exception cref="BenchmarkFailedException">It ended, or did not get there within a minute.</exception>
    public async Task<PeerProcess> StartAsync(Launch launch, Probe probe, CancellationToken cancellation)
    {
        var process = new PeerProcess(launch.Name, launch.Program, launch.Arguments, launch.Environment);
        _processes.Add(process);
        var waited = Stopwatch.StartNew();
        while (await FindFaultAsync(launch.Url, probe, cancellation) is { } fault)
        {
            process.RequireRunning();
            if (waited.Elapsed > Patience)
                throw new BenchmarkFailedException($"{launch.Name} does not answer: {fault}\n{process.LastOutput}");
            await Task.Delay(TimeSpan.FromMilliseconds(100), cancellation);
        }

        return process;
    }

    public void Dispose()
    {
        foreach (var process in _processes)
            process.Dispose();
        _http.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task<string?> FindFaultAsync(string url, Probe probe, CancellationToken cancellation)
    {
        try
        {
            foreach (var path in probe.Paths)
            {
                using var answer = await _http.GetAsync(new Uri(url + path), cancellation);
                var body = await answer.Content.ReadAsStringAsync(cancellation);
                if (answer.StatusCode != HttpStatusCode.OK || body != probe.Body)
                    return $"GET {path}: {(int)answer.StatusCode} {body}";
            }

            return null;
        }
        catch (HttpRequestException e)
        {
            return e.Message;
        }
    }
}

/// <summary>A program to start.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Url">Where it will listen.</param>
/// <param name="Program">Its file.</param>
/// <param name="Arguments">Its command line.</param>
internal sealed record Launch(string Name, string Url, string Program, IReadOnlyList<string> Arguments)
{
    /// <summary>Variables besides this process's own.</summary>
    public IReadOnlyDictionary<string, string>? Environment { get; init; }
}

/// <summary>Requests that show a program ready and doing what is to be measured.</summary>
/// <param name="Paths">Paths to get.</param>
/// <param name="Body">What each must answer, with status 200.</param>
internal sealed record Probe(IReadOnlyList<string> Paths, string Body);
