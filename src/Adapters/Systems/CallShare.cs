using Hub.Platform.Plan;
using Hub.Platform.Sides;

namespace Hub.Adapters.Systems;

/// <summary>This node's share of what a system may be asked over all nodes.</summary>
/// <param name="Limits">What the plan allows.</param>
/// <param name="Parts">
/// Into how many parts it is divided; 0 while this node holds none, and has one call at a time to begin with.
/// </param>
internal readonly record struct CallShare(SystemLimits Limits, int Parts)
{
    /// <summary>Calls at once; a system that allows fewer than there are nodes gets one from each.</summary>
    public int Places => Parts == 0 ? 1 : Math.Max(1, Limits.Concurrency / Parts);

    /// <summary>Of them, those that nobody waits for: at most half.</summary>
    public int BackgroundPlaces => Math.Max(1, Places / 2);

    /// <summary>What one caller may have of the places that others leave, above 0 to 1.</summary>
    public double PerCaller => FairPlaces.ShareOf(Limits.PerCaller, Places);

    /// <summary>Calls begun in a second, or null for any number.</summary>
    public double? Rate => Parts == 0 && Limits.Rate > 1 ? 1 : Limits.Rate / Math.Max(1, Parts);
}
