namespace Hub.Platform.Plan;

/// <summary>What a side is asked in the background to compare its answers, over all routes and all nodes together.</summary>
/// <param name="Concurrency">Requests with it at once; null where the plan does not say.</param>
/// <param name="Rate">Requests a second; null where the plan does not say.</param>
public sealed record ShadowLimits(int? Concurrency, double? Rate)
{
    /// <summary>Returns the smaller of both limits; null where neither is said.</summary>
    public static ShadowLimits? Least(ShadowLimits? one, ShadowLimits? other) =>
        one is null ? other
        : other is null ? one
        : new(Least(one.Concurrency, other.Concurrency), Least(one.Rate, other.Rate));

    private static T? Least<T>(T? one, T? other)
        where T : struct, IComparable<T> =>
        one is { } a && (other is not { } b || a.CompareTo(b) < 0) ? one : other;
}
