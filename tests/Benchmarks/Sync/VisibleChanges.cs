using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Hub.Benchmarks.Comparing;
using Hub.Benchmarks.Handover;

namespace Hub.Benchmarks.Sync;

/// <summary>Changes a customer that the load leaves alone, and asks the other side for it until it shows the change.</summary>
/// <param name="hub">The hub.</param>
/// <param name="other">The side that is asked: <c>legacy</c> or <c>new</c>.</param>
/// <param name="watch">The clock.</param>
internal sealed class VisibleChanges(DemoHub hub, string other, Stopwatch watch)
{
    private static readonly string[] Customers = ["C-1048", "C-1049", "C-1050"];
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Returns the time from the write's answer to the first read of the other side that shows it.</summary>
    /// <exception cref="BenchmarkFailedException">The write was refused, or is not there after a minute.</exception>
    public async Task<TimeSpan> MeasureAsync(int number, CancellationToken cancellation)
    {
        var id = Customers[number % Customers.Length];
        var content = (await hub.Client.GetFromJsonAsync<JsonObject>($"/api/customers/{id}", cancellation))!;
        var note = $"timed {other} {number}";
        content["note"] = note;
        using var answer = await hub.Client.PutAsJsonAsync($"/api/customers/{id}", content, cancellation);
        var acknowledged = watch.Elapsed;
        if (!answer.IsSuccessStatusCode)
            throw new BenchmarkFailedException($"A change was refused: {await answer.Content.ReadAsStringAsync(cancellation)}");
        while (await hub.NoteAsync(id, other, cancellation) != note)
        {
            if (watch.Elapsed - acknowledged > Patience)
                throw new BenchmarkFailedException($"A change of {id} is not at the {other} side after a minute.");
            await Task.Delay(Look, cancellation);
        }

        return watch.Elapsed - acknowledged;
    }
}
