using System.Globalization;
using Hub.Platform.Plan;

namespace Hub.Sync.Searching;

/// <summary>A time as callers give it: a date, a date with a time, or how long ago.</summary>
internal static class GivenTime
{
    /// <summary>What is wrong with a text that is neither.</summary>
    public const string Fault =
        "is no time such as 2026-11-28T10:00:00Z or 2026-11-28, nor how long ago, such as 2h or 7d";

    /// <summary>Returns the time; null for anything else.</summary>
    public static DateTimeOffset? Parse(string text, DateTimeOffset now)
    {
        if (PlanDuration.Parse(text) is { } ago)
            return now - ago;
        return DateTimeOffset.TryParse(
                text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out var time)
            && time >= DateTimeOffset.UnixEpoch
                ? time
                : null;
    }
}
