using System.Text.Json.Nodes;
using Hub.Soap.Shapes;

namespace Hub.Adapters.Sql.Tables;

/// <summary>Changes the columns that a request names; the others stay as they are.</summary>
internal sealed record TableUpdate : TableOperation
{
    private readonly IReadOnlyList<SqlField> _columns;

    // What the database or the hub sets: who gives it back, as it was read, expects the row to be as it was.
    private readonly IReadOnlyList<SqlField> _kept;

    public TableUpdate(SqlTable table)
        : base(table, "update", Write: true)
    {
        _columns = [.. table.Columns.Where(c =>
            !table.Key.Contains(c) && c != table.Version.Column && !table.Generated.Contains(c.Name, StringComparer.Ordinal))];
        _kept = [.. table.Columns.Except(_columns).Except(table.Key).Where(c => c.Name != table.VersionProperty)];
        Inputs = [.. table.Key.Concat(_columns).Concat(_kept).Select(c => c.Name), table.VersionProperty, .. RowCondition.Inputs];
        InputType = SqlField.Combine(
            Name,
            [
                .. table.Key.Select(k => (k.Name, k.Shape, false, false)),
                .. _columns.Concat(_kept).Select(c => (c.Name, c.Shape, false, true)),
                (table.VersionProperty, SqlTable.VersionShape, false, true),
            ]);
        OutputType = table.RowShape(Name);
        Idempotent = true;
    }

    public override TypeShape InputType { get; }

    public override TypeShape? OutputType { get; }

    public override IEnumerable<string> Inputs { get; }

    public override bool TakesVersion => true;

    private protected override SqlWork? BindKnown(JsonObject document, CursorSeal cursors, List<DocumentError> errors)
    {
        var values = new StatementValues();
        var quote = Table.Provider.Quote;
        var assignments = _columns.Where(c => document.ContainsKey(c.Name))
            .Select(c => $"{quote(c.Name)} = {values.Add(c, ReadWritten(c, document, errors))}").ToList();
        if (assignments.Count == 0)
            errors.Add(new DocumentError(
                [.. _columns.Take(1).Select(c => new DocumentStep(c.Name))],
                $"must be there, or another that can be changed: {string.Join(", ", _columns.Select(c => c.Name))}"));
        if (Table.Version is { Counted: true, Column: { } counter })
            assignments.Add($"{quote(counter.Name)} = {quote(counter.Name)} + 1");
        var text = Table.Provider.Update(Table, string.Join(", ", assignments), Where(document, values, errors));
        var update = values.Statement(text);
        var kept = _kept
            .Where(k => document.ContainsKey(k.Name))
            .ToDictionary(k => k.Name, k => document[k.Name], StringComparer.Ordinal);
        var condition = RowCondition.Read(Table, document);
        var find = Find(document, []);
        if (condition is null && kept.Count == 0)
            return new SqlWork([update], session => RowAsync(session, update, document, () => UnchangedAsync(session, find)));
        var held = Held(document);
        return new SqlWork([held, update], async session =>
            await CheckAsync(session, held, document, condition, kept) is { } fault
                ? fault
                : await RowAsync(session, update, document, () => UnchangedAsync(session, find)));
    }

    private SqlStatement Held(JsonObject document)
    {
        var values = new StatementValues();
        return values.Statement(Table.Provider.SelectLocked(Table, Where(document, values, [])));
    }
}
