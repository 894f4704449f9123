using Hub.Platform.Plan;
using Hub.Sync.Streams;

namespace Hub.Sync.Reconciling;

/// <summary>
/// Returns what stands for the files of the plan that decide how a link's records are read: another mapping has all of them
/// compared anew.
/// </summary>
internal static class PlanOfLink
{
    private const string Capabilities = "capabilities/";

    public static string HashOf(MigrationPlan plan, SyncStream stream)
    {
        var own = plan.Capabilities.FirstOrDefault(c => c.Link?.Entity == stream.Entity)?.Link?.At.File;
        return new PlanBundle(plan.Bundle.Files.Where(f =>
            !f.Key.StartsWith(Capabilities, StringComparison.Ordinal) || f.Key == own)).Hash;
    }
}
