using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Discovering;

/// <summary>Counts on this node what comes to one catch-all, by the day.</summary>
/// <param name="prefix">The path that all of it begins with, without a slash at the end.</param>
/// <param name="time">The time.</param>
internal sealed class RequestCounter(string prefix, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly List<CountedDay> _ended = [];
    private CountedDay? _today;

    /// <summary>Returns the number of a day, in UTC.</summary>
    public static long DayOf(DateTimeOffset at) => (long)Math.Floor((at - DateTimeOffset.UnixEpoch).TotalDays);

    /// <summary>Counts a request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="status">The status it was answered with.</param>
    /// <param name="took">How long the answer took; null where it does not matter.</param>
    public void Add(HttpContext context, int status, TimeSpan? took)
    {
        var now = time.GetUtcNow();
        var path = (context.Request.Path.Value ?? "/").AsSpan();
        if (path.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            path = path[prefix.Length..];
        var kind = RequestKind.Of(context.Request);
        var caller = CallerSketch.PlaceOf(context.Connection.RemoteIpAddress);
        lock (_lock)
        {
            var today = Today(DayOf(now));
            // A protocol that both switched to has no end that says anything.
            today.Tree.Find(path, kind).Add(status, status == StatusCodes.Status101SwitchingProtocols ? null : took, caller, now);
            today.Changes++;
        }
    }

    /// <summary>Returns what was counted from a day on and is still in memory.</summary>
    public IReadOnlyList<(long Day, IReadOnlyList<DiscoveredEntry> Entries)> Read(long from)
    {
        lock (_lock)
            return [.. Days().Where(d => d.Day >= from).Select(d => (d.Day, d.Tree.Read()))];
    }

    /// <summary>Returns the days that are not in the store as they are here.</summary>
    public IReadOnlyList<UnwrittenDay> Unwritten()
    {
        lock (_lock)
            return [.. Days().Where(d => d.Changes != d.Written).Select(d => new UnwrittenDay(d.Day, d.Changes, d.Tree.Read()))];
    }

    /// <summary>Notes what is in the store now.</summary>
    public void Wrote(UnwrittenDay unwritten)
    {
        lock (_lock)
        {
            if (Days().FirstOrDefault(d => d.Day == unwritten.Day) is { } day)
                day.Written = unwritten.Changes;
            _ended.RemoveAll(d => d.Changes == d.Written);
        }
    }

    private IEnumerable<CountedDay> Days() => _today is null ? _ended : _ended.Append(_today);

    private CountedDay Today(long day)
    {
        // A clock that is set back goes on with the later day.
        if (_today is not null && _today.Day >= day)
            return _today;
        if (_today is not null)
            _ended.Add(_today);
        return _today = new CountedDay(day);
    }

    private sealed class CountedDay(long day)
    {
        public long Day => day;

        public PathTree Tree { get; } = new();

        public long Changes { get; set; }

        public long Written { get; set; }
    }
}

/// <summary>A day that is not in the store as it is in memory.</summary>
internal sealed record UnwrittenDay(long Day, long Changes, IReadOnlyList<DiscoveredEntry> Entries);
