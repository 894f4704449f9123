using Hub.Platform.Links;
using Hub.Platform.Routing;

namespace Hub.Sync.Streams;

/// <summary>The status of every stream of the plan: the durable part from the store, the rest from the run on this node.</summary>
internal sealed class SyncLinks(CurrentRouting routing, StreamPositions positions, RunningStreams running, TimeProvider time) : ILinks
{
    public async Task<IReadOnlyList<LinkStatus>> StatusAsync(CancellationToken cancellation)
    {
        var standings = await positions.StandingsAsync();
        return [.. SyncStream.Of(routing.Snapshot.Plan).Select(s => Of(s, standings.GetValueOrDefault(s.Id), running.Find(s.Id)))];
    }

    private LinkStatus Of(SyncStream stream, StreamStanding? standing, StreamRun? run)
    {
        // The run is asked before the window, or a change read in between would be overlooked.
        var (caughtUp, oldest) = (run?.Capture.CaughtUp ?? false, run?.Window.Oldest);
        return new LinkStatus(
            stream.Entity, stream.From, stream.To, stream.Origin,
            standing?.Position, standing?.Applied ?? 0, standing?.Parked ?? 0,
            caughtUp && oldest is null,
            oldest?.Error ?? run?.Capture.Error)
        {
            Lag = oldest is null ? TimeSpan.Zero : time.GetUtcNow() - oldest.Since,
        };
    }
}
