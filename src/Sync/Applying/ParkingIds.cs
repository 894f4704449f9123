namespace Hub.Sync.Applying;

/// <summary>
/// Makes ids that sort by the order in which they were made: UUIDs of version 7 (RFC 9562, 6.2, method 3) whose bits after the
/// milliseconds are the fraction of one, so that changes of one record parked within a millisecond are replayed in their order.
/// </summary>
internal sealed class ParkingIds
{
    private const int PartsOfMillisecond = 4096;
    private long _last;

    /// <summary>Returns an id: 32 hexadecimal digits.</summary>
    /// <param name="now">The time; where it stands still or goes back, ids go on from the last one.</param>
    public string Next(DateTimeOffset now)
    {
        var at = (now.ToUnixTimeMilliseconds() * PartsOfMillisecond)
            + (now.UtcTicks % TimeSpan.TicksPerMillisecond * PartsOfMillisecond / TimeSpan.TicksPerMillisecond);
        long last, next;
        do
        {
            last = Volatile.Read(ref _last);
            next = Math.Max(at, last + 1);
        }
        while (Interlocked.CompareExchange(ref _last, next, last) != last);
        return $"{next / PartsOfMillisecond:x12}7{next % PartsOfMillisecond:x3}{Guid.CreateVersion7(now).ToString("N")[16..]}";
    }
}
