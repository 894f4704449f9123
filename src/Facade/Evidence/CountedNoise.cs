using Hub.Facade.Comparing;
using Hub.Platform.Plan;

namespace Hub.Facade.Evidence;

/// <summary>In how many of the requests that legacy was asked twice something differed.</summary>
/// <param name="Path">Where.</param>
/// <param name="Kind">What a rule could pass over there.</param>
/// <param name="By">The member of a key; null of other kinds.</param>
/// <param name="Legacy">In how many legacy differed from itself.</param>
/// <param name="New">In how many the new side differed from legacy.</param>
/// <param name="Seconds">How far apart times were at most; null where a value was no time.</param>
internal sealed record CountedNoise(string Path, ComparingKind Kind, string? By, long Legacy, long New, double? Seconds)
{
    public static CountedNoise Of(NoisyPath path, bool atLegacy, bool atNew, TimeSpan? apart) => new(
        path.Path, path.Kind, path.By, atLegacy ? 1 : 0, atNew ? 1 : 0, apart?.TotalSeconds);

    public NoisyPath Key => new(Path, Kind, By);

    public CountedNoise Plus(CountedNoise other) => this with
    {
        Legacy = Legacy + other.Legacy,
        New = New + other.New,
        Seconds = Seconds is { } one && other.Seconds is { } two ? Math.Max(one, two) : null,
    };
}
