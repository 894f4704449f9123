using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Hub.Platform.Plan;
using Hub.ServiceKit.Problems;

namespace Hub.Adapters.Sql;

/// <summary>Reads one of a database's <c>operations</c>.</summary>
internal sealed partial class SqlOperationReader(ISqlProvider provider, PlanBundle bundle, PlanErrors errors)
{
    private static readonly string[] Reading = ["SELECT", "WITH", "VALUES"];
    private static readonly string[] Writing = [.. Reading, "INSERT", "UPDATE", "DELETE", "MERGE", "REPLACE"];

    private const string ReturnValue = "returns";
    private static readonly string[] Kinds = ["query", "procedure", "function"];
    private const string GivesCursors = "cursors";
    private const string OwnValues = "defaults";
    private static readonly string[] OfRoutines = ["inOut", "output", ReturnValue, OwnValues];

    private static readonly PlanValue Parameters = PlanValue.MapOf(SqlFieldReader.Shape);

    private static readonly PlanShape ListInRow = new("list-in-row", "many")
    {
        { "many", Parameters, "The columns of a list that a join brings along." },
    };

    private static readonly PlanValue Row = PlanValue.MapOf(PlanValue.Either(SqlFieldReader.Shape, ListInRow));

    private static readonly PlanShape Result = new("result")
    {
        { "one", Row, "One row: { COLUMN: type }." }, { "many", Row, "Any number of rows: { COLUMN: type }." },
    };

    private static readonly PlanShape Results = new("results") { Others = Result, Fields = [.. Result] };

    private static readonly PlanShape FaultIn = new("fault-column", "column")
    {
        { "column", PlanValue.Text, "The column that tells a failure." },
        { "text", PlanValue.Text, "The column with its text." },
        { "good", PlanValue.OneOrMore(PlanValue.Either(PlanValue.Text, PlanValue.Empty)), "What it holds where all is well." },
    };

    /// <summary>The fields of an operation.</summary>
    public static readonly PlanShape Shape = new("operation")
    {
        { "query", PlanValue.Text, "A .sql file of the plan." },
        { "procedure", PlanValue.Text, "The procedure that is called." },
        { "function", PlanValue.Text, "The function that is called." },
        { "write", PlanValue.Flag, "Whether it changes something." },
        { "idempotent", PlanValue.Flag, "Whether it changes the same once more." },
        { "in", Parameters, "What goes in." },
        { "inOut", Parameters, "What goes in and comes out." },
        { "output", Parameters, "What comes out." },
        { ReturnValue, SqlFieldReader.Shape, "The type of what a function returns." },
        { OwnValues, PlanValue.OneOrMore(PlanValue.Text), "Parameters that the routine has values of its own for." },
        { GivesCursors, PlanValue.Flag, "Whether a function gives cursors." },
        { "out", PlanValue.Either(PlanValue.OneOf("none"), Results), "The rows that it gives." },
        { "fault", FaultIn, "How it tells a failure in a row." },
    };

    public SqlOperation? Read(string name, PlanNode node)
    {
        var fields = new PlanFields(node, errors, Shape);
        var write = fields.Flag("write");
        var inOut = ReadFields(node["inOut"], "parameter");
        ImmutableArray<SqlField> parameters = [.. ReadFields(node["in"], "parameter"), .. inOut];
        var results = ReadResults(node["out"]);
        var fault = node["fault"] is { } column ? ReadFault(column) : null;
        if (Kinds.Count(k => node[k] is not null) != 1)
            errors.Add(node, "say with 'query' which .sql file it is, or with 'procedure' or 'function' what to call");
        var idempotent = fields.Flag("idempotent");
        if (node["query"] is { } query)
        {
            foreach (var word in OfRoutines.Where(w => node[w] is not null))
                errors.Add(node[word]!, $"'{word}' is for procedures and functions; a query gives 'out'");
            if (node[GivesCursors] is { } cursors)
                errors.Add(cursors, $"'{GivesCursors}' is for a function that gives cursors; a query gives 'out'");
            return ReadQuery(query, parameters, write) is { } text
                ? new DeclaredOperation(name, text, write, parameters, results, fault)
                {
                    Provider = provider,
                    Idempotent = idempotent,
                }
                : null;
        }

        return ReadRoutine(name, node, write, parameters, inOut, results) is { } routine
            ? routine with { Fault = fault, Idempotent = idempotent, Cursors = ReadCursors(fields, results) }
            : null;
    }

