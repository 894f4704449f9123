using System.Text.Json.Nodes;
using Hub.Soap.Outcomes;
using Hub.Soap.Shapes;

namespace Hub.Adapters.Sql.Tables;

/// <summary>Deletes one row.</summary>
internal sealed record TableDelete : TableOperation
{
    public TableDelete(SqlTable table)
        : base(table, "delete", Write: true)
    {
        Inputs = [.. table.Key.Select(k => k.Name), table.VersionProperty, .. RowCondition.Inputs];
        InputType = SqlField.Combine(
            Name,
            [
                .. table.Key.Select(k => (k.Name, k.Shape, false, false)),
                (table.VersionProperty, SqlTable.VersionShape, false, true),
            ]);
        Idempotent = true;
    }

    public override TypeShape InputType { get; }

    public override TypeShape? OutputType => null;

    public override IEnumerable<string> Inputs { get; }

    public override bool TakesVersion => true;

    public override bool AnswersRow => false;

    private protected override SqlWork? BindKnown(JsonObject document, CursorSeal cursors, List<DocumentError> errors)
    {
        var (values, heldValues) = (new StatementValues(), new StatementValues());
        var delete = values.Statement(Table.Provider.Delete(Table, Where(document, values, errors)));
        var find = Find(document, []);
        var condition = RowCondition.Read(Table, document);
        if (condition is null && !NumberKeys.Any())
            return new SqlWork([delete], session => DeleteAsync(session, delete, find));
        var held = heldValues.Statement(Table.Provider.SelectLocked(Table, Where(document, heldValues, [])));
        return new SqlWork([held, delete], async session =>
            await CheckAsync(session, held, document, condition) is { } fault ? fault : await DeleteAsync(session, delete, find));
    }

    private async Task<SystemOutcome> DeleteAsync(SqlSession session, SqlStatement delete, SqlStatement find)
    {
        var gone = await session.RunAsync(delete, async reader =>
        {
            var rows = 0;
            while (await reader.ReadAsync(session.Cancellation))
                rows += Convert.ToInt32(session.Provider.ValueOf(reader, 0));
            while (await reader.NextResultAsync(session.Cancellation))
            {
            }

            return rows;
        });
        return gone switch
        {
            0 => await UnchangedAsync(session, find),
            1 => new Answer(null),
            _ => throw NotUnique(),
        };
    }
}
