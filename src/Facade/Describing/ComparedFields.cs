using System.Text.Json.Nodes;
using Hub.Platform.Describing;
using Hub.Platform.Plan;
using Hub.ServiceKit.Problems;

namespace Hub.Facade.Describing;

/// <summary>Notes rules of comparing whose path no answer of the contract has: such a rule passes nothing over.</summary>
internal static class ComparedFields
{
    public static void Note(MigrationPlan plan, PublicContract contract, PlanErrors errors)
    {
        var known = plan.Routes.SelectMany(route => route.Compare.Where(r => r.At is not null).Select(rule => (route, rule)));
        foreach (var same in known.GroupBy(k => k.rule.At))
        {
            var rule = same.First().rule;
            if (rule.Path == "body" || rule.Path.StartsWith("header ", StringComparison.Ordinal))
                continue;
            // Of a route that no part knows anything of, an answer may hold anything.
            var answers = same.Select(k => SchemaFields.AnswersOf(contract.Find(k.route.Id))).ToList();
            if (answers.Any(a => a is not { Count: > 0 }))
                continue;
            var steps = StepsOf(rule.Path);
            var (missing, beside) = answers.SelectMany(a => a!).Select(a => SchemaFields.FindMissing(a, steps, contract))
                .MaxBy(found => found.Missing ?? int.MaxValue);
            if (missing is { } step)
                errors.Note(
                    same.Key!,
                    $"rule '{rule.Name}' passes nothing over where both sides keep to the contract: no answer of "
                    + $"{string.Join(", ", same.Select(k => k.route.Id).Take(3))} has '{rule.Path}'"
                    + (steps[step] == "[]" ? "; it is not a list there" : Spelling.DidYouMeanOr(steps[step], [.. beside])));
        }
    }

    // lines[].unitPrice → lines, [], unitPrice
    private static List<string> StepsOf(string path) =>
    [
        .. path.Replace("[]", ".[]", StringComparison.Ordinal).Split('.', StringSplitOptions.RemoveEmptyEntries),
    ];
}