    private DeclaredOperation? ReadRoutine(
        string name, PlanNode node, bool write, ImmutableArray<SqlField> parameters, ImmutableArray<SqlField> inOut,
        ImmutableArray<SqlResult> results)
    {
        if ((node["procedure"] ?? node["function"]) is not { } called)
            return null;
        ImmutableArray<SqlField> outputs = [.. inOut, .. ReadFields(node["output"], "parameter")];
        var returns = node[ReturnValue] is { } value
            ? new SqlFieldReader(errors).ReadField(ReturnValue, value, "parameter")
            : null;
        foreach (var twice in parameters.Concat(outputs.Except(inOut))
            .GroupBy(p => p.Name, StringComparer.OrdinalIgnoreCase)
            .Where(g => g.Count() > 1))
            errors.Add(called, $"parameter '{twice.Key}' is declared twice; what goes in and comes out is 'inOut'");
        if (called.Text is not { } routine || !QualifiedName.IsMatch(routine))
        {
            errors.Add(called, "'procedure' is a name such as register_payment or finance.register_payment");
            return null;
        }

        var declared = new SqlRoutine(routine, node["function"] is not null, parameters, outputs, returns, !results.IsEmpty)
        {
            MayHaveNoRow = results is [{ Many: false } one] && one.Columns.Any(c => !c.Nullable),
        };
        var call = provider.CallOf(declared);
        if (call.Text is null)
        {
            errors.Add(called, call.Problem!);
            return null;
        }

        var operation = new DeclaredOperation(name, call.Text, write, parameters, results, null)
        {
            Provider = provider,
            IsRoutine = true,
            Defaults = ReadDefaults(node[OwnValues], call.OutputsAreRow ? parameters : [.. parameters.Except(outputs)]),
            Calling = omitted => provider.CallOf(declared with { Omitted = omitted }).Text!,
        };
        if (!call.OutputsAreRow)
            return operation with { Outputs = outputs, Returns = returns };
        ImmutableArray<SqlField> row = returns is null ? outputs : [.. outputs, returns];
        return row.IsEmpty ? operation : operation with { Results = [new SqlResult(null, Many: false, row), .. results] };
    }

    private ImmutableArray<string> ReadDefaults(PlanNode? node, ImmutableArray<SqlField> parameters)
    {
        if (node is null)
            return [];
        var named = node.Text is not null ? [node] : node.Items;
        if (named.Count == 0)
            errors.Add(node, "'defaults' is a list of parameters that the routine has values of its own for, such as [limit]");
        foreach (var unknown in named.Where(n => parameters.All(p => p.Name != n.Text)))
            errors.Add(unknown, $"'{unknown.Text}' is none of the parameters that may be left out"
                + Spelling.DidYouMean(unknown.Text ?? "", parameters.Select(p => p.Name)));
        return [.. named.Select(n => n.Text ?? "").Where(n => parameters.Any(p => p.Name == n)).Distinct(StringComparer.Ordinal)];
    }

    private bool ReadCursors(PlanFields fields, ImmutableArray<SqlResult> results)
    {
        if (!fields.Flag(GivesCursors))
            return false;
        var node = fields.Node[GivesCursors]!;
        if (provider.CursorRows("x") is null)
            errors.Add(node, $"routines of {provider.Name} give no cursors; leave '{GivesCursors}' out");
        else if (fields.Node["function"] is null || OfRoutines.Any(w => w != OwnValues && fields.Node[w] is not null))
            errors.Add(node, $"'{GivesCursors}' is for a function that gives cursors and nothing else");
        else if (results.IsEmpty)
            errors.Add(node, $"'{GivesCursors}' wants 'out', with a result for each cursor");
        return true;
    }

