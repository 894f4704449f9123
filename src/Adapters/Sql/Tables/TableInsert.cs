using System.Text.Json.Nodes;
using Hub.Soap.Outcomes;
using Hub.Soap.Shapes;

namespace Hub.Adapters.Sql.Tables;

/// <summary>Inserts a row; what the request leaves out is the database's to set.</summary>
internal sealed record TableInsert : TableOperation
{
    private readonly IReadOnlyList<SqlField> _columns;

    public TableInsert(SqlTable table)
        : base(table, "insert", Write: true)
    {
        _columns = [.. table.Columns.Where(c =>
            !table.Generated.Contains(c.Name, StringComparer.Ordinal)
            && !(table.Version.Counted && c == table.Version.Column))];
        Inputs = [.. _columns.Select(c => c.Name), RowCondition.ExcludedInput];
        InputType = ShapeOf(Name, _columns.Select(c => (c, MayBeAbsent(c))));
        OutputType = table.RowShape(Name);
        Idempotent = true;
    }

    public override TypeShape InputType { get; }

    public override TypeShape? OutputType { get; }

    public override IEnumerable<string> Inputs { get; }

    private protected override SqlWork? BindKnown(JsonObject document, CursorSeal cursors, List<DocumentError> errors)
    {
        var values = new StatementValues();
        var given = new List<InsertedValue>();
        foreach (var column in _columns)
            if (document.ContainsKey(column.Name) || !MayBeAbsent(column))
            {
                var value = ReadWritten(column, document, errors);
                given.Add(new InsertedValue(column, values.Add(column, value), value));
            }


        if (Table.Version is { Counted: true, Column: { } counter })
            given.Add(new InsertedValue(counter, "1", null));
        var statement = values.Statement(Table.Provider.Insert(Table, given));
        var keyed = Table.Key.All(k => _columns.Contains(k) && document.ContainsKey(k.Name));
        if (!keyed || RowCondition.Read(Table, document) is not { } condition)
            return new SqlWork([statement], session => InsertAsync(session, statement));
        var there = Find(document, []);
        // Two that find nothing both insert: who comes second looks again, and is told what the first one is told later.
        return new SqlWork([there, statement], async session =>
            await CheckAsync(session, there, document: null, condition) is Fault { Codes: [SqlFaults.Version, ..] } fault
                ? fault
                : await InsertAsync(session, statement))
        {
            AgainAfter = SqlFaults.Unique,
        };
    }

    private Task<SystemOutcome> InsertAsync(SqlSession session, SqlStatement insert) =>
        RowAsync(session, insert, document: null, () => Task.FromResult(SqlFaults.Of(SqlFaults.Skipped)));

    private bool MayBeAbsent(SqlField column) => column.Nullable || Table.Defaults.Contains(column.Name, StringComparer.Ordinal);
}
