using Hub.Platform.Plan;
using Hub.ServiceKit.Hosting;
using Hub.ServiceKit.Problems;

namespace Hub.Platform.Describing;

/// <summary>
/// Notes sides <c>service:NAME</c> that no process of this program hosts. No fault: whoever adds a service of another program's
/// may apply the plan first.
/// </summary>
internal sealed class ServicesAreKnown(IEnumerable<EntityContract> contracts) : IPlanRule
{
    private readonly List<string> _known =
        [.. contracts.Select(c => SideName.Parse(c.Side).Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    public void Check(MigrationPlan plan, PlanErrors errors)
    {
        if (_known.Count == 0)
            return;
        foreach (var capability in plan.Capabilities)
        {
            foreach (var side in capability.Sides.Distinct().Where(IsUnknown))
                errors.Note(
                    capability.At,
                    $"no service '{side.Name}' is part of this hub, so '{side}' answers no request and no link; "
                    + "HUB_SERVICES loads services of your own; "
                    + $"known services are {string.Join(", ", _known)}{Spelling.DidYouMean(side.Name, _known)}");
        }
    }

    private bool IsUnknown(SideName side) => side.Kind == SideKind.Service
        && !_known.Contains(side.Name, StringComparer.Ordinal);
}
