using Hub.ServiceKit.Hosting;
using Hub.ServiceKit.Problems;

namespace Hub.Platform.Plan;

/// <summary>A side <c>adapter:NAME</c> needs a system of that name.</summary>
internal sealed class SidesExist : IPlanRule
{
    public void Check(MigrationPlan plan, PlanErrors errors)
    {
        var adapters = plan.Systems.Select(s => s.Side).ToList();
        foreach (var capability in plan.Capabilities)
        {
            foreach (var side in capability.Sides.Where(IsMissing).Distinct())
                errors.Add(
                    capability.At,
                    $"side '{side}' has no system: write {FileOf(side)}"
                    + Spelling.DidYouMean($"{side}", adapters.Select(a => $"{a}")));
        }

        bool IsMissing(SideName side) => side.Kind == SideKind.Adapter && !adapters.Contains(side)
            && !plan.Gaps.MayHoldSystem(side.Name);
    }

    private static string FileOf(SideName side) => $"systems/{side.Name}.yaml";
}
