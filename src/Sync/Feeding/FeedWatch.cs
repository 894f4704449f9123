using System.Collections.Concurrent;
using System.Data.Common;
using Hub.Platform.Lifetime;
using Hub.Sync.Publishing;
using Hub.Sync.Streams;
using Microsoft.Extensions.Logging;

namespace Hub.Sync.Feeding;

/// <summary>
/// Wakes who waits for a feed's next change: at once for a change of this process, within a tenth of a second for another one's.
/// The store is asked only as long as somebody waits, once for all of them.
/// </summary>
internal sealed class FeedWatch : SteadyService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private readonly ConcurrentDictionary<Waiter, bool> _waiters = [];
    private readonly ConcurrentDictionary<string, int> _ofOne = new(StringComparer.Ordinal);
    private readonly Signal _begun = new();
    private readonly FeedLog _feed;
    private readonly int _most;
    private int _readers;

    public FeedWatch(FeedLog feed, SyncOptions options, TimeProvider time, ILogger<FeedWatch> log)
        : base(time, log)
    {
        (_feed, _most) = (feed, options.FeedReaders);
        feed.Appended += Notice;
    }

    /// <summary>How many readers wait now.</summary>
    public int Readers => Volatile.Read(ref _readers);

    /// <summary>How many readers may wait with one token, so that one consumer does not keep out the others.</summary>
    public int MostOfOne => Math.Max(1, _most / 4);

    /// <summary>Takes a place among the readers that wait, until it is disposed of; null where there is none.</summary>
    /// <param name="name">Whose token reads; null where nobody is asked.</param>
    /// <param name="isOwn">Whether there is none as the token has its share.</param>
    public IDisposable? TryEnter(string? name, out bool isOwn)
    {
        var place = new Place(this, name);
        isOwn = name is not null && _ofOne.AddOrUpdate(name, 1, static (_, n) => n + 1) > MostOfOne;
        if (Interlocked.Increment(ref _readers) <= _most && !isOwn)
            return place;
        place.Dispose();
        return null;
    }

    /// <summary>Completes when an entity's feed may have a number above the last one seen, at the latest after a time.</summary>
    /// <param name="entity">The entity.</param>
    /// <param name="seen">The feed's last number, as it was read.</param>
    /// <param name="atMost">How long.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public async Task WaitAsync(string entity, long seen, TimeSpan atMost, CancellationToken cancellation)
    {
        var waiter = new Waiter(entity, seen);
        _waiters[waiter] = true;
        _begun.Set();
        try
        {
            await waiter.Woken.Task.WaitAsync(atMost, Time, cancellation);
        }
        catch (TimeoutException)
        {
            // There is nothing new.
        }
        finally
        {
            _waiters.TryRemove(waiter, out _);
        }
    }

    public override void Dispose()
    {
        _feed.Appended -= Notice;
        _begun.Dispose();
        base.Dispose();
    }

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            if (_waiters.IsEmpty)
                await _begun.WaitAsync(stoppingToken);
            else
                await Task.Delay(Interval, Time, stoppingToken);
            await LookAsync();
        }
    }

    // At the beginning as well: what was committed between the reading and the waiting is seen here.
    private async Task LookAsync()
    {
        try
        {
            var lasts = await _feed.LastsAsync();
            foreach (var (waiter, _) in _waiters)
                if (lasts.GetValueOrDefault(waiter.Entity) > waiter.Seen)
                    waiter.Woken.TrySetResult();
        }
        catch (Exception e) when (e is DbException or ObjectDisposedException)
        {
            // Whoever waits reads again by itself, and is told of the store then.
        }
    }

    private void Notice(string entity)
    {
        foreach (var (waiter, _) in _waiters)
            if (waiter.Entity == entity)
                waiter.Woken.TrySetResult();
    }

    private void Leave(string name)
    {
        var left = _ofOne.AddOrUpdate(name, 0, static (_, n) => n - 1);
        if (left == 0)
            _ofOne.TryRemove(KeyValuePair.Create(name, 0));
    }

    private sealed class Place(FeedWatch watch, string? name) : IDisposable
    {
        private int _isLeft;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isLeft, 1) != 0)
                return;
            Interlocked.Decrement(ref watch._readers);
            if (name is not null)
                watch.Leave(name);
        }
    }

    private sealed class Waiter(string entity, long seen)
    {
        public string Entity => entity;

        public long Seen => seen;

        public TaskCompletionSource Woken { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
