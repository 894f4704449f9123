using System.Collections.Immutable;

namespace Hub.Facade.Guarding;

/// <summary>What was answered lately: of older answers the fewer count, the longer ago they were.</summary>
/// <param name="Length">After so many answers of the new side an older one counts half.</param>
/// <param name="Legacy">Answers of the legacy side.</param>
/// <param name="LegacyBad">Those of them that were bad.</param>
/// <param name="New">Answers of the new side.</param>
/// <param name="NewBad">Those of them that were bad.</param>
internal sealed record RecentCounts(double Length, double Legacy, double LegacyBad, double New, double NewBad)
{
    /// <summary>Nothing yet, over lengths from a hundred answers to a hundred thousand.</summary>
    public static ImmutableArray<RecentCounts> None { get; } =
        [.. new double[] { 100, 1_000, 10_000, 100_000 }.Select(length => new RecentCounts(length, 0, 0, 0, 0))];

    /// <summary>As whole numbers.</summary>
    public WindowCounts Rounded => new(Whole(Legacy), Whole(LegacyBad), Whole(New), Whole(NewBad));

    /// <summary>Returns this with a further window.</summary>
    public RecentCounts Plus(in WindowCounts window)
    {
        var left = Math.Pow(0.5, window.New / Length);
        return this with
        {
            Legacy = (Legacy * left) + window.Legacy,
            LegacyBad = (LegacyBad * left) + window.LegacyBad,
            New = (New * left) + window.New,
            NewBad = (NewBad * left) + window.NewBad,
        };
    }

    private static long Whole(double count) => (long)Math.Round(count);
}
