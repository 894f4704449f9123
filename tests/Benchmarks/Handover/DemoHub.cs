using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Hub.Benchmarks.Comparing;
using Hub.Benchmarks.Peers;

namespace Hub.Benchmarks.Handover;

/// <summary>The hub before the demo's landscape, everything in one process, as <c>hub up</c> starts it.</summary>
internal sealed class DemoHub : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private DemoHub(HttpClient client, HttpClient admin, string folder) =>
        (Client, Admin, Store) = (client, admin, Path.Combine(folder, "hub.db"));

    /// <summary>Asks as a front-end does.</summary>
    public HttpClient Client { get; }

    /// <summary>The file of its own store.</summary>
    public string Store { get; }

    private HttpClient Admin { get; }

    public static async Task<DemoHub> StartAsync(Repository repository, Workbench bench, CancellationToken cancellation)
    {
        var (url, folder) = ($"http://127.0.0.1:{Workbench.FreePort()}", Path.Combine(bench.Folder, "data"));
        var launch = new Launch("hub", url, "dotnet", [repository.Hub, "up", "--data", folder, "--urls", url])
        {
            Environment = new Dictionary<string, string> { ["HUB_SECRET"] = RandomNumberGenerator.GetHexString(64) },
        };
        await bench.StartAsync(launch, new Probe(["/hub/health/ready"], "ready"), cancellation);
        var token = (await File.ReadAllTextAsync(Path.Combine(folder, "admin.token"), cancellation)).Trim();
        var admin = new HttpClient { BaseAddress = new Uri(url) };
        admin.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var hub = new DemoHub(new HttpClient { BaseAddress = new Uri(url) }, admin, folder);
        await hub.CaughtUpAsync(cancellation);
        return hub;
    }

    /// <summary>Moves the owner of the customers; returns how long their writes were held, or why nothing has moved.</summary>
    public async Task<(TimeSpan? Held, string? Refusal)> MoveAsync(bool back, CancellationToken cancellation)
    {
        using var answer = back
            ? await Admin.PostAsJsonAsync("/hub/api/routes/customers.update/rollback", new { reason = "benchmark" }, cancellation)
            : await Admin.PostAsJsonAsync(
                "/hub/api/routes/customers.update/shift", new { stage = "new", reason = "benchmark" }, cancellation);
        var told = await answer.Content.ReadFromJsonAsync<JsonElement>(cancellation);
        if (!answer.IsSuccessStatusCode)
            return (null, told.GetProperty("detail").GetString());
        var steps = told.GetProperty("handover").EnumerateArray()
            .ToDictionary(s => s.GetProperty("step").GetString()!, s => s.GetProperty("milliseconds").GetDouble());
        return (TimeSpan.FromMilliseconds(steps["owner"] - steps["hold"]), null);
    }

    /// <summary>Waits until both sides of the customers hold the same.</summary>
    /// <exception cref="BenchmarkFailedException">They do not within two minutes.</exception>
    public async Task CaughtUpAsync(CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        try
        {
            while (!(await LinksAsync(patience.Token)).All(l =>
                l.GetProperty("caughtUp").GetBoolean() && (l.GetProperty("applied").GetInt64() > 0
                    || l.GetProperty("origin").GetString() == "new")))
                await Task.Delay(100, patience.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new BenchmarkFailedException("The link of the customers did not catch up within two minutes.");
        }
    }

    /// <summary>The customer's note as a side has it.</summary>
    public async Task<string?> NoteAsync(string id, string side, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/customers/{id}")
        {
            Headers =
            {
                { "X-Hub-Use", side },
                { "X-Hub-Token", Admin.DefaultRequestHeaders.Authorization!.Parameter },
            },
        };
        using var answer = await Client.SendAsync(request, cancellation);
        var customer = await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>(cancellation);
        return customer.TryGetProperty("note", out var note) ? note.GetString() : null;
    }

    /// <summary>How many changes are parked or in conflict.</summary>
    public async Task<int> UnsettledAsync(CancellationToken cancellation) =>
        (await Admin.GetFromJsonAsync<JsonElement>("/hub/api/sync/conflicts", cancellation)).GetArrayLength()
        + (await Admin.GetFromJsonAsync<JsonElement>("/hub/api/sync/parked", cancellation)).GetArrayLength();

    public void Dispose()
    {
        Client.Dispose();
        Admin.Dispose();
    }

    private async Task<IReadOnlyList<JsonElement>> LinksAsync(CancellationToken cancellation) =>
        [
            .. (await Admin.GetFromJsonAsync<JsonElement>("/hub/api/sync/links", cancellation)).EnumerateArray()
                .Where(l => l.GetProperty("entity").GetString() == "customers"),
        ];
}
