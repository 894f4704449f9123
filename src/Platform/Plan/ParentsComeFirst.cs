using Hub.ServiceKit.Problems;

namespace Hub.Platform.Plan;

/// <summary>What a link's <c>after</c> names is linked itself, and no links wait for each other in a circle.</summary>
internal sealed class ParentsComeFirst : IPlanRule
{
    public void Check(MigrationPlan plan, PlanErrors errors)
    {
        var links = plan.Capabilities.Select(c => c.Link).OfType<LinkPlan>()
            .GroupBy(l => l.Entity, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
        var reported = new HashSet<string>(StringComparer.Ordinal);
        foreach (var link in links.Values)
        {
            foreach (var parent in link.After.Where(p => IsMissing(p.Entity)))
                errors.Add(parent.At, plan.Capabilities.Any(c => c.Name == parent.Entity)
                    ? $"{link.Entity} cannot come after {parent.Entity}, which has no link; "
                        + "give it one, or take it out of 'after'"
                    : $"no capability '{parent.Entity}' has a link"
                        + Spelling.DidYouMean(parent.Entity, links.Keys.Where(k => k != link.Entity)));
            Follow(link, [link.Entity], links, reported, errors);
        }

        bool IsMissing(string parent) => !links.ContainsKey(parent) && !plan.Gaps.MayHoldCapability(parent);
    }

    private static void Follow(
        LinkPlan link, List<string> way, Dictionary<string, LinkPlan> links, HashSet<string> reported, PlanErrors errors)
    {
        foreach (var parent in link.After)
            if (parent.Entity == way[0])
                Report(parent, way, reported, errors);
            else if (!way.Contains(parent.Entity, StringComparer.Ordinal) && links.TryGetValue(parent.Entity, out var next))
                Follow(next, [.. way, parent.Entity], links, reported, errors);
    }

    // A circle is found from each of its links and is one fault.
    private static void Report(LinkParent parent, List<string> way, HashSet<string> reported, PlanErrors errors)
    {
        if (!reported.Add(string.Join(' ', way.Order(StringComparer.Ordinal))))
            return;
        errors.Add(parent.At, way.Count == 1
            ? $"{parent.Entity} cannot come after itself; take it out of 'after'"
            : $"{string.Join(" after ", way)} after {parent.Entity}: "
                + "they would wait for each other for ever; take one of them out of 'after'");
    }
}
