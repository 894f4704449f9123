using Hub.Facade.Comparing;
using Hub.Platform.Plan;
using Hub.Platform.Routing;

namespace Hub.Facade.Rules;

/// <summary>The rules that apply to each route's answers now.</summary>
internal sealed class RouteRules(CurrentRouting routing, TimeProvider time)
{
    /// <summary>Returns the rules of a route that have not ended.</summary>
    public RuleSet Of(string route)
    {
        var now = time.GetUtcNow();
        var rules = All(route).Where(r => r.AppliesAt(now)).ToList();
        return rules.Count == 0 ? RuleSet.None : new RuleSet(rules);
    }

    /// <summary>Returns all rules of a route, ended or not.</summary>
    public IEnumerable<ComparingRule> All(string route) =>
        routing.Snapshot.Plan.Routes.FirstOrDefault(r => r.Id == route)?.Compare ?? [];
}
