using System.Collections.Immutable;
using Hub.Platform.Plan;
using Hub.ServiceKit.Problems;

namespace Hub.Adapters.Sql.Tables;

/// <summary>
/// Reads a database's <c>tables</c>: each is some operations, NAME.get, NAME.list, and what the plan lets be written;
/// one without a key is NAME.list alone.
/// </summary>
internal sealed class SqlTableReader(string system, ISqlProvider provider, PlanErrors errors)
{
    private const string Hash = "hash";
    private const string RowVersion = "xmin";
    private const string NoKey = "none";
    private const int MostRows = 10_000;
    private static readonly string[] Writes = ["insert", "update", "delete"];

    private static readonly PlanShape Page = new("table-page")
    {
        { "default", PlanValue.Whole(1, MostRows), "How many rows a page has where nobody asks." },
        { "max", PlanValue.Whole(1, MostRows), "How many may be asked for." },
    };

    private static readonly PlanValue Columns = PlanValue.OneOrMore(PlanValue.Text);

    /// <summary>The fields of a table.</summary>
    public static readonly PlanShape Shape = new("table", "columns", "key")
    {
        { "name", PlanValue.Text, "Its name in the database, where that is another one: ledger.invoice." },
        { "columns", PlanValue.MapOf(SqlFieldReader.Shape), "Its columns: { COLUMN: type }." },
        { "key", Columns, "The columns that tell one row from all others, or none." },
        { "generated", Columns, "Columns that the database sets." },
        { "defaults", Columns, "Columns that the database has values of its own for." },
        { "version", PlanValue.Text, "The column that counts changes, or hash, or xmin." },
        { "write", PlanValue.Either(PlanValue.OneOf(NoKey), PlanValue.ListOf(PlanValue.OneOf(Writes))), "What may be written." },
        { "filter", Columns, "Columns that lists may be narrowed by." },
        { "order", Columns, "Columns that lists are ordered by." },
        { "page", Page },
    };

    public IEnumerable<SqlOperation> Read(string name, PlanNode node)
    {
        var fields = new PlanFields(node, errors, Shape);
        var columns = new SqlFieldReader(errors).Read(node["columns"], "column");
        if (node["columns"] is null)
            errors.Add(node, "'columns' is missing: { COLUMN: type }");
        var source = ReadSource(name, node["name"]);
        var keyless = node["key"]?.Text == NoKey && !columns.Any(c => c.Name == NoKey);
        var key = keyless ? [] : ReadColumns(node["key"], columns, "key");
        if (node["key"] is null)
            errors.Add(
                node,
                "'key' is missing: the column, or columns, that tell one row from all others; "
                + "key: none where there are none, and the rows are only listed");
        foreach (var nullable in key.Where(k => k.Nullable))
            errors.Add(node["key"]!, $"'{nullable.Name}' may be NULL, and a key may not");
        var generated = ReadColumns(node["generated"], columns, "generated");
        var version = ReadVersion(node["version"], columns, generated);
        var page = node["page"] is { } sizes ? new PlanFields(sizes, errors, Page) : null;
        var largest = page?.Integer("max", 200) ?? 200;
        var table = new SqlTable(name, system, source, columns, key, version, provider)
        {
            Generated = [.. generated.Select(g => g.Name)],
            Defaults = [.. ReadColumns(node["defaults"], columns, "defaults").Select(g => g.Name)],
            Filter = ReadFilter(node["filter"], columns),
            Order = node["order"] is { } order ? ReadColumns(order, columns, "order") : keyless ? columns : key,
            DefaultPage = page?.Integer("default", Math.Min(50, largest), 1, largest) ?? 50,
            LargestPage = largest,
        };
        var writes = ReadWords(fields.Node["write"]);
        if (keyless && writes.Count > 0)
            errors.Add(fields.Node["write"]!, "without a key no row can be told from another, so that none can be written");
        if (keyless)
            return columns.IsEmpty ? [] : [new TableList(table)];
        // With these known, what refers to the table can be checked whatever else is wrong.
        return columns.IsEmpty || key.IsEmpty
            ? []
            : [new TableGet(table), new TableList(table), .. writes.Select(w => OperationOf(w, table))];
    }

