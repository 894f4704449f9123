using Hub.Platform.Plan;
using Hub.Platform.Sides;
using Hub.ServiceKit.Hosting;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Hub.Platform.Describing;

/// <summary>
/// Notes routes whose side is a service of this hub that does not answer their requests: they would be 404 or 405 once shifted.
/// No fault: the next version of the program may answer them.
/// </summary>
internal sealed class ServicesAnswerRoutes(IEnumerable<EntityContract> contracts) : IPlanRule
{
    private readonly ILookup<string, EntityContract> _contracts = contracts.ToLookup(c => c.Side, StringComparer.Ordinal);

    public void Check(MigrationPlan plan, PlanErrors errors)
    {
        // What is no path has been told where it stands.
        foreach (var route in errors.Count > 0 ? [] : plan.Routes)
            foreach (var side in new[] { route.Legacy.Name, route.New?.Name }.OfType<SideName>().Distinct())
                Check(route, side, errors);
    }

    private void Check(RoutePlan route, SideName side, PlanErrors errors)
    {
        var operations = _contracts[side.ToString()].SelectMany(c => c.Operations).ToList();
        if (operations.Count == 0)
            return;
        var asked = RoutePatternFactory.Parse(route.Match.Path);
        if (!operations.Exists(o => o.Answers(route.Match.Method, asked)))
            errors.Note(
                route.At,
                $"'{side}' does not answer {route.Match.Method} {route.Match.Path}, so requests of '{route.Id}' are refused "
                + $"there; it answers {string.Join(", ", operations)}");
    }
}
