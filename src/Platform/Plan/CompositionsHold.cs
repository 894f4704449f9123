using System.Collections.Immutable;
using Hub.ServiceKit.Problems;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Hub.Platform.Plan;

/// <summary>
/// Each part of a composition asks a route that exists and only reads, with every value of its path, from values that there are,
/// and no part waits for itself.
/// </summary>
internal sealed class CompositionsHold : IPlanRule
{
    public void Check(MigrationPlan plan, PlanErrors errors)
    {
        var routes = plan.Routes.DistinctBy(r => r.Id, StringComparer.Ordinal).ToDictionary(r => r.Id, StringComparer.Ordinal);
        foreach (var composition in plan.Compositions)
        {
            foreach (var part in composition.Parts)
            {
                CheckRoute(plan, composition, part, routes, errors);
                CheckValues(composition, part, errors);
            }

            CheckCircles(composition, errors);
        }
    }

    private static void CheckRoute(
        MigrationPlan plan, CompositionPlan composition, PartPlan part, Dictionary<string, RoutePlan> routes, PlanErrors errors)
    {
        var of = $"part '{part.Name}' of {composition.Id}";
        if (plan.Compositions.Any(c => c.Id == part.Route))
            errors.Add(part.At, $"{of} names '{part.Route}', which is a composition: name the routes that it is made of");
        else if (!routes.TryGetValue(part.Route, out var route))
        {
            if (!plan.Gaps.MayHoldCapability(part.Route))
                errors.Add(
                    part.At,
                    $"{of} names '{Spelling.Shorten(part.Route)}', and the plan has no such route"
                    + Spelling.DidYouMeanOr(part.Route, routes.Keys));
        }
        else if (route.Match.Method != "GET")
            errors.Add(
                part.At, $"{of} names {route.Id}, which is a {route.Match.Method}: a composition only reads, so name a GET");
        else if (route.Match.Host?.Contains('*', StringComparison.Ordinal) == true)
            errors.Add(
                part.At, $"{of} names {route.Id}, whose host is a pattern: name a route with a host of its own, or without");
        else if (route.Match.Headers.FirstOrDefault(h => h.Value is null) is { Key: { } header })
            errors.Add(
                part.At,
                $"{of} names {route.Id}, which asks for the header '{header}' with any value: name a route without, "
                + "or give it a value there");
        else
            CheckParameters(of, composition, part, route, errors);
    }

    private static void CheckParameters(
        string of, CompositionPlan composition, PartPlan part, RoutePlan route, PlanErrors errors)
    {
        var given = part.Parameters.Select(p => p.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        // A value of the path is taken from the request's of the same name where the part says nothing else.
        var needed = RoutePatternFactory.Parse(route.Match.Path).Parameters.Where(p => !p.IsOptional && p.Default is null)
            .Select(p => p.Name).Except(PathOf(composition), StringComparer.OrdinalIgnoreCase)
            .Concat(route.Match.Query.Where(q => q.Value is null).Select(q => q.Key));
        foreach (var name in needed.Where(n => !given.Contains(n)))
            errors.Add(
                part.At, $"{of} gives no '{name}', which {route.Id} needs: as in {{ route: {route.Id}, {name}: \"…\" }}");
        foreach (var same in part.Parameters.GroupBy(p => p.Name, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1))
            errors.Add(same.Last().At, $"{of} gives '{same.Key}' more than once");
        foreach (var parameter in part.Parameters.Where(p => route.Match.Query.Any(q => q.Key == p.Name && q.Value is not null)))
            errors.Add(parameter.At, $"{of} gives '{parameter.Name}', which {route.Id} itself says: leave it out");
    }

    private static void CheckValues(CompositionPlan composition, PartPlan part, PlanErrors errors)
    {
        var values = ValuesOf(composition);
        foreach (var parameter in part.Parameters)
        {
            foreach (var name in parameter.Value.Names.Where(n => !values.Contains(n, StringComparer.OrdinalIgnoreCase)))
                errors.Add(
                    parameter.At,
                    $"'{{{Spelling.Shorten(name)}}}' is no value of the path of {composition.Id}, nor of its 'takes'"
                    + Spelling.DidYouMeanOr(name, values));
            foreach (var source in parameter.Value.Fields.Where(f => composition.Find(f.Part) is null))
                errors.Add(
                    parameter.At,
                    $"'{{{source}}}' names a part that {composition.Id} does not have"
                    + Spelling.DidYouMeanOr(source.Part, [.. composition.Parts.Select(p => p.Name)]));
            foreach (var source in parameter.Value.Fields.Where(f => composition.Find(f.Part)?.Each is not null))
                errors.Add(
                    parameter.At,
                    $"'{{{source}}}' is of '{source.Part}', which is an object by key and has no fields to go on from: take the "
                    + "key from where that part takes its own");
        }

        if (part.Parameters.SelectMany(p => p.Value.Fields).Count(f => f.Field.IsList) > 1)
            errors.Add(
                part.At,
                $"part '{part.Name}' has values of more than one list: one [] is what it is asked for, entry by entry");
    }

    private static void CheckCircles(CompositionPlan composition, PlanErrors errors)
    {
        var left = composition.Parts.ToList();
        while (left.RemoveAll(p => !p.Sources.Any(s => left.Exists(o => o.Name == s))) > 0)
        {
        }

        // What is left waits for a circle or is one; a circle is found by going on from any of it.
        if (left.Count == 0)
            return;
        var way = new List<PartPlan>();
        for (var part = left[0]; !way.Contains(part); part = left.First(p => part.Sources.Contains(p.Name)))
            way.Add(part);
        var last = left.First(p => way[^1].Sources.Contains(p.Name));
        var circle = way.Skip(way.IndexOf(last)).Append(last).Select(p => p.Name);
        errors.Add(last.At, $"parts of {composition.Id} wait for each other: {string.Join(" → ", circle)}");
    }

    private static IEnumerable<string> PathOf(CompositionPlan composition) =>
        RoutePatternFactory.Parse(composition.Route.Match.Path).Parameters.Select(p => p.Name);

    private static ImmutableArray<string> ValuesOf(CompositionPlan composition) =>
        [.. PathOf(composition), .. composition.Takes];
}
