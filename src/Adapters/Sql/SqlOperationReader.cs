using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Hub.Platform.Plan;

namespace Hub.Adapters.Sql;

/// <summary>Reads one of a database's <c>operations</c>.</summary>
internal sealed partial class SqlOperationReader(ISqlProvider provider, PlanBundle bundle, PlanErrors errors)
{
    private static readonly string[] Reading = ["SELECT", "WITH", "VALUES"];
    private static readonly string[] Writing = [.. Reading, "INSERT", "UPDATE", "DELETE", "MERGE", "REPLACE"];

    public SqlOperation? Read(string name, PlanNode node)
    {
        var fields = new PlanFields(node, errors, "query", "procedure", "write", "in", "out", "fault");
        var write = fields.Flag("write");
        var parameters = ReadFields(node["in"], "parameter");
        var results = ReadResults(node["out"]);
        var fault = node["fault"] is { } column ? ReadFault(column) : null;
        if ((node["query"] is null) == (node["procedure"] is null))
            errors.Add(node, "say with 'query' which .sql file it is, or with 'procedure' what to call");
        var text = node["query"] is { } query ? ReadQuery(query, parameters, write) : node["procedure"] is { } procedure ? ReadProcedure(procedure, parameters) : null;
        return text is null ? null : new SqlOperation(name, text, write, parameters, results, fault);
    }

    private string? ReadQuery(PlanNode query, ImmutableArray<SqlField> parameters, bool write)
    {
        var file = query.Text ?? "";
        if (bundle.Text(file) is not { } text)
        {
            errors.Add(query, $"there is no '{file}' in the plan{Spelling.DidYouMean(file, bundle.Files.Keys.Where(f => f.EndsWith(".sql", StringComparison.Ordinal)))}");
            return null;
        }

        var said = SqlText.Read(text);
        var names = parameters.Select(p => p.Name).ToList();
        foreach (var (name, line) in said.Parameters.Where(p => !names.Contains(p.Name, StringComparer.Ordinal)).DistinctBy(p => p.Name))
            errors.Add(new PlanLocation(file, line), $"parameter '@{name}' is not declared in the operation's 'in'{Spelling.DidYouMean(name, names)}");
        foreach (var unused in names.Except(said.Parameters.Select(p => p.Name), StringComparer.Ordinal))
            errors.Add(query, $"{file} does not use parameter '@{unused}'{Spelling.DidYouMean(unused, said.Parameters.Select(p => p.Name))}");
        if (said.Verbs.Count == 0)
            errors.Add(query, $"{file} holds no statement");
        foreach (var (word, line) in said.Verbs.Where(v => !(write ? Writing : Reading).Contains(v.Word, StringComparer.Ordinal)))
            errors.Add(new PlanLocation(file, line), Writing.Contains(word, StringComparer.Ordinal)
                ? $"{word} changes the system; say so in the operation: write: true"
                : $"{word} is nothing the hub does in a system; a statement begins with {string.Join(", ", write ? Writing : Reading)}");
        return text;
    }

    private string? ReadProcedure(PlanNode procedure, ImmutableArray<SqlField> parameters)
    {
        if (procedure.Text is not { } name || !QualifiedName.IsMatch(name))
            errors.Add(procedure, "'procedure' is a name such as register_payment or finance.register_payment");
        else if (provider.CallOf(name, parameters.Select(p => p.Name)) is { } call)
            return call;
        else
            errors.Add(procedure, "this provider has no procedures; write the statement with 'query'");
        return null;
    }

    private ImmutableArray<SqlResult> ReadResults(PlanNode? node)
    {
        if (node is null || node.Text == "none")
            return [];
        if (node.Fields.Count == 0)
            errors.Add(node, "'out' is none, { one: { COLUMN: type } } or { many: { COLUMN: type } }; further results have a name: { lines: { many: … } }");
        if (node["one"] is not null && node["many"] is { } both)
            errors.Add(both, "one of two results needs a name, as in { one: { … }, lines: { many: { … } } }");
        var results = node.Fields.Select(f => f.Key is "one" or "many"
            ? ReadRows(null, f.Key == "many", f.Value)
            : ReadResult(f.Key, f.Value)).OfType<SqlResult>().ToImmutableArray();
        var columns = results.Where(r => r is { Name: null, Many: false })
            .SelectMany(r => r.Columns.Select(c => c.Name).Append(r.List?.Name))
            .ToList();
        foreach (var taken in results.Where(r => r.Name is { } name && columns.Contains(name, StringComparer.Ordinal)))
            errors.Add(node[taken.Name!]!, $"'{taken.Name}' is a column already; give the result another name");
        return [.. results.Where(r => r.Name is null || !columns.Contains(r.Name, StringComparer.Ordinal))];
    }

    private SqlResult? ReadResult(string name, PlanNode node)
    {
        _ = new PlanFields(node, errors, "one", "many");
        if ((node["one"] is null) == (node["many"] is null))
        {
            errors.Add(node, "a result is { one: { COLUMN: type } } or { many: { COLUMN: type } }");
            return null;
        }

        return ReadRows(name, node["many"] is not null, (node["one"] ?? node["many"])!);
    }

    // A column that has columns of its own is a list, which a join brings along.
    private SqlResult ReadRows(string? name, bool many, PlanNode node)
    {
        var lists = node.Fields.Where(f => f.Value.Kind == PlanNodeKind.Map).ToList();
        foreach (var (_, another) in lists.Skip(1))
            errors.Add(another, "a join gives one list; read the other with a statement of its own");
        var columns = ReadFields(PlanNode.Map(node.At, [.. node.Fields.Except(lists)]), "column");
        return new SqlResult(name, many, columns, lists.Count == 0 ? null : ReadList(lists[0].Key, lists[0].Value));
    }

    private SqlList ReadList(string name, PlanNode node)
    {
        _ = new PlanFields(node, errors, "many");
        if (node["many"] is null)
            errors.Add(node, "a list within a row is { many: { COLUMN: type } }");
        return new SqlList(name, ReadFields(node["many"], "column"));
    }

    private ImmutableArray<SqlField> ReadFields(PlanNode? node, string kind)
    {
        if (node is not null && node.Fields.Count == 0)
            errors.Add(node, $"each {kind} is written name: type");
        return [.. (node?.Fields ?? []).Select(f => ReadField(f.Key, f.Value, kind)).OfType<SqlField>()];
    }

    private SqlField? ReadField(string name, PlanNode node, string kind)
    {
        var type = node.Text ?? "";
        if (kind == "parameter" && !Name.IsMatch(name))
            errors.Add(node, $"parameter '{name}' is not a plain name");
        else if (SqlType.Find(type.TrimEnd('?')) is { } found)
            return new SqlField(name, found, type.EndsWith('?'));
        else
            errors.Add(node, $"{kind} '{name}': '{type}' is no type{Spelling.DidYouMean(type.TrimEnd('?'), SqlType.Names)}; types are {string.Join(", ", SqlType.Names.Order(StringComparer.Ordinal))}, with ? where there may be none");
        return null;
    }

    private FaultColumn ReadFault(PlanNode node)
    {
        var fields = new PlanFields(node, errors, "column", "text", "good");
        var good = node["good"] is not { } words ? ["", "0"]
            : words.Kind == PlanNodeKind.List ? words.Items.Select(i => i.Text ?? "").ToImmutableArray()
            : [words.Text ?? ""];
        return new FaultColumn(fields.Required("column"), fields.Optional("text"), good);
    }

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]*\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Name { get; }

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)?\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex QualifiedName { get; }
}
