using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Hub.Benchmarks.Comparing;

namespace Hub.Benchmarks.Peers;

/// <summary>A case's temporary folder and processes; both are gone when it is disposed.</summary>
internal sealed class Workbench : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hub-benchmarks-");
    private readonly List<PeerProcess> _processes = [];
    private readonly List<IDisposable> _servers = [];
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
        while (await probe.FindFaultAsync(_http, launch.Url, cancellation) is { } fault)
        {
            process.RequireRunning();
            if (waited.Elapsed > Patience)
                throw new BenchmarkFailedException($"{launch.Name} does not answer: {fault}\n{process.LastOutput}");
            await Task.Delay(TimeSpan.FromMilliseconds(100), cancellation);
        }

        return process;
    }

    /// <summary>Kills a program before the case ends.</summary>
    public void Kill(PeerProcess process)
    {
        _processes.Remove(process);
        process.Dispose();
    }

    /// <summary>Asks a program that is ready once.</summary>
    /// <exception cref="BenchmarkFailedException">It does not answer as it must.</exception>
    public async Task RequireAsync(Launch launch, Probe probe, CancellationToken cancellation)
    {
        if (await probe.FindFaultAsync(_http, launch.Url, cancellation) is { } fault)
            throw new BenchmarkFailedException($"{launch.Name} does not answer as it must: {fault}");
    }

    /// <summary>Gets a text that takes a token.</summary>
    public async Task<string> GetAsync(string url, string token, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(url));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await _http.SendAsync(request, cancellation);
        return await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync(cancellation);
    }

    /// <summary>Ends this too with the case, after the programs.</summary>
    public T Keep<T>(T server)
        where T : IDisposable
    {
        _servers.Add(server);
        return server;
    }

    public void Dispose()
    {
        foreach (var process in _processes)
            process.Dispose();
        foreach (var server in _servers)
            server.Dispose();
        _http.Dispose();
        _folder.Delete(recursive: true);
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
