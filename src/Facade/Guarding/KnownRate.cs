namespace Hub.Facade.Guarding;

/// <summary>What is known of the legacy side's rate of bad answers, from a time when it answered.</summary>
internal static class KnownRate
{
    /// <summary>
    /// Returns a rate that legacy does not exceed, with about 99 % confidence (a Poisson bound); half where nothing is known.
    /// </summary>
    /// <param name="answered">Its answers that were recorded.</param>
    /// <param name="bad">Those of them that were bad.</param>
    public static double Upper(long answered, long bad) =>
        answered == 0 ? 0.5 : Math.Min(0.5, (bad + (2 * Math.Sqrt(bad + 1)) + 3) / answered);
}