    private string? ReadQuery(PlanNode query, ImmutableArray<SqlField> parameters, bool write)
    {
        var file = query.Text ?? "";
        if (bundle.Text(file) is not { } text)
        {
        {
            var there = bundle.Files.Keys.Where(f => f.EndsWith(".sql", StringComparison.Ordinal));
            errors.Add(query, $"there is no '{file}' in the plan{Spelling.DidYouMean(file, there)}");
        }
            return null;
        }

        var said = SqlText.Read(text);
        var names = parameters.Select(p => p.Name).ToList();
        foreach (var (name, line) in said.Parameters
            .Where(p => !names.Contains(p.Name, StringComparer.Ordinal))
            .DistinctBy(p => p.Name))
            errors.Add(
                new PlanLocation(file, line),
                $"parameter '@{name}' is not declared in the operation's 'in'{Spelling.DidYouMean(name, names)}");
        // Of a file without a statement that can be, nothing more is told.
        var isStatement = said.Verbs.Count > 0 && said.Verbs.All(v => Writing.Contains(v.Word, StringComparer.Ordinal));
        foreach (var unused in !isStatement ? [] : names.Except(said.Parameters.Select(p => p.Name), StringComparer.Ordinal))
            errors.Add(
                query,
                $"{file} does not use parameter '@{unused}'{Spelling.DidYouMean(unused, said.Parameters.Select(p => p.Name))}");
        if (said.Verbs.Count == 0)
            errors.Add(query, $"{file} holds no statement");
        foreach (var (word, line) in said.Verbs.Where(v => !(write ? Writing : Reading).Contains(v.Word, StringComparer.Ordinal)))
            errors.Add(new PlanLocation(file, line), Writing.Contains(word, StringComparer.Ordinal)
                ? $"{word} changes the system; say so in the operation: write: true"
                : $"{word} is nothing the hub does in a system; "
                    + $"a statement begins with {string.Join(", ", write ? Writing : Reading)}");
        return text;
    }

    private ImmutableArray<SqlResult> ReadResults(PlanNode? node)
    {
        if (node is null || node.Text == "none")
            return [];
        if (node.Fields.Count == 0)
            errors.Add(
                node,
                "'out' is none, { one: { COLUMN: type } } or { many: { COLUMN: type } }; "
                + "further results have a name: { lines: { many: … } }");
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
        _ = new PlanFields(node, errors, Result);
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
        var lists = node.Fields.Where(f => f.Value.Kind == PlanNodeKind.Map && f.Value["type"] is null).ToList();
        foreach (var (_, another) in lists.Skip(1))
            errors.Add(another, "a join gives one list; read the other with a statement of its own");
        var columns = ReadFields(PlanNode.Map(node.At, [.. node.Fields.Except(lists)]), "column");
        return new SqlResult(name, many, columns, lists.Count == 0 ? null : ReadList(lists[0].Key, lists[0].Value));
    }

    private SqlList ReadList(string name, PlanNode node)
    {
        _ = new PlanFields(node, errors, ListInRow);
        if (node["many"] is null)
            errors.Add(node, "a list within a row is { many: { COLUMN: type } }");
        return new SqlList(name, ReadFields(node["many"], "column"));
    }

    private ImmutableArray<SqlField> ReadFields(PlanNode? node, string kind) => new SqlFieldReader(errors).Read(node, kind);

    private FaultColumn ReadFault(PlanNode node)
    {
        var fields = new PlanFields(node, errors, FaultIn);
        var good = node["good"] is not { } words ? ["", "0"]
            : words.Kind == PlanNodeKind.List ? words.Items.Select(i => i.Text ?? "").ToImmutableArray()
            : [words.Text ?? ""];
        return new FaultColumn(fields.Required("column"), fields.Optional("text"), good);
    }

    [GeneratedRegex(
        @"^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)?\z",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex QualifiedName { get; }
}
