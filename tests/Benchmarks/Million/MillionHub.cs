using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Hub.Benchmarks.Comparing;
using Hub.Benchmarks.Peers;

namespace Hub.Benchmarks.Million;

/// <summary>The hub as it ships, on a plan of two databases; it can be killed and started again on the same data.</summary>
internal sealed class MillionHub : IDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);
    private static readonly Uri Parked = new("/hub/api/sync/parked?limit=1", UriKind.Relative);
    private readonly Workbench _bench;
    private readonly Launch _launch;
    private readonly string _data;
    private readonly HttpClient _http;
    private PeerProcess? _process;

    public MillionHub(Repository repository, Workbench bench, string plan, IReadOnlyDictionary<string, string> variables)
    {
        var url = $"http://127.0.0.1:{Workbench.FreePort()}";
        (_bench, _data) = (bench, Path.Combine(bench.Folder, "data"));
        _http = new HttpClient { BaseAddress = new Uri(url), Timeout = TimeSpan.FromMinutes(5) };
        _launch = new Launch(
            "hub", url, "dotnet",
            [repository.Hub, "up", "--plan", plan, "--no-demo", "--data", _data, "--urls", url])
        {
            Environment = variables.Append(KeyValuePair.Create("HUB_SECRET", RandomNumberGenerator.GetHexString(64)))
                .ToDictionary(),
        };
    }

    /// <summary>Its own store.</summary>
    public string Store => Path.Combine(_data, "hub.db");

    public async Task StartAsync(CancellationToken cancellation)
    {
        _process = await _bench.StartAsync(_launch, new Probe(["/hub/health/ready"], "ready"), cancellation);
        var token = (await File.ReadAllTextAsync(Path.Combine(_data, "admin.token"), cancellation)).Trim();
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    /// <summary>Ends its process at once, as a power cut does.</summary>
    public void Kill()
    {
        _bench.Kill(_process!);
        _process = null;
    }

    /// <summary>Posts a request without a body, and waits until the job it starts has ended, if it starts one.</summary>
    /// <exception cref="BenchmarkFailedException">It is refused, or the job fails.</exception>
    public async Task PostAsync(string path, CancellationToken cancellation)
    {
        using var answer = await _http.PostAsJsonAsync(path, new { }, cancellation);
        var said = await answer.Content.ReadAsStringAsync(cancellation);
        if (!answer.IsSuccessStatusCode)
            throw new BenchmarkFailedException($"{path}: {(int)answer.StatusCode} {said}");
        var started = JsonElement.Parse(said);
        var number = started.TryGetProperty("run", out _) ? "run" : "id";
        if (!started.TryGetProperty("job", out var job) || !started.TryGetProperty(number, out var run))
            return;
        while (true)
        {
            var runs = await _http.GetFromJsonAsync<JsonElement>($"/hub/api/jobs/{job.GetString()}/runs", cancellation);
            var found = runs.EnumerateArray().Single(r => r.GetProperty("id").GetString() == run.GetString());
            switch (found.GetProperty("state").GetString())
            {
                case "succeeded":
                    return;
                case "failed":
                    throw new BenchmarkFailedException($"{path}: the run failed: {found}");
            }

            await Task.Delay(Look, cancellation);
        }
    }

    /// <summary>How many changes were carried over, and whether that is all there were.</summary>
    /// <exception cref="BenchmarkFailedException">Some were not taken.</exception>
    public async Task<(long Applied, bool CaughtUp)> StandingAsync(CancellationToken cancellation)
    {
        _process!.RequireRunning();
        var link = (await _http.GetFromJsonAsync<JsonElement>("/hub/api/sync/links", cancellation)).EnumerateArray().Single();
        if (link.GetProperty("parked").GetInt64() + link.GetProperty("conflicts").GetInt64() is > 0 and var left)
            throw new BenchmarkFailedException(
                $"{left} changes are parked or in conflict, such as {await _http.GetStringAsync(Parked, cancellation)}");
        return (link.GetProperty("applied").GetInt64(), link.GetProperty("caughtUp").GetBoolean());
    }

    /// <summary>Waits until so many changes are carried over, or all there are.</summary>
    public async Task<long> AwaitAsync(long applied, CancellationToken cancellation)
    {
        while (true)
        {
            var standing = await StandingAsync(cancellation);
            if (standing.Applied >= applied && (applied < long.MaxValue || standing.CaughtUp))
                return standing.Applied;
            // Fewer where some were told as one change.
            if (standing is { CaughtUp: true, Applied: > 0 })
                return standing.Applied;
            await Task.Delay(Look, cancellation);
        }
    }

    /// <summary>What the last comparison has found.</summary>
    public async Task<JsonElement> ReconciledAsync(CancellationToken cancellation) =>
        (await _http.GetFromJsonAsync<JsonElement>("/hub/api/sync/links/items/reconcile", cancellation))
            .EnumerateArray().Single();

    /// <summary>How many rows the hub keeps of what, and the bytes of all of them for each record.</summary>
    public async Task<string> KeptAsync(long records, CancellationToken cancellation)
    {
        var kept = (await _http.GetFromJsonAsync<JsonElement>("/hub/api/sync/kept", cancellation)).EnumerateArray()
            .Where(k => k.GetProperty("rows").GetInt64() > 0)
            .Select(k => $"{k.GetProperty("what").GetString()} {k.GetProperty("rows").GetInt64():N0}");
        var bytes = await SqliteFile.UsedAsync(Store, cancellation) / records;
        return string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", kept)}: {bytes:N0} bytes a record");
    }

    /// <summary>Bytes of memory now, at most since it began, and of its files.</summary>
    public (long Resident, long Peak, long Store) Sizes()
    {
        var status = _process is null ? [] : File.ReadAllLines($"/proc/{_process.Id}/status");
        return (
            Read("VmRSS:"), Read("VmHWM:"),
            Directory.EnumerateFiles(_data, "hub.db*").Sum(f => new FileInfo(f).Length));

        long Read(string name) => status.FirstOrDefault(l => l.StartsWith(name, StringComparison.Ordinal)) is { } line
            ? long.Parse(line[name.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture)
                * 1024
            : 0;
    }

    public void Dispose() => _http.Dispose();
}
