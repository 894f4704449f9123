using System.Text.Json.Nodes;
using Hub.Soap.Shapes;

namespace Hub.Adapters.Sql.Tables;

/// <summary>Reads one row.</summary>
internal sealed record TableGet(SqlTable Table) : TableOperation(Table, "get", Write: false)
{
    public override TypeShape InputType { get; } = SqlField.ShapeOf($"{Table.Name}.get", Table.Key);

    public override TypeShape? OutputType { get; } = Table.RowShape($"{Table.Name}.get");

    public override IEnumerable<string> Inputs { get; } = [.. Table.Key.Select(k => k.Name)];

    private protected override SqlWork? BindKnown(JsonObject document, CursorSeal cursors, List<DocumentError> errors)
    {
        var statement = Find(document, errors);
        return new SqlWork([statement], session => RowAsync(session, statement, document));
    }
}
