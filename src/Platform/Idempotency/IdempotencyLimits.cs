namespace Hub.Platform.Idempotency;

/// <summary>How much is kept for idempotency keys, and for how long.</summary>
public sealed record IdempotencyLimits
{
    /// <summary>How long a key is remembered: 24 hours.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromHours(24);

    /// <summary>The largest request body that may come with a key, in bytes: 8 MB.</summary>
    public int LargestBody { get; init; } = 8 * 1024 * 1024;

    /// <summary>The bodies of requests under way with a key that are held at the same time, in bytes: 256 MB.</summary>
    public long MostBodies { get; init; } = 256L * 1024 * 1024;

    /// <summary>The largest answer that is kept, in bytes: 256 KB. Of a larger one only the status is.</summary>
    public int LargestAnswer { get; init; } = 256 * 1024;

    /// <summary>The keys that one caller may have in one scope within <see cref="Retention"/>: 10,000.</summary>
    public int MostKeysOfCaller { get; init; } = 10_000;

    /// <summary>The answers that are kept for one caller in one scope, in bytes: 64 MB. Beyond, only statuses are.</summary>
    public long MostAnswersOfCaller { get; init; } = 64L * 1024 * 1024;

    /// <summary>The keys of all callers in one scope: 200,000.</summary>
    public int MostKeys { get; init; } = 200_000;
}
