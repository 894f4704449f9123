namespace Hub.ServiceKit.Storage;

/// <summary>Times as stores keep them: whole microseconds since 1970-01-01T00:00:00Z.</summary>
public static class Microseconds
{
    /// <summary>A time as microseconds; what is finer is cut off.</summary>
    public static long Of(DateTimeOffset time) =>
        (time.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMicrosecond;

    /// <summary>The time, in UTC.</summary>
    public static DateTimeOffset ToTime(long microseconds) =>
        DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);
}
