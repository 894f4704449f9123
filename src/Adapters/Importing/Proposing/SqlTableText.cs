using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using Hub.Adapters.Importing.Catalogues;
using Hub.Adapters.Mapping;
using Hub.Adapters.Sql;

namespace Hub.Adapters.Importing.Proposing;

/// <summary>A table as the plan will have it, with the routes that read it.</summary>
/// <param name="Key">Its name in the plan.</param>
/// <param name="Text">Its entry of <c>tables</c>, or of <c>operations</c> where it has no key and can only be listed.</param>
/// <param name="Routes">Its routes.</param>
internal sealed partial record SqlTableText(string Key, string Text, ImmutableArray<RouteDraft> Routes)
{
    /// <summary>The statement that lists it, where it has no key to be read by in pages; or null.</summary>
    public string? Query { get; private init; }

    /// <summary>Where that statement lies in the plan.</summary>
    public string? QueryFile { get; private init; }

    private const int MostQueries = 12;
    private static readonly string[] Taken = [.. TableList.Reserved, "version"];

    /// <param name="table">The table.</param>
    /// <param name="key">Its name in the plan.</param>
    /// <param name="system">The system's name.</param>
    /// <param name="provider">The database.</param>
    /// <param name="names">Gives ids and paths.</param>
    /// <param name="notes">What was left out.</param>
    /// <returns>The table, or null where nothing of it can be said.</returns>
    public static SqlTableText? Of(
        CatalogueTable table, string key, string system, ISqlProvider provider, RouteNames names, List<ImportNote> notes)
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
        if (keys.IsEmpty)
            return Listed(table, key, system, provider, columns, names);
        var filters = columns.Where(c => c.Type != "bytes" && !Taken.Contains(c.Name, StringComparer.OrdinalIgnoreCase)
            && (table.IsView || table.Indexed.Contains(c.Name) || keys.Contains(c.Name))).Select(c => c.Name).ToImmutableArray();
        var text = new StringBuilder();
        if (table.Words is { } words)
            text.Append(YamlText.Comment(words, 2)).Append('\n');
        text.Append($"  {YamlText.Scalar(key)}:\n");
        if (place != key)
            text.Append($"    name: {YamlText.Scalar(place)}\n");
        text.Append($"    columns: {YamlText.Map(columns.Select(c => (c.Name, c.Declared)), 4, used: 9)}\n");
        Line("key", keys);
        Line("generated", [.. columns.Where(c => c.Generated).Select(c => c.Name)]);
        Line("defaults", [.. columns.Where(c => c.Defaulted && !c.Generated).Select(c => c.Name)]);
        if ((columns.FirstOrDefault(c => c.IsRowVersion)?.Name ?? table.Version) is { } version)
            text.Append($"    version: {YamlText.Scalar(version)}\n");
        if (!table.IsView)
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
            var queries = filters.Take(MostQueries).ToImmutableArray();
            var asked = Parameters(queries);
            yield return new RouteDraft(names.Id($"{key}.list"), "GET", names.Path("GET", key, $"{key}-list", []), $"{key}.list")
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

    // Without a key no row is told from the next: no pages, no single one, but a statement that people can narrow.
    private static SqlTableText Listed(
        CatalogueTable table, string key, string system, ISqlProvider provider, ImmutableArray<CatalogueColumn> columns,
        RouteNames names)
    {
        var source = string.Join('.', new[] { table.Schema, table.Name }.OfType<string>().Select(provider.Quote));
        var (top, limit) = provider is SqlServerProvider ? ("TOP (@limit) ", "") : ("", "\n" + provider.Limit("@limit"));
        var file = $"sql/{system}/{key}.list.sql";
        var words = table.Words is null ? "" : YamlText.Comment(table.Words, 2) + "\n";
        return new SqlTableText(
            key,
            $"{words}  {key}.list:\n    query: {file}\n    in: {{ limit: int }}\n"
                + $"    out: {{ many: {YamlText.Map(columns.Select(c => (c.Name, c.Declared)), 6, used: 14)} }}\n",
            [
                new RouteDraft(names.Id($"{key}.list"), "GET", names.Path("GET", key, $"{key}-list", []), $"{key}.list")
                {
                    In = "{ limit: { from: query.limit, default: 50, min: 1, max: 200 } }",
                    Out = "{ items: { each: rows, same: true } }",
                },
            ])
        {
            QueryFile = file,
            Query = "-- It has no key, so that it is read in one piece; "
                + "narrow it here, by parameters that the operation's 'in' declares.\n"
                + $"SELECT {top}{string.Join(", ", columns.Select(c => provider.Quote(c.Name)))}\nFROM {source}{limit}\n",
        };
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
