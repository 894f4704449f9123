namespace Hub.Platform.Plan;

/// <summary>A side <c>adapter:NAME</c> needs a system of that name.</summary>
internal sealed class SidesExist : IPlanRule
{
    public void Check(MigrationPlan plan, PlanErrors errors)
    {
        var adapters = plan.Systems.Select(s => "adapter:" + s.Name).ToList();
        // A file that could not be read has said so; it may well be the system's.
        var unread = plan.Bundle.Files.Keys.Except(plan.Systems.Select(s => s.Node.At.File), StringComparer.Ordinal).ToList();
        foreach (var capability in plan.Capabilities)
        {
            var sides = capability.Routes.SelectMany(r => new[] { r.Legacy, r.New }).OfType<SideTarget>().Select(s => s.Name)
                .Concat(capability.Link is { } link ? [link.Legacy, link.New, .. link.Copies] : []);
            foreach (var side in sides.Where(IsMissing).Distinct(StringComparer.Ordinal))
                errors.Add(
                    capability.At, $"side '{side}' has no system: write {FileOf(side)}{Spelling.DidYouMean(side, adapters)}");
        }

        bool IsMissing(string side) => side.StartsWith("adapter:", StringComparison.Ordinal)
            && !adapters.Contains(side, StringComparer.Ordinal) && !unread.Contains(FileOf(side), StringComparer.Ordinal);
    }

    private static string FileOf(string side) => $"systems/{side["adapter:".Length..]}.yaml";
}
