using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Hub.EndToEnd.Tests;

/// <summary>
/// Front-ends at work: constant reads and orders through the facade, each order with a reference of its own by which
/// it is found afterwards on either side.
/// </summary>
internal sealed class Load(IReadOnlyList<Uri> facades) : IDisposable
{
    private static readonly TimeSpan BetweenOrders = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan BetweenReads = TimeSpan.FromMilliseconds(15);
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(30) };
    private readonly CancellationTokenSource _end = new();
    private readonly List<Task> _workers = [];
    private int _lastReference;
    private volatile bool _isQuiet;

    /// <summary>Reference → the order as it was acknowledged.</summary>
    public ConcurrentDictionary<string, JsonElement> Acknowledged { get; } = new();

    /// <summary>Reference → why it is not known whether the order was placed.</summary>
    public ConcurrentDictionary<string, string> InDoubt { get; } = new();

    public ConcurrentQueue<string> FailedReads { get; } = new();

    public ConcurrentDictionary<string, int> Sides { get; } = new();

    public int Reads;

    /// <summary>Whether no orders are placed for a while.</summary>
    public bool IsQuiet { get => _isQuiet; set => _isQuiet = value; }

    public void Start(int placers, int readers)
    {
        _workers.AddRange(Enumerable.Range(0, placers).Select(_ => RepeatAsync(
            BetweenOrders, () => _isQuiet ? Task.CompletedTask : PlaceAsync())));
        _workers.AddRange(Enumerable.Range(0, readers).Select(_ => RepeatAsync(BetweenReads, ReadAsync)));
    }

    public async Task StopAsync()
    {
        await _end.CancelAsync();
        await Task.WhenAll(_workers);
    }

    public void Dispose()
    {
        _client.Dispose();
        _end.Dispose();
    }

    private async Task RepeatAsync(TimeSpan pause, Func<Task> act)
    {
        using var timer = new PeriodicTimer(pause);
        while (!_end.IsCancellationRequested)
        {
            await act();
            await timer.WaitForNextTickAsync();
        }
    }

    private async Task PlaceAsync()
    {
        var number = Interlocked.Increment(ref _lastReference);
        var reference = $"T-{number}";
        var order = new
        {
            customerId = $"C-{1001 + number % 50}",
            reference,
            lines = new[] { new { sku = $"P-{2001 + number % 10}", quantity = 1 + number % 5 } },
        };
        try
        {
            using var response = await _client.PostAsJsonAsync(At(number, "/api/orders"), order);
            var body = await response.Content.ReadAsStringAsync();
            if (response.StatusCode == HttpStatusCode.Created)
                Acknowledged[reference] = JsonElement.Parse(body);
            else
                InDoubt[reference] = $"{(int)response.StatusCode} {body}";
            Count(response);
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            InDoubt[reference] = e.Message;
        }
    }

    private async Task ReadAsync()
    {
        var number = Interlocked.Increment(ref Reads);
        var target = number % 2 == 0 ? $"/api/products/P-{2001 + number % 40}" : $"/api/orders/O-{3001 + number % 30}";
        try
        {
            using var response = await _client.GetAsync(At(number, target));
            if (response.StatusCode != HttpStatusCode.OK)
                FailedReads.Enqueue($"{target}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
            Count(response);
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            FailedReads.Enqueue($"{target}: {e.Message}");
        }
    }

    /// <summary>Front-ends come to any of the facades.</summary>
    private Uri At(int number, string target) => new(facades[number % facades.Count], target);

    private void Count(HttpResponseMessage response)
    {
        if (response.Headers.TryGetValues("X-Hub-Route", out var route)
            && response.Headers.TryGetValues("X-Hub-Side", out var side))
            Sides.AddOrUpdate($"{route.Single()} {side.Single()}", 1, (_, n) => n + 1);
    }
}
