using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Hub.Tests;

namespace Hub.EndToEnd.Tests;

/// <summary>Front-ends that keep of each answer who decided it, and what had been promised when its request was sent.</summary>
internal sealed class CheckedLoad : IDisposable
{
    /// <summary>Requests in flight at most.</summary>
    public const int Concurrency = 6;

    private const int Keys = 200;
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(8);
    private readonly HttpClient _client;
    private readonly CancellationTokenSource _end = new();
    private readonly Task[] _workers;
    private long _promised;
    private int _last;

    /// <param name="address">Where they come.</param>
    /// <param name="promised">The revision served by all nodes already.</param>
    public CheckedLoad(Uri address, long promised)
    {
        (_promised, _client) = (promised, new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(30) });
        _workers = [.. Enumerable.Range(0, Concurrency).Select(_ => Task.Run(RepeatAsync))];
    }

    public ConcurrentQueue<Answer> Answers { get; } = new();

    public ConcurrentQueue<string> Failures { get; } = new();

    /// <summary>From now on no request may be decided by an earlier revision.</summary>
    public void Promise(long revision) => Volatile.Write(ref _promised, Math.Max(revision, _promised));

    public Task AnsweredAsync(int more)
    {
        var target = Answers.Count + more;
        return Eventually.HoldsAsync($"{more} more answers", () => Task.FromResult(Answers.Count >= target));
    }

    public async Task StopAsync()
    {
        await _end.CancelAsync();
        await Task.WhenAll(_workers);
    }

    public void Dispose()
    {
        _end.Cancel();
        _client.Dispose();
        _end.Dispose();
    }

    private async Task RepeatAsync()
    {
        using var timer = new PeriodicTimer(Between);
        while (!_end.IsCancellationRequested)
        {
            var number = Interlocked.Increment(ref _last);
            await (number % 4 == 0 ? ReadProductAsync($"P-{2001 + number / 4 % 40}") : ProbeAsync($"K-{number % Keys}", number));
            await timer.WaitForNextTickAsync();
        }
    }

    private async Task ReadProductAsync(string id)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/products/{id}");
        await SendAsync("products.get", id, request, (_, text) => text.Contains($"\"{id}\"", StringComparison.Ordinal));
    }

    private async Task ProbeAsync(string key, int number)
    {
        var writes = number % 2 == 0;
        var body = writes ? $"body {number}" : "";
        using var request = new HttpRequestMessage(writes ? HttpMethod.Post : HttpMethod.Get, $"/api/probes/{key}");
        if (writes)
            request.Content = new StringContent(body);
        var route = writes ? "probes.write" : "probes.read";
        await SendAsync(route, key, request, (side, text) => text == ProbeSides.Answer(side, key, body));
    }

    private async Task SendAsync(string route, string key, HttpRequestMessage request, Func<string, string, bool> isRight)
    {
        var (promised, sent) = (Volatile.Read(ref _promised), Stopwatch.GetTimestamp());
        try
        {
            using var response = await _client.SendAsync(request);
            var text = await response.Content.ReadAsStringAsync();
            var received = Stopwatch.GetTimestamp();
            if (response.StatusCode != HttpStatusCode.OK)
            {
                Failures.Enqueue($"{route} {key}: {(int)response.StatusCode} {text.ReplaceLineEndings(" ")}");
                return;
            }

            var (said, side, revision) = (
                Header(response, "X-Hub-Route"), Header(response, "X-Hub-Side"), Header(response, "X-Hub-Revision"));
            Answers.Enqueue(
                new Answer(route, key, said, long.Parse(revision), side, isRight(side, text), promised, sent, received));
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            Failures.Enqueue($"{route} {key}: {e.Message}");
        }
    }

    private static string Header(HttpResponseMessage response, string name) => response.Headers.GetValues(name).Single();
}

/// <summary>An answer, and what decided it.</summary>
/// <param name="Route">The route asked.</param>
/// <param name="Key">The request's cohort key.</param>
/// <param name="Said">The route that the answer names.</param>
/// <param name="Revision">The revision that the answer names.</param>
/// <param name="Side">The side that the answer names.</param>
/// <param name="IsRight">Whether the side named answered, and what was asked.</param>
/// <param name="Promised">The revision that all nodes were said to serve before the request was sent.</param>
/// <param name="Sent">When, by the load's clock.</param>
/// <param name="Received">When, by the load's clock.</param>
internal sealed record Answer(
    string Route, string Key, string Said, long Revision, string Side, bool IsRight, long Promised, long Sent, long Received);
