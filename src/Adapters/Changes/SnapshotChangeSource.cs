using System.Globalization;
using Hub.Adapters.Calls;
using Hub.ServiceKit.Changes;

namespace Hub.Adapters.Changes;

/// <summary>
/// Changes of a system that tells of none, found by comparing what it lists with what it listed before; so deletions
/// are found too. A change is kept in the hub's store when it is found and read from there, as often as anybody asks.
/// </summary>
internal sealed class SnapshotChangeSource(
    EntityDefinition entity, SnapshotFeed feed, SystemCalls calls, Snapshots snapshots, TimeProvider time)
    : IChangeSource, IRecordListing, IDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);
    private readonly SemaphoreSlim _scanning = new(1);
    private SnapshotScan? _scan;
    private long? _scannedAt;
    private int _asked;
    private int _scanAsked;
    private int _answered;

    public async Task<IReadOnlyList<Change>> ReadAsync(string? after, int limit, CancellationToken cancellation)
    {
        var from = long.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out var position) ? position : 0;
        while (true)
        {
            if (await snapshots.ReadAsync(calls.System, entity.Name, from, limit) is { Count: > 0 } changes)
                return [.. changes.Select(c => c.ToChange())];
            if (!await AdvanceAsync(cancellation))
                return [];
        }
    }

    public void LookAnew() => Interlocked.Increment(ref _asked);

    public Task WaitAsync(CancellationToken cancellation) => Task.Delay(feed.Every, time, cancellation);

    public IAsyncEnumerable<IReadOnlyList<ListedRecord>> ListAsync(CancellationToken cancellation) =>
        new SnapshotPages(entity, feed, calls).ListAsync(cancellation);

    public bool IsTooManyMissing(long missing, long known) => feed.Deletes.IsExceededBy(missing, known);

    public async Task AwaitReadingAsync(CancellationToken cancellation)
    {
        var number = await snapshots.AskReadingAsync(calls.System, entity.Name);
        while (!await snapshots.IsAnsweredAsync(calls.System, entity.Name, number))
            await Task.Delay(Look, time, cancellation);
    }

    public Task<long> AllowDeletionsAsync() => snapshots.AllowAsync(calls.System, entity.Name);

    public void Dispose() => _scanning.Dispose();

    // One scan for everybody who reads; whoever comes while it is fresh has nothing to add.
    private async Task<bool> AdvanceAsync(CancellationToken cancellation)
    {
        await _scanning.WaitAsync(cancellation);
        try
        {
            var asked = Volatile.Read(ref _asked);
            if (_scan is null && _answered == asked && _scannedAt is { } at && time.GetElapsedTime(at) < feed.Every)
                return false;
            // A scan under way may have passed by what was written since somebody asked: the one after it answers.
            if (_scan is null)
                _scanAsked = asked;
            var scan = _scan ?? new SnapshotScan(entity, feed, calls, snapshots);
            // A scan that fails is begun anew.
            _scan = null;
            await scan.AdvanceAsync(cancellation);
            if (!scan.Ended)
                _scan = scan;
            else if (scan.IsWhole)
                (_scannedAt, _answered) = (time.GetTimestamp(), _scanAsked);
            else
                _scannedAt = time.GetTimestamp();
            return true;
        }
        finally
        {
            _scanning.Release();
        }
    }
}
