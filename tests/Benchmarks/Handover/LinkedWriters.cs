using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Hub.Benchmarks.Handover;

/// <summary>
/// Front-ends that change customers at a rate, whatever the answers take: an open loop, so that a write that is held is not one
/// that is not sent. Each customer has one writer, who sends the next change once the one before is answered.
/// </summary>
/// <param name="hub">Where they send them.</param>
/// <param name="watch">Their clock.</param>
/// <param name="customers">How many of the demo's customers they change, from C-1001 on; it has 50.</param>
internal sealed class LinkedWriters(HttpClient hub, Stopwatch watch, int customers = 50) : IDisposable
{
    private readonly CancellationTokenSource _ending = new();
    private readonly ConcurrentQueue<MeasuredWrite> _writes = new();
    private readonly List<Writer> _writers = [];
    private Task _pace = Task.CompletedTask;

    public IReadOnlyList<MeasuredWrite> Writes => [.. _writes];

    /// <summary>Starts to send a number of changes a second.</summary>
    public async Task StartAsync(int rate, CancellationToken cancellation)
    {
        foreach (var id in Enumerable.Range(1001, customers).Select(n => $"C-{n}"))
            _writers.Add(new Writer(id, (await hub.GetFromJsonAsync<JsonObject>($"/api/customers/{id}", cancellation))!));
        _pace = Task.Run(() => PaceAsync(rate), cancellation);
    }

    /// <summary>Sends no more, and returns each customer's last note that was acknowledged.</summary>
    public async Task<IReadOnlyDictionary<string, string>> StopAsync()
    {
        await _ending.CancelAsync();
        await _pace;
        return _writers.Where(w => w.Acknowledged is not null).ToDictionary(w => w.Id, w => w.Acknowledged!);
    }

    public void Dispose() => _ending.Dispose();

    private async Task PaceAsync(int rate)
    {
        var (began, sent, next) = (watch.Elapsed, 0L, 0);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (!_ending.IsCancellationRequested)
        {
            var due = (long)((watch.Elapsed - began).TotalSeconds * rate);
            // Where every writer waits for an answer, what was due is not made up for.
            for (var tries = 0; sent < due && tries < customers; tries++)
                if (_writers[next++ % customers] is { Under.IsCompleted: true } writer)
                {
                    writer.Under = WriteAsync(writer);
                    sent++;
                }

            sent = due;
            await timer.WaitForNextTickAsync();
        }

        await Task.WhenAll(_writers.Select(w => w.Under));
    }

    private async Task WriteAsync(Writer writer)
    {
        var note = $"{++writer.Last}";
        writer.Content["note"] = note;
        var (began, fault) = (watch.Elapsed, (string?)null);
        try
        {
            using var answer = await hub.PutAsJsonAsync($"/api/customers/{writer.Id}", writer.Content);
            if (answer.StatusCode == HttpStatusCode.OK)
                writer.Acknowledged = note;
            else
                fault = $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}";
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            fault = e.Message;
        }

        _writes.Enqueue(new MeasuredWrite(began, watch.Elapsed - began, fault));
    }

    private sealed class Writer(string id, JsonObject content)
    {
        public string Id { get; } = id;

        public JsonObject Content { get; } = content;

        public int Last { get; set; }

        public string? Acknowledged { get; set; }

        public Task Under { get; set; } = Task.CompletedTask;
    }
}
