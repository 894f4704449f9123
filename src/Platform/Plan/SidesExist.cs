namespace Hub.Platform.Plan;

/// <summary>A side <c>adapter:NAME</c> needs a system of that name.</summary>
internal sealed class SidesExist : IPlanRule
{
    public void Check(MigrationPlan plan, PlanErrors errors)
    {
        var adapters = plan.Systems.Select(s => "adapter:" + s.Name).ToList();
        foreach (var capability in plan.Capabilities)
        {
            var sides = capability.Routes.SelectMany(r => new[] { r.Legacy, r.New }).OfType<SideTarget>().Select(s => s.Name)
                .Concat(capability.Link is { } link ? [link.Legacy, link.New, .. link.Copies] : []);
            var unknown = sides
                .Where(s => s.StartsWith("adapter:", StringComparison.Ordinal) && !adapters.Contains(s, StringComparer.Ordinal))
                .Distinct(StringComparer.Ordinal);
            foreach (var side in unknown)
                errors.Add(
                    capability.At,
                    $"side '{side}' has no system: write systems/{side["adapter:".Length..]}.yaml"
                    + Spelling.DidYouMean(side, adapters));
        }
    }
}
