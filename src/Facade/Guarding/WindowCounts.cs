namespace Hub.Facade.Guarding;

/// <summary>What both sides answered within one short time, over all nodes.</summary>
/// <param name="Legacy">Answers of the legacy side.</param>
/// <param name="LegacyBad">Those of them that were bad: failed, slow or different.</param>
/// <param name="New">Answers of the new side.</param>
/// <param name="NewBad">Those of them that were bad.</param>
internal readonly record struct WindowCounts(long Legacy, long LegacyBad, long New, long NewBad)
{
    public static WindowCounts operator +(WindowCounts one, WindowCounts other) => new(
        one.Legacy + other.Legacy, one.LegacyBad + other.LegacyBad, one.New + other.New, one.NewBad + other.NewBad);
}
