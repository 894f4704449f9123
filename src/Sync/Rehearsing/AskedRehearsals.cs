using System.Data.Common;
using Hub.Platform.Links;
using Hub.Platform.Routing;
using Hub.Sync.Publishing;

namespace Hub.Sync.Rehearsing;

/// <summary>Asks for rehearsals through the hub's store, so that whichever node reads the way back makes them.</summary>
internal sealed class AskedRehearsals(CurrentRouting routing, RehearsalStore store, TimeProvider time) : IRehearsals, IDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(250);

    /// <summary>Set when somebody asks in this process.</summary>
    public Signal Signal { get; } = new();

    public async Task<IReadOnlyDictionary<string, RollbackVerdict>> ListAsync() =>
        (await store.ListAsync()).Values
            .Select(r => (r.Entity, Verdict: r.ToVerdict()))
            .Where(r => r.Verdict is not null && IsBothWays(r.Entity))
            .ToDictionary(r => r.Entity, r => r.Verdict!, StringComparer.Ordinal);

    public async Task<RollbackVerdict?> RehearseAsync(string entity, TimeSpan patience, CancellationToken cancellation)
    {
        if (!IsBothWays(entity))
            return null;
        var (began, number) = (time.GetTimestamp(), await AskAsync(entity));
        while (true)
        {
            var row = (await store.ListAsync()).GetValueOrDefault(entity);
            var isAnswered = row?.Answered >= number;
            if ((isAnswered && row!.OnlyWaits == 0) || time.GetElapsedTime(began) >= patience)
                return row?.ToVerdict();
            await Task.Delay(isAnswered ? Again : Look, time, cancellation);
            // A record that is on its way together with the one it names is no loss a moment later.
            if (isAnswered)
                number = await AskAsync(entity);
        }
    }

    public void Dispose() => Signal.Dispose();

    private async Task<long> AskAsync(string entity)
    {
        var number = await store.AskAsync(entity);
        Signal.Set();
        return number;
    }

    private bool IsBothWays(string entity) =>
        routing.Snapshot.Plan.Capabilities.Any(c => c.Link is { BothWays: true } link && link.Entity == entity);
}
