using System.Globalization;
using System.Text.Json.Serialization;

namespace Hub.Platform.Plan;

/// <summary>What a rule of comparing passes over.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ComparingKind>))]
public enum ComparingKind
{
    /// <summary>Any difference at the path and below it.</summary>
    [JsonStringEnumMemberName("ignore")]
    Ignore,

    /// <summary>Numbers that differ by an amount or a share at most, times that differ by a duration at most.</summary>
    [JsonStringEnumMemberName("tolerance")]
    Tolerance,

    /// <summary>The order of a list's entries.</summary>
    [JsonStringEnumMemberName("unordered")]
    Unordered,

    /// <summary>The order of a list's entries, which are matched by a member.</summary>
    [JsonStringEnumMemberName("key")]
    Key,

    /// <summary>Absent, null and empty told apart, or blanks around a text, or upper and lower case.</summary>
    [JsonStringEnumMemberName("equal")]
    Equal,
}

/// <summary>A difference between both sides' answers that a person has declared to be none, until a day.</summary>
/// <param name="Name">What it is called; once per route.</param>
/// <param name="Kind">What it passes over.</param>
/// <param name="Path">
/// Where, as differences are named: <c>lines[].unitPrice</c>, <c>header ETag</c>, <c>body</c> for all of it.
/// </param>
/// <param name="By">
/// How far: <c>0.01</c>, <c>0.5%</c> or <c>2s</c> of a tolerance, the member of a key, <c>absence</c>, <c>trim</c> or
/// <c>case</c> of what is equal; null of the other kinds.
/// </param>
/// <param name="Owner">Who answers for it.</param>
/// <param name="Reason">Why it is no fault.</param>
/// <param name="Until">The last day on which it applies, in UTC.</param>
public sealed record ComparingRule(
    string Name, ComparingKind Kind, string Path, string? By, string Owner, string Reason, DateOnly Until)
{
    /// <summary>
    /// What evidence counts it by; of one accepted at run time another one than its name, which may be used again.
    /// </summary>
    public string Key { get; init; } = Name;

    /// <summary>Where it stands in the plan; null of one that was accepted at run time.</summary>
    public PlanLocation? At { get; init; }

    /// <summary>The largest difference of numbers; null where another one is meant.</summary>
    public decimal? Amount => Kind == ComparingKind.Tolerance ? Number(By) : null;

    /// <summary>The largest difference of numbers as a share of the legacy side's; null where another one is meant.</summary>
    public decimal? Share => Kind == ComparingKind.Tolerance && By is [.., '%'] ? Number(By[..^1]) / 100 : null;

    /// <summary>The largest difference of times; null where another one is meant.</summary>
    public TimeSpan? Duration => Kind == ComparingKind.Tolerance ? PlanDuration.Parse(By) : null;

    /// <summary>When it ends.</summary>
    public DateTimeOffset Ends => new(Until.AddDays(1).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);

    /// <summary>Returns whether it applies at a time.</summary>
    public bool AppliesAt(DateTimeOffset now) => now < Ends;

    /// <summary>Returns whether both pass over the same, or would contend for one list.</summary>
    public bool Overlaps(ComparingRule other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Path == other.Path
            && (Kind == other.Kind ? By == other.By || Kind != ComparingKind.Equal : IsOrder && other.IsOrder);
    }

    private bool IsOrder => Kind is ComparingKind.Unordered or ComparingKind.Key;

    private static decimal? Number(string? text) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : null;
}
