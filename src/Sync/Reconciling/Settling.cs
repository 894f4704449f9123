using Hub.Platform.Jobs;
using Hub.Platform.Links;
using Hub.ServiceKit.Changes;
using Hub.Sync.Streams;

namespace Hub.Sync.Reconciling;

/// <summary>Waits until whatever both sides held at a moment is on the other side, in conflict, parked or waiting.</summary>
internal sealed class Settling(ChangeParties parties, Barriers barriers, ILinks links, SyncOptions options, TimeProvider time)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    /// <exception cref="JobRefusedException">A direction stands still.</exception>
    public async Task WaitAsync(SyncStream stream, CancellationToken cancellation)
    {
        var directions = stream.HasReverse ? new[] { stream.Id, stream.ReverseId } : [stream.Id];
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var settled = SettleAsync(stream, directions, either.Token);
        var watched = WatchAsync(directions, either.Token);
        var first = await Task.WhenAny(settled, watched);
        await either.CancelAsync();
        await Task.WhenAll(settled, watched).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await first;
    }

    private async Task SettleAsync(SyncStream stream, IReadOnlyList<string> directions, CancellationToken cancellation)
    {
        if (parties.FindSource(stream.From, stream.Entity) is { } source)
            await source.AwaitReadingAsync(cancellation);
        var number = await barriers.RaiseAsync(stream.Entity, directions);
        while (true)
        {
            var standings = await barriers.StandingsAsync();
            // 0 where no process has ever read one of them: then nothing of it can have been carried over.
            if (number > 0 && directions.All(d => standings.GetValueOrDefault(d)?.Passed >= number))
                return;
            await Task.Delay(Look, time, cancellation);
            if (number == 0)
                number = await barriers.RaiseAsync(stream.Entity, directions);
        }
    }

    private async Task WatchAsync(IReadOnlyList<string> directions, CancellationToken cancellation)
    {
        for (var since = (DateTimeOffset?)null; ;)
        {
            var failing = (await links.StatusAsync(cancellation))
                .FirstOrDefault(s => s.Error is not null && directions.Contains($"{s.Entity}: {s.From} > {s.To}"));
            since = failing is null ? null : since ?? time.GetUtcNow();
            if (time.GetUtcNow() - since >= options.ReconcilePatience)
                throw new JobRefusedException(
                    $"{failing!.Entity}: {failing.From} > {failing.To} stands still ({failing.Error}). Nothing was called drift, "
                    + "and the last comparison stays. Begin again once ./hub sync status says that it goes on.");
            await Task.Delay(TimeSpan.FromMilliseconds(500), time, cancellation);
        }
    }
}
