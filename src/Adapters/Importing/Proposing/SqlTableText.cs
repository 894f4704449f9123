using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using Hub.Adapters.Mapping;
using Hub.Adapters.Sql.Tables;
using Hub.Importing.Catalogues;
using Hub.Importing.Writing;

namespace Hub.Importing.Proposing;

/// <summary>A table as the plan will have it, with the routes that read it.</summary>
/// <param name="Key">Its name in the plan.</param>
/// <param name="Text">Its entry of <c>tables</c>.</param>
/// <param name="Routes">Its routes.</param>
internal sealed partial record SqlTableText(string Key, string Text, ImmutableArray<RouteDraft> Routes)
{
    /// <summary>Whether it has a key; without one it is only listed, its pages told by position.</summary>
    public bool IsKeyed { get; private init; } = true;

    private const int MostQueries = 12;
    private static readonly string[] Taken = [.. TableList.Reserved, "version"];

    /// <param name="table">The table.</param>
    /// <param name="key">Its name in the plan.</param>
    /// <param name="names">Gives ids and paths.</param>
    /// <param name="notes">What was left out.</param>
    /// <returns>The table, or null where nothing of it can be said.</returns>
    public static SqlTableText? Of(
        CatalogueTable table, string key, RouteNames names, List<ImportNote> notes)
    {
        var place = table.Schema is null ? table.Name : $"{table.Schema}.{table.Name}";
        if (place.Any(char.IsControl)
            || place.Contains("${", StringComparison.Ordinal)
            || place.Split('.').Length != (table.Schema is null ? 1 : 2))
        {
            notes.Add(new ImportNote(ImportNoteKind.Skipped, place, "its name cannot stand in a plan; read it with a query"));
            return null;
        }

        foreach (var column in table.Columns.Where(c => Problem(c) is not null))
            notes.Add(new ImportNote(ImportNoteKind.Skipped, $"{place}.{column.Name}", Problem(column)!));
        var columns = table.Columns.Where(c => Problem(c) is null).ToImmutableArray();
        if (columns.IsEmpty)
            return null;
        // A key that cannot be said is none.
        var keys = table.Key.All(k => columns.Any(c => c.Name == k && !c.Nullable)) ? table.Key : [];
        var filters = columns.Where(c => c.Type != "bytes" && c.Orderable
            && !Taken.Contains(c.Name, StringComparer.OrdinalIgnoreCase)
            && (table.IsView || keys.IsEmpty || table.Indexed.Contains(c.Name) || keys.Contains(c.Name)))
            .Select(c => c.Name).ToImmutableArray();
        var text = new StringBuilder();
        if (table.Words is { } words)
            text.Append(YamlText.Comment(words, 2)).Append('\n');
        text.Append($"  {YamlText.Scalar(key)}:\n");
        if (place != key)
            text.Append($"    name: {YamlText.Scalar(place)}\n");
        text.Append($"    columns: {YamlText.Map(columns.Select(c => (c.Name, c.Declared)), 4, used: 9)}\n");
        var ordered = columns.Where(c => c.Orderable).Select(c => c.Name).ToImmutableArray();
        if (keys.IsEmpty && ordered.IsEmpty)
        {
            notes.Add(new ImportNote(
                ImportNoteKind.Skipped, place, "none of its columns can be ordered by; read it with a query"));
            return null;
        }

        if (keys.IsEmpty)
        {
            text.Append("    key: none\n");
            if (ordered.Length < columns.Length)
                Line("order", ordered);
            if (filters.Length < columns.Length)
                Line("filter", filters);
            return new SqlTableText(key, text.ToString(), [List()]) { IsKeyed = false };
        }

        Line("key", keys);
        Line("generated", [.. columns.Where(c => c.Generated).Select(c => c.Name)]);
        Line("defaults", [.. columns.Where(c => c.Defaulted && !c.Generated).Select(c => c.Name)]);
        if ((columns.FirstOrDefault(c => c.IsRowVersion)?.Name ?? table.Version) is { } version)
            text.Append($"    version: {YamlText.Scalar(version)}\n");
        if (!table.IsView || columns.Any(c => !c.Orderable))
            Line("filter", filters);
        if (!table.IsView)
            text.Append("    # write: [insert, update, delete]\n");
        return new SqlTableText(key, text.ToString(), [.. Drafts()]);

        void Line(string word, ImmutableArray<string> items)
        {
            if (items.Length > 0)
                text.Append($"    {word}: {YamlText.List(items, 4, used: word.Length + 2)}\n");
        }

        IEnumerable<RouteDraft> Drafts()
        {
            var parameters = Parameters(keys);
            yield return new RouteDraft(
                names.Id($"{key}.get"),
                "GET",
                names.Path("GET", key, $"{key}-by-key", keys.Select(k => parameters[k])),
                $"{key}.get")
            {
                In = YamlText.Map(keys.Select(k => (Input(k), $"path.{parameters[k]}")), 4, used: 6),
                Out = "{ same: true }",
            };
            yield return List();
        }

        RouteDraft List()
        {
            var queries = filters.Take(MostQueries).ToImmutableArray();
            var asked = Parameters(queries);
            return new RouteDraft(names.Id($"{key}.list"), "GET", names.Path("GET", key, $"{key}-list", []), $"{key}.list")
            {
                In = YamlText.Map(
                    queries
                        .Select(q => (Input(q), $"query.{asked[q]}"))
                        .Concat(TableList.Reserved.Select(t => (t, $"query.{t}"))),
                    4,
                    used: 6),
                Out = "{ items: { each: rows, same: true }, next: next }",
            };
        }
    }

    /// <summary>A column or a parameter as an <c>in</c> names it, whatever words it has of its own.</summary>
    public static string Input(string name) => RequestReader.Words.Contains(name, StringComparer.Ordinal) ? $"./{name}" : name;

    private static Dictionary<string, string> Parameters(ImmutableArray<string> columns)
    {
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        var taken = new HashSet<string>(Taken, StringComparer.OrdinalIgnoreCase);
        foreach (var column in columns)
        {
            var name = Words.Camel(column);
            parameters[column] = Enumerable.Range(1, columns.Length + Taken.Length + 1)
                .Select(n => n == 1 ? name : $"{name}{n}")
                .First(taken.Add);
        }

        return parameters;
    }

    private static string? Problem(CatalogueColumn column) =>
        !Sayable.IsMatch(column.Name)
        || column.Name.Contains("${", StringComparison.Ordinal) ? "its name cannot stand in a mapping"
        : column.Type is null ? $"its type {column.Shown} has no form in a plan; read it with a query that casts it"
        : null;

    // A mapping's paths are split at '/', its sources at '.'.
    [GeneratedRegex(@"^[\p{L}_$@#][\p{L}\p{Nd}_$@# -]*\z", RegexOptions.None, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Sayable { get; }
}
