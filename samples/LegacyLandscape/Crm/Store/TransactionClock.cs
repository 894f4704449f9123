namespace LegacyLandscape.Crm.Store;

/// <param name="LateCommitMs">How long a transaction stays open after it took its time.</param>
/// <param name="ClockOffsetSeconds">How far the database server's clock is ahead (or, negative, behind).</param>
internal sealed record TimeSettings(int LateCommitMs = 0, int ClockOffsetSeconds = 0);

/// <summary>The database server's clock, from which every transaction takes its time when it begins.</summary>
internal sealed class TransactionClock(TimeProvider clock)
{
    private volatile TimeSettings settings = new();

    public TimeSettings Settings
    {
        get => settings;
        set => settings = value;
    }

    /// <summary>
    /// The time of a transaction. It returns late when commits are late: SQLite has one writer, so the wait stands before
    /// the write instead of before the commit, which to any reader is the same.
    /// </summary>
    public async Task<DateTimeOffset> BeginAsync()
    {
        var (lateCommitMs, offset) = settings;
        var began = clock.GetUtcNow().AddSeconds(offset);
        if (lateCommitMs > 0)
            await Task.Delay(TimeSpan.FromMilliseconds(lateCommitMs), clock);
        return began;
    }
}
