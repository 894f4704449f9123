using System.Globalization;
using Hub.Platform.Plan;

namespace Hub.Facade.Admin;

/// <summary>A time as a query gives it.</summary>
internal static class GivenTime
{
    /// <summary>How it is written, for who wrote it otherwise.</summary>
    public const string Form = "a time such as 2026-11-28T10:00:00Z or 2026-11-28, or how long ago, such as 2h or 7d";

    /// <summary>Reads it; null when it is neither a time nor how long ago. One without a zone is in UTC.</summary>
    public static DateTimeOffset? Read(string text, DateTimeOffset now) =>
        PlanDuration.Parse(text) is { } ago ? now - ago
        : DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : null;
}
