using Hub.Platform.Plan;

namespace Hub.Platform.Describing;

/// <summary>
/// Notes sides <c>service:NAME</c> that no process of this program hosts. No fault: whoever adds a service of another program's
/// may apply the plan first.
/// </summary>
internal sealed class ServicesAreKnown(IEnumerable<EntityContract> contracts) : IPlanRule
{
    private const string Service = "service:";
    private readonly List<string> _known =
        [.. contracts.Select(c => c.Side[Service.Length..]).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    public void Check(MigrationPlan plan, PlanErrors errors)
    {
        if (_known.Count == 0)
            return;
        foreach (var capability in plan.Capabilities)
        {
            IEnumerable<string> linked = capability.Link is { } link ? [link.Legacy, link.New, .. link.Copies] : [];
            var sides = capability.Routes.SelectMany(r => new[] { r.Legacy, r.New }).OfType<SideTarget>()
                .Where(s => s.Address is null).Select(s => s.Name);
            foreach (var side in sides.Concat(linked).Distinct(StringComparer.Ordinal).Where(IsUnknown))
                errors.Note(
                    capability.At,
                    $"no service '{side[Service.Length..]}' is part of this hub, so '{side}' answers no request and no link; "
                    + $"services are {string.Join(", ", _known)}{Spelling.DidYouMean(side[Service.Length..], _known)}");
        }
    }

    private bool IsUnknown(string side) => side.StartsWith(Service, StringComparison.Ordinal)
        && !_known.Contains(side[Service.Length..], StringComparer.Ordinal);
}
