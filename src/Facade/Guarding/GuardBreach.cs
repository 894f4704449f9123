using System.Globalization;
using Hub.Facade.Measuring;
using Hub.Platform.Plan;

namespace Hub.Facade.Guarding;

/// <summary>Finds what a route steps back for, and tells it with its counts.</summary>
internal static class GuardBreach
{
    /// <summary>Returns the breach in one sentence without a full stop; null while there is none.</summary>
    public static string? Find(RouteWatch watch, GuardrailPlan plan, AnswerCounts recorded)
    {
        var known = recorded.Answered == 0 ? (double?)null : (double)recorded.Failed / recorded.Answered;
        if (plan.Errors is { } errors && watch.Errors.FindBreach(GuardLimits.Errors(errors), known) is { } failed)
            return $"{Told(failed.NewBad, failed.New)} of the new side failed, {OfLegacy(failed, recorded, "failed")}";
        if (plan.Latency is { } times && watch.Latency.FindBreach(GuardLimits.Latency, 0.01) is { } slow)
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{Told(slow.NewBad, slow.New)} of the new side took more than {times} times legacy's p99 and 100 ms more, "
                + $"{OfLegacy(slow, AnswerCounts.None, "did")}");
        return plan.Mismatch is { } share && watch.Mismatch.FindBreach(GuardLimits.Mismatch, share) is { } different
            ? $"{Told(different.NewBad, different.New)} that both sides gave differ, more than {Percent(share)}"
            : null;
    }

    private static string OfLegacy(WindowCounts counts, AnswerCounts recorded, string did) =>
        counts.Legacy * 10 >= counts.New ? $"of legacy {Told(counts.LegacyBad, counts.Legacy)} over the same time"
        : recorded.Answered > 0 ? $"of legacy {Told(recorded.Failed, recorded.Answered)} as recorded before"
        : $"of legacy hardly any {did} before";

    private static string Told(long bad, long all) =>
        string.Create(CultureInfo.InvariantCulture, $"{bad:N0} of {all:N0} answers ({Percent((double)bad / Math.Max(1, all))})");

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.##} %");
}
