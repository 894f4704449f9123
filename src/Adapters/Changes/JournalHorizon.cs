using Hub.Adapters.Sql.Journals;

namespace Hub.Adapters.Changes;

/// <summary>
/// Notices a transaction that stays open, such as one that was prepared and forgotten, and finds out whose it is.
/// </summary>
internal sealed class JournalHorizon(IJournal journal, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private long _horizon;
    private long _since;
    private string? _oldest;

    /// <summary>Returns which transaction holds up the horizon; null as long as none does for a minute.</summary>
    /// <param name="horizon">The horizon as of this round.</param>
    /// <param name="isBehind">Whether there are rows behind it.</param>
    /// <param name="isFull">Whether so many that reading stops.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<string?> FindStandingAsync(long horizon, bool isBehind, bool isFull, CancellationToken cancellation)
    {
        if (!isBehind || horizon != _horizon)
            (_horizon, _since, _oldest) = (horizon, time.GetTimestamp(), null);
        if (isBehind && _oldest is null && (isFull || time.GetElapsedTime(_since) >= Patience))
            _oldest = await journal.FindOldestAsync(cancellation) ?? "of an account that is not told";
        return _oldest;
    }
}
