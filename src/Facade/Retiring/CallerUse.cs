namespace Hub.Facade.Retiring;

/// <summary>When one caller was answered by the legacy side of a route, as far as it is not in the store yet.</summary>
internal sealed class CallerUse
{
    private readonly Lock _lock = new();
    private long _first;
    private long _last;
    private long _pause;
    private long _requests;

    /// <summary>Counts a request.</summary>
    /// <param name="at">When, in ticks; finer than a second nobody asks.</param>
    public void Seen(long at)
    {
        Interlocked.Increment(ref _requests);
        if (at - Volatile.Read(ref _last) < TimeSpan.TicksPerSecond)
            return;
        lock (_lock)
        {
            if (_first == 0)
                _first = at;
            else
                _pause = Math.Max(_pause, at - _last);
            Volatile.Write(ref _last, Math.Max(_last, at));
        }
    }

    /// <summary>When it came last, in ticks.</summary>
    public long Last => Volatile.Read(ref _last);

    /// <summary>Takes what is new; null where nothing is.</summary>
    public Uses? Take()
    {
        lock (_lock)
        {
            // One may be counted a moment before its time is noted.
            if (_last == 0 || Interlocked.Exchange(ref _requests, 0) is not (> 0 and var requests))
                return null;
            var taken = new Uses(_first == 0 ? _last : _first, _last, _pause, requests);
            (_first, _pause) = (0, 0);
            return taken;
        }
    }

    /// <summary>Puts back what could not be stored.</summary>
    public void PutBack(Uses uses)
    {
        lock (_lock)
        {
            Interlocked.Add(ref _requests, uses.Requests);
            _pause = Math.Max(_pause, _first == 0 ? uses.Pause : Math.Max(uses.Pause, _first - uses.Last));
            _first = uses.First;
        }
    }

    /// <param name="First">The first of them, in ticks.</param>
    /// <param name="Last">The last of them.</param>
    /// <param name="Pause">The longest time between two of them.</param>
    /// <param name="Requests">How many.</param>
    internal sealed record Uses(long First, long Last, long Pause, long Requests);
}
