using System.Globalization;

namespace Hub.Platform.Links;

/// <summary>What the last comparison of two sides found, and what that is worth now.</summary>
/// <param name="State">
/// <c>verified</c>, <c>drift</c>, or <c>stale</c>: after a day, or seven days after all records were compared.
/// </param>
/// <param name="At">When the comparison began.</param>
public sealed record LinkVerification(string State, DateTimeOffset At)
{
    /// <summary>Both sides were equal.</summary>
    public const string Verified = "verified";

    /// <summary>Some records are not held alike.</summary>
    public const string HasDrift = "drift";

    /// <summary>It is older than a day, or the last comparison of all records older than seven.</summary>
    public const string Stale = "stale";

    /// <summary>When the last comparison of all records began; those since have compared what was changed.</summary>
    public DateTimeOffset WholeAt { get; init; }

    /// <summary>Records that were compared, by the last comparison of all.</summary>
    public long Compared { get; init; }

    /// <summary>Records that the sides do not hold alike.</summary>
    public long Drift { get; init; }

    /// <summary>The same in words: <c>verified 12 min ago</c>.</summary>
    public string Text { get; init; } = "";

    /// <summary>Returns an age in words: <c>12 min ago</c>.</summary>
    public static string AgeOf(TimeSpan age) => age switch
    {
        { TotalHours: >= 2 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(age.TotalHours)} hours ago"),
        { TotalMinutes: >= 2 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(age.TotalMinutes)} min ago"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, Math.Floor(age.TotalSeconds))} s ago"),
    };
}
