using System.Security.Cryptography;

namespace Hub.Sync.Streams;

/// <summary>Exponential backoff with jitter: 50 ms, 100 ms, 200 ms, … each cut by up to a half at random.</summary>
internal static class Backoff
{
    /// <param name="attempts">Attempts that failed so far, at least 1.</param>
    /// <param name="longest">No pause is longer.</param>
    /// <param name="below">Returns a random number below another; null for the system's.</param>
    public static TimeSpan Pause(int attempts, TimeSpan longest, Func<int, int>? below = null)
    {
        var milliseconds = Math.Min(longest.TotalMilliseconds, 50 * Math.Pow(2, Math.Min(attempts - 1, 20)));
        return TimeSpan.FromMilliseconds(milliseconds * (1 - (below ?? RandomNumberGenerator.GetInt32)(501) / 1000.0));
    }
}
