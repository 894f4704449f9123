using System.Text.Json;
using Hub.Platform.Plan;

namespace Hub.Facade.Comparing;

/// <summary>Something that a rule could pass over between two answers.</summary>
/// <param name="Path">Where.</param>
/// <param name="Kind">What: <c>ignore</c> for a value, <c>key</c> or <c>unordered</c> for the order of a list.</param>
/// <param name="By">The member of a key; null of the others.</param>
internal readonly record struct NoisyPath(string Path, ComparingKind Kind, string? By);

/// <summary>Finds what rules could pass over between two answers; a pure function.</summary>
internal static class NoiseFinder
{
    private const int MostLists = 10;
    private static readonly string[] Identities = ["id", "no", "nr", "number", "sku", "code", "key"];

    /// <summary>
    /// Returns the paths that differ, each with how far apart the two times there are; null where there are no times.
    /// </summary>
    public static IReadOnlyDictionary<NoisyPath, TimeSpan?> Of(ComparedAnswer one, ComparedAnswer other, RuleSet rules)
    {
        var found = new Dictionary<NoisyPath, TimeSpan?>();
        var current = Compare(one, other, rules);
        foreach (var list in ListsIn(current.Values.Keys))
            foreach (var rule in Candidates(one, list, rules))
            {
                var with = new RuleSet(rules.ByKey.Values.Append(rule));
                var (differences, passedOver) = Compare(one, other, with);
                // With the right rule the entries of a list differ in less than before, or in nothing.
                if (!passedOver.Contains(rule.Key) || Below(differences, list) >= Below(current.Values, list)
                    || (rule.By is { } key && differences.Keys.Any(d => d.Path == $"{Prefix(list)}[].{key}")))
                    continue;
                found.Add(new NoisyPath(list, rule.Kind, rule.By), null);
                (rules, current) = (with, (differences, passedOver));
                break;
            }

        foreach (var (difference, apart) in current.Values.Where(d => IsValue(d.Key)))
            found[new NoisyPath(difference.Path, ComparingKind.Ignore, null)] = apart;
        return found;
    }

    private static (Dictionary<Difference, TimeSpan?> Values, IReadOnlyCollection<string> PassedOver) Compare(
        ComparedAnswer one, ComparedAnswer other, RuleSet rules)
    {
        var apart = new Dictionary<Difference, TimeSpan?>();
        var comparison = AnswerComparison.Of(one, other, rules, (difference, was, now) =>
        {
            var here = was is { ValueKind: JsonValueKind.String } && now is { ValueKind: JsonValueKind.String }
                ? JsonText.Apart(JsonText.Of(was.Value), JsonText.Of(now.Value))
                : null;
            // The largest distance of all entries; null as soon as an entry holds something else than a time.
            apart[difference] = !apart.TryGetValue(difference, out var before) ? here : Farthest(before, here);
        });
        return (comparison.Differences.ToDictionary(d => d, d => apart.GetValueOrDefault(d)), comparison.PassedOver);
    }

    private static TimeSpan? Farthest(TimeSpan? one, TimeSpan? other) =>
        one is null || other is null ? null : one > other ? one : other;

    // A missing entry, another status or other bytes are nothing that a rule should pass over.
    private static bool IsValue(Difference difference) =>
        difference.Path is not ("status" or "body") && !difference.Path.Contains('…', StringComparison.Ordinal)
        && !difference.Path.EndsWith("[]", StringComparison.Ordinal)
        && !difference.What.Contains("entr", StringComparison.Ordinal)
        && !difference.What.Contains("more than once", StringComparison.Ordinal);

    private static IEnumerable<string> ListsIn(IEnumerable<Difference> differences) =>
        differences.SelectMany(d => ListsOf(d.Path)).Distinct(StringComparer.Ordinal).OrderBy(l => l == "body" ? 0 : l.Length)
            .Take(MostLists).ToList();

    private static IEnumerable<string> ListsOf(string path)
    {
        for (var i = 0; (i = path.IndexOf("[]", i, StringComparison.Ordinal)) >= 0; i++)
            yield return i == 0 ? "body" : path[..i];
    }

    private static int Below(Dictionary<Difference, TimeSpan?> differences, string list) =>
        differences.Keys.Count(d => d.Path.StartsWith($"{Prefix(list)}[]", StringComparison.Ordinal));

    private static string Prefix(string list) => list == "body" ? "" : list;

    private static IEnumerable<ComparingRule> Candidates(ComparedAnswer answer, string list, RuleSet rules) =>
        rules.Find(list, ComparingKind.Unordered) is null && rules.Find(list, ComparingKind.Key) is null
            ?
            [
                .. IdentitiesIn(answer, list).Select(m => Rule(list, ComparingKind.Key, m)),
                Rule(list, ComparingKind.Unordered, null),
            ]
            : [];

    private static ComparingRule Rule(string list, ComparingKind kind, string? by) =>
        // No rule of a plan is called so.
        new($"?{list}", kind, list, by, "", "", DateOnly.MaxValue);

    private static IEnumerable<string> IdentitiesIn(ComparedAnswer answer, string list)
    {
        using var json = AnswerComparison.Parse(answer.Body);
        if (json is null)
            return [];
        var place = json.RootElement;
        foreach (var segment in Prefix(list).Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            var name = segment.TrimEnd('[', ']');
            if (name.Length > 0 && (place.ValueKind != JsonValueKind.Object || !place.TryGetProperty(name, out place)))
                return [];
            for (var depth = (segment.Length - name.Length) / 2; depth > 0; depth--)
                if (place.ValueKind != JsonValueKind.Array || place.GetArrayLength() == 0)
                    return [];
                else
                    place = place[0];
        }

        if (place.ValueKind != JsonValueKind.Array || place.GetArrayLength() == 0
            || place[0].ValueKind != JsonValueKind.Object)
            return [];
        return
        [
            .. place[0].EnumerateObject()
                .Where(m => m.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number)
                .Select(m => JsonText.NameOf(m))
                .Where(n => JsonNames.IsShown(n) && Identities.Any(i => n.EndsWith(i, StringComparison.OrdinalIgnoreCase)))
                .Take(MostLists),
        ];
    }
}
