using System.Collections.Immutable;
using Hub.Adapters.Calls;
using Hub.Adapters.Mapping;
using Hub.Adapters.Sql;
using Hub.Adapters.Sql.Journals;
using Hub.Adapters.Sql.Tables;
using Hub.Platform.Plan;
using Hub.Soap.Outcomes;

namespace Hub.Adapters.Changes;

/// <summary>
/// Reads <c>journal: { invoice: DOCNO, line: DOCNO }</c>: the record's own table and those with rows that belong to a record,
/// each with the columns that hold the record's key; and <c>replication</c> in the same way.
/// </summary>
internal sealed class JournalReader(CallReader calls)
{
    public const string Replication = "replication";

    public JournalFeed? Read(
        PlanNode node, string entity, ImmutableArray<string> key, MappedCall list, bool isReplicated)
    {
        var word = isReplicated ? Replication : "journal";
        var problem = calls.Contract is not SqlContract sql ? $"only a database has a {word}"
            : isReplicated ? sql.ReplicationProblem : sql.JournalProblem;
        if (problem is not null)
            calls.Error(node, $"{problem}; leave '{word}' out, and all records are compared every time");
        var tables = node.Fields.Select(f => ReadTable(f.Key, f.Value)).ToImmutableArray();
        if (tables.Length == 0)
            calls.Error(
                node, $"'{word}' names the record's own table first, and then those with rows that belong to a record, each "
                    + $"with the columns of the record's key, as in {word}: {{ invoice: DOCNO, line: DOCNO }}");
        var (fields, keyOut) = FindKey(node, key, list);
        if (problem is not null || tables.Length == 0 || fields.IsEmpty)
            return null;
        foreach (var (table, field) in tables.Zip(node.Fields).Where(p => p.First.Columns.Length != fields.Length))
            calls.Error(
                field.Value,
                $"{table.Name} has {table.Columns.Length} columns here, and the key '{string.Join('.', key)}' is made of "
                    + $"{string.Join(", ", fields.Select(f => f.Name))}: name one column for each, in this order");
        var shape = new JournalShape(entity, tables);
        calls.Findings.Note(node, isReplicated
            ? $"changes of {entity} are read from PostgreSQL's logical replication: it takes wal_level = logical and an account "
                + "of 'connection' with REPLICATION, and adds no trigger to the application's writes. ./hub sync install "
                + $"{entity} says what is missing, shows the publication and the slot and makes them, by an account that owns "
                + "the tables ('install' of 'sql' names one where 'connection' does not)"
            : $"changes of {entity} are read from {shape.Name}, a table that triggers fill: ./hub sync install {entity} "
                + "shows and makes them, by an account that may create tables and triggers there ('install' of 'sql' names one "
                + $"where 'connection' may not). The account of 'connection' reads, inserts into and deletes from {shape.Name}");
        return new JournalFeed(shape, fields, keyOut) { IsReplicated = isReplicated };
    }

    private JournaledTable ReadTable(string name, PlanNode columns)
    {
        var parts = name.Split('.');
        if (parts.Length > 2 || parts.Any(p => p.Length == 0 || p.Any(char.IsControl)))
            calls.Error(columns, $"'{name}' is not a table's name, with its schema where it has one, such as ledger.invoice");
        var named = columns.Text is { } one ? [one] : columns.Items.Select(i => i.Text ?? "").ToImmutableArray();
        if (named.Length == 0 || named.Any(n => n.Length == 0 || n.Any(char.IsControl)))
            calls.Error(columns, $"'{name}' lacks the column that holds the record's key, as in {name}: DOCNO");
        return new JournaledTable(name, named);
    }

    // The properties of a listed record that its key in the contract is read from.
    private (ImmutableArray<SqlField> Fields, MappingTable KeyOut) FindKey(
        PlanNode node, ImmutableArray<string> key, MappedCall list)
    {
        var path = ImmutableArray.Create("content").AddRange(key);
        var bindings = (list.Out?.Bindings.OfType<ListBinding>().FirstOrDefault()?.Items.Bindings ?? [])
            .Where(b => !b.IsPiece)
            .Where(b => b.Contract.SequenceEqual(path) || (b is SameBinding && path.AsSpan().StartsWith(b.Contract.AsSpan())))
            .ToImmutableArray();
        var properties = bindings.LastOrDefault() switch
        {
            ValueBinding { Legacy: [var property] } => new List<string> { property },
            JoinBinding join when join.Pieces.All(p => p.Legacy.Length == 1) => [.. join.Pieces.Select(p => p.Legacy[0])],
            SameBinding same when path.Length - same.Contract.Length + same.Legacy.Length == 1 => [path[^1]],
            _ => [],
        };
        var columns = FieldsOf(list.Operation).ToList();
        var fields = properties.Select(p => columns.Find(f => f.Name == p)).OfType<SqlField>().ToList();
        if (fields.Count == 0 || fields.Count < properties.Count)
            calls.Error(
                node, $"the key '{string.Join('.', key)}' is not read from columns of the listed record alone, so that its "
                    + "tables cannot tell it; map it from one column, or from several joined, in 'out'");
        return fields.Count == properties.Count ? ([.. fields], new MappingTable(bindings)) : ([], new MappingTable([]));
    }

    private static IEnumerable<SqlField> FieldsOf(Operation operation) => operation switch
    {
        DeclaredOperation declared => declared.Results.Where(r => r.Many).SelectMany(r => r.Columns),
        TableList list => list.Table.Columns,
        _ => [],
    };
}
