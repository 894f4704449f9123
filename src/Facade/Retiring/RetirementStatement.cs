using System.Globalization;
using Hub.Platform.Problems;

namespace Hub.Facade.Retiring;

/// <summary>Says in a sentence what a retirement document states, with its day.</summary>
internal static class RetirementStatement
{
    /// <summary>Returns the statement.</summary>
    public static string Of(RetirementView view)
    {
        var day = Day(view.At);
        if (view.Legacy is null)
            return $"On {day}, the plan names no legacy side of {view.Route}: nothing of it is left to delete.";
        if (!view.IsSafe)
            return $"On {day}, what carries the legacy side of {view.Route} ({view.Legacy}) is not safe to delete.";
        var waiting = view.Besides.Count(b => b.GoneFrom > view.At);
        return $"On {day}, what carries the legacy side of {view.Route} ({view.Legacy}) is safe to delete."
            + (waiting == 0 ? "" : $" The system itself is still asked by {Counted.Of(waiting, "caller")} of catch-alls, "
                + $"until {Day(view.Besides.Max(b => b.GoneFrom))} at least.");
    }

    private static string Day(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
