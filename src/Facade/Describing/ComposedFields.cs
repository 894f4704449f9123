using Hub.Platform.Describing;
using Hub.Platform.Plan;
using Hub.ServiceKit.Problems;

namespace Hub.Facade.Describing;

/// <summary>Reports parts that ask with parameters, or read fields, which the contract of a route does not have.</summary>
internal static class ComposedFields
{
    public static void Check(MigrationPlan plan, PublicContract contract, PlanErrors errors)
    {
        foreach (var composition in plan.Compositions)
            foreach (var part in composition.Parts)
            {
                CheckParameters(composition, part, plan, contract, errors);
                foreach (var parameter in part.Parameters)
                    foreach (var source in parameter.Value.Fields)
                        CheckField(composition.Find(source.Part)!.Route, source.Field, parameter.At, contract, errors);
                if (part.Key is { } key)
                    CheckField(part.Route, key, part.At, contract, errors);
                if (part.First is not null)
                    CheckList(part, contract, errors);
            }
    }

    private static void CheckParameters(
        CompositionPlan composition, PartPlan part, MigrationPlan plan, PublicContract contract, PlanErrors errors)
    {
        if (contract.Find(part.Route) is not { } known)
            return;
        var names = known.Parameters.Where(p => p.In is "path" or "query").Select(p => p.Name)
            .Concat(plan.Routes.First(r => r.Id == part.Route).OwnQuery).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        foreach (var parameter in part.Parameters.Where(p => !names.Contains(p.Name, StringComparer.OrdinalIgnoreCase)))
            errors.AddUnlessStored(
                parameter.At,
                $"part '{part.Name}' of {composition.Id} gives '{Spelling.Shorten(parameter.Name)}', which {part.Route} does not "
                + "take" + Spelling.DidYouMeanOr(parameter.Name, names));
    }

    private static void CheckField(
        string route, PartField field, PlanLocation at, PublicContract contract, PlanErrors errors)
    {
        // Of a route that no part of the hub knows anything of, an answer may hold anything.
        if (SchemaFields.AnswersOf(contract.Find(route)) is not { Count: > 0 } answers)
            return;
        var (missing, beside) = answers.Select(a => SchemaFields.FindMissing(a, field.Steps, contract))
            .MaxBy(found => found.Missing ?? int.MaxValue);
        if (missing is { } step)
            errors.AddUnlessStored(
                at,
                $"no answer of {route} has '{field}'"
                + (field.Steps[step] == PartField.Each
                    ? "; it is not a list there"
                    : Spelling.DidYouMeanOr(field.Steps[step], [.. beside])));
    }

    private static void CheckList(PartPlan part, PublicContract contract, PlanErrors errors)
    {
        if (SchemaFields.AnswersOf(contract.Find(part.Route)) is { Count: > 0 } answers
            && !answers.Exists(a => IsList(a, [PartField.Each]) || IsList(a, ["items", PartField.Each])))
            errors.AddUnlessStored(
                part.At,
                $"part '{part.Name}' shows the first {part.First} of a list, and no answer of {part.Route} is one, "
                + "or has one in 'items'");

        bool IsList(System.Text.Json.Nodes.JsonObject answer, string[] steps) =>
            SchemaFields.FindMissing(answer, steps, contract).Missing is null;
    }
}
