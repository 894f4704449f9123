using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using Hub.Importing.Catalogues;
using Hub.Importing.Writing;

namespace Hub.Importing.Proposing;

/// <summary>A procedure or a function as the plan will have it, with its route.</summary>
/// <param name="Key">Its name in the plan.</param>
/// <param name="Text">Its entry of <c>operations</c>.</param>
/// <param name="Route">Its route.</param>
internal sealed partial record SqlRoutineText(string Key, string Text, RouteDraft Route)
{
    /// <returns>Why it cannot be called by its name, or null.</returns>
    public static string? Problem(CatalogueRoutine routine, bool lowerCase)
    {
        if (routine.Problem is not null)
            return routine.Problem;
        var inputs = routine.In.Concat(routine.InOut).ToList();
        var names = new[] { routine.Schema ?? "x", routine.Name }.Concat(inputs.Concat(routine.Out).Select(p => p.Name));
        if (names.FirstOrDefault(n => !Plain(n)) is { } name)
            return $"its name, or a parameter's, needs quotes ('{name}'); name it in a query";
        return inputs.Concat(routine.Out).FirstOrDefault(p => p.Type is null) is { } odd
            ? $"its parameter {odd.Name} has the type {odd.Shown}, which has no form in a plan; name it in a query that casts it"
            : routine.Rows is [{ Type: null } single]
                ? $"it gives {single.Shown}, which has no form in a plan; name it in a query that casts it"
            : routine.Returns is { Type: null } returns ? $"it returns {returns.Shown}, which has no form in a plan; "
                + "name it in a query that casts it"
            : null;

        bool Plain(string name) => PlainName.IsMatch(name) && (!lowerCase || name == name.ToLowerInvariant());
    }

    /// <param name="routine">The routine.</param>
    /// <param name="key">Its name in the plan.</param>
    /// <param name="refusal">The fault of a routine that refuses in words of its own, or null.</param>
    /// <param name="names">Gives ids and paths.</param>
    /// <param name="notes">What was left out.</param>
    public static SqlRoutineText Of(
        CatalogueRoutine routine, string key, string? refusal, RouteNames names, List<ImportNote> notes)
    {
        var place = routine.Schema is null ? routine.Name : $"{routine.Schema}.{routine.Name}";
        foreach (var column in routine.Rows.Where(r => r.Type is null || r.Name.Length == 0))
            notes.Add(new ImportNote(ImportNoteKind.Skipped, $"{place}, column '{column.Name}' of what it gives",
                column.Name.Length == 0 ? "it has no name" : $"its type {column.Shown} has no form in a plan"));
        var rows = routine.Rows
            .Where(r => r.Type is not null && r.Name.Length > 0)
            .DistinctBy(r => r.Name, StringComparer.Ordinal)
            .ToImmutableArray();
        var text = new StringBuilder();
        if (routine.Words is { } words)
            text.Append(YamlText.Comment(words, 2)).Append('\n');
        text.Append(
            $"  {YamlText.Scalar(key)}:\n    {(routine.IsFunction ? "function" : "procedure")}: {YamlText.Scalar(place)}\n");
        if (routine.Writes)
            text.Append("    write: true\n");
        Map("in", routine.In);
        Map("inOut", routine.InOut);
        Map("output", routine.Out);
        if (routine.In.Concat(routine.InOut).Where(p => p.Defaulted).Select(p => p.Name).ToList() is { Count: > 0 } defaults)
            text.Append($"    defaults: {YamlText.List(defaults, 4, used: 10)}\n");
        if (routine.Returns is { } returns)
            text.Append($"    returns: {returns.Declared}\n");
        if (rows.Length > 0)
            text.Append($"    out: {{ {(routine.Many ? "many" : "one")}: "
                + $"{YamlText.Map(rows.Select(r => (r.Name, r.Declared)), 6, used: 14)} }}\n");
        return new SqlRoutineText(key, text.ToString(), Draft());

        void Map(string word, ImmutableArray<CatalogueColumn> fields)
        {
            if (fields.Length > 0)
                text.Append($"    {word}: {YamlText.Map(fields.Select(f => (f.Name, f.Declared)), 4, used: word.Length + 2)}\n");
        }

        RouteDraft Draft()
        {
            var inputs = routine.In.Concat(routine.InOut).Select(p => p.Name).ToList();
            var method = routine.Writes ? "POST" : "GET";
            return new RouteDraft(names.Id(key), method, names.Path(method, key, $"call-{key}", []), key)
            {
                Words = routine.Words,
                In = inputs.Count == 0 ? null
                    : routine.Writes ? "{ same: body }"
                    : YamlText.Map(inputs.Select(i => (SqlTableText.Input(i), $"query.{Proposing.Words.Camel(i)}")), 4, used: 6),
                Faults = routine.Writes && refusal is not null
                    ? $"# faults: {{ {refusal}: 422 }}   # where it refuses; callers read its words"
                    : null,
                Out = rows.Length + routine.InOut.Length + routine.Out.Length > 0 || routine.Returns is not null
                    ? "{ same: true }"
                    : null,
            };
        }
    }

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]*\z", RegexOptions.None, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex PlainName { get; }
}