    private static SqlOperation OperationOf(string word, SqlTable table) => word switch
    {
        "insert" => new TableInsert(table),
        "update" => new TableUpdate(table),
        _ => new TableDelete(table),
    };

    private string ReadSource(string name, PlanNode? node)
    {
        var parts = (node?.Text ?? name).Split('.');
        if (parts.Length > 3 || parts.Any(p => p.Length == 0 || p.Any(char.IsControl)))
            errors.Add(
                node ?? PlanNode.Scalar(default!, name),
                "'name' is a table's name, with its schema where it has one: ledger.invoice");
        return string.Join('.', parts.Select(provider.Quote));
    }

    private ImmutableArray<SqlField> ReadColumns(PlanNode? node, ImmutableArray<SqlField> columns, string word)
    {
        if (node is null)
            return [];
        if (node.Items.Count == 0 && node.Text is null)
            errors.Add(node, $"'{word}' is a list of columns, such as [id]");
        var named = node.Text is not null ? [node] : node.Items;
        foreach (var unknown in named.Where(n => columns.All(c => c.Name != n.Text)))
            errors.Add(
                unknown,
                $"'{unknown.Text}' is none of the columns{Spelling.DidYouMean(unknown.Text ?? "", columns.Select(c => c.Name))}");
        return [.. named.Select(n => columns.FirstOrDefault(c => c.Name == n.Text)).OfType<SqlField>().Distinct()];
    }

    // A column that is called like one of a list's own inputs is a filter only where that is another one.
    private ImmutableArray<SqlField> ReadFilter(PlanNode? node, ImmutableArray<SqlField> columns)
    {
        if (node is null)
            return [.. columns.Where(c =>
                !TableList.Reserved.Contains(c.Name, StringComparer.Ordinal) && c.Type != SqlType.Bytes)];
        foreach (var taken in node.Items.Where(i => TableList.Reserved.Contains(i.Text, StringComparer.Ordinal)))
            errors.Add(
                taken, $"'{taken.Text}' is an input of every list; write a query of your own to narrow one by such a column");
        return ReadColumns(node, columns, "filter");
    }

    private SqlRowVersion ReadVersion(PlanNode? node, ImmutableArray<SqlField> columns, ImmutableArray<SqlField> generated)
    {
        var none = new SqlRowVersion(null, null);
        if (node?.Text is null or Hash)
            return none;
        if (columns.FirstOrDefault(c => c.Name == node.Text) is { } column)
        {
            var counted = !generated.Contains(column);
            if (counted && column.Type.Name is not ("smallint" or "int" or "bigint"))
                errors.Add(node, $"'{column.Name}' is no whole number that the hub could count up: "
                    + "if the database sets it, name it in 'generated' too");
            if (column.Nullable)
                errors.Add(node, $"'{column.Name}' may be NULL, which is no version");
            return new SqlRowVersion(null, column) { Counted = counted };
        }

        if (node.Text == RowVersion && provider.RowVersion is { } expression)
            return new SqlRowVersion(expression, null);
        errors.Add(node, node.Text == RowVersion
            ? $"'{RowVersion}' is PostgreSQL's; here 'version' is a column, or {Hash}"
            : $"'version' is {Hash}, {RowVersion} or one of the "
                + $"columns{Spelling.DidYouMean(node.Text, columns.Select(c => c.Name))}");
        return none;
    }

    private List<string> ReadWords(PlanNode? node)
    {
        if (node is null || node.Text == "none")
            return [];
        if (node.Items.Count == 0)
            errors.Add(node, $"'write' is none, or a list of {string.Join(", ", Writes)}");
        foreach (var word in node.Items.Where(i => !Writes.Contains(i.Text, StringComparer.Ordinal)))
            errors.Add(
                word, $"'{word.Text}' is none of {string.Join(", ", Writes)}{Spelling.DidYouMean(word.Text ?? "", Writes)}");
        return
        [
            .. node.Items.Select(i => i.Text ?? "")
                .Where(w => Writes.Contains(w, StringComparer.Ordinal))
                .Distinct(StringComparer.Ordinal),
        ];
    }
}
