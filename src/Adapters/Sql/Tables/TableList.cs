using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Soap.Outcomes;
using Hub.Soap.Shapes;

namespace Hub.Adapters.Sql.Tables;

/// <summary>
/// Reads rows in pages: each begins behind the last row of the one before, whatever was inserted or deleted meanwhile. Where
/// there is no key, each begins behind as many rows as were read before, in the order of all columns.
/// </summary>
internal sealed record TableList : TableOperation
{
    private const string OrderInput = "order";
    private const string LimitInput = "limit";

    public TableList(SqlTable table)
        : base(table, "list", Write: false)
    {
        Inputs = [.. table.Filter.Select(f => f.Name), OrderInput, LimitInput, CursorInput];
        InputType = SqlField.Combine(
            Name,
            [
                .. table.Filter.Select(f => (f.Name, f.Shape, false, true)),
                (OrderInput, SqlTable.VersionShape, false, true),
                (LimitInput, LimitShape(table.LargestPage), false, true),
                (CursorInput, SqlTable.VersionShape, false, true),
            ]);
        OutputType = SqlField.Combine(
            Name,
            [
                (SqlResult.Rows, SqlField.ShapeOf($"{Name}/rows", table.Columns), true, false),
                (NextOutput, SqlTable.VersionShape, false, true),
            ]);
    }

    /// <summary>The input that says where a page begins.</summary>
    public const string CursorInput = "cursor";

    /// <summary>The output that says where the next one does.</summary>
    public const string NextOutput = "next";

    /// <summary>Inputs that no filter may be named like.</summary>
    public static IReadOnlyList<string> Reserved { get; } = [OrderInput, LimitInput, CursorInput];

    public override TypeShape InputType { get; }

    public override TypeShape? OutputType { get; }

    public override IEnumerable<string> Inputs { get; }

    public override bool AnswersRow => false;

    // Without a key no row is told from the next: a page begins behind so many rows of the order.
    private bool ByPosition => Table.Key.IsEmpty;

    private static SqlType PositionType { get; } = SqlType.Find("bigint")!;

    private static TypeShape LimitShape(int largest) => LimitOf(largest).Shape;

    private static SqlField LimitOf(int largest) => new(LimitInput, LimitField.Type, Nullable: true) { Range = (1, largest) };

    private static SqlField LimitField { get; } = new(LimitInput, SqlType.Find("int")!, Nullable: true);

    private protected override SqlWork? BindKnown(JsonObject document, CursorSeal cursors, List<DocumentError> errors)
    {
        var values = new StatementValues();
        var (conditions, said) = (new List<string>(), new JsonObject());
        foreach (var column in Table.Filter.Where(f => document.ContainsKey(f.Name)))
        {
            // NULL is asked for, not compared with.
            var value = document[column.Name] is null && !column.Nullable
                ? Read(column, document, errors)
                : Read(column with { Nullable = true }, document, errors);
            conditions.Add(Equal(column, document, value, values));
            said[column.Name] = document[column.Name]?.DeepClone();
        }

        var limit = ReadLimit(document, errors);
        var order = ListOrder.Read(Table, TextOf(document, OrderInput, errors), out var problem);
        if (problem is not null)
            errors.Add(new DocumentError([new DocumentStep(OrderInput)], problem));
        var bound = order is null ? "" : $"{Table.System}/{Name}?order={order}&{said.ToJsonString()}";
        var position = 0L;
        if (order is not null && TextOf(document, CursorInput, errors) is { } cursor)
        {
            var last = cursors.Open(cursor, bound);
            if (ByPosition && last is [{ Text: var skipped }])
                position = long.Parse(skipped, CultureInfo.InvariantCulture);
            else if (!ByPosition && last?.Count == order.Terms.Length)
                conditions.Add(order.After(Table.Provider, last, values));
            else
                errors.Add(new DocumentError([new DocumentStep(CursorInput)], "is none that this list gave: it was changed, "
                    + "or belongs to another list, order or filter; begin again without it"));
        }

        if (errors.Count > 0)
            return null;
        var where = conditions.Count == 0 ? "" : $"WHERE {string.Join(" AND ", conditions)} ";
        // One more tells whether there is another page.
        var most = values.Add(LimitField, limit + 1);
        var skip = position == 0 ? null : values.Add(PositionType, position);
        var statement = values.Statement($"SELECT {Table.SelectedColumns} FROM {Table.Source} "
            + $"{where}ORDER BY {order!.By(Table.Provider)} {Table.Provider.Limit(most, skip)}");
        var places = ByPosition ? [] : order.Terms.Select(t => Table.Columns.IndexOf(t.Column)).ToList();
        var after = new SqlRaw((position + limit).ToString(CultureInfo.InvariantCulture));
        return new SqlWork([statement], session => session.RunAsync(statement, reader => ReadAsync(
            session, reader, places, limit, last => cursors.Seal(ByPosition ? [after] : last, bound))));
    }

    private async Task<SystemOutcome> ReadAsync(
        SqlSession session, DbDataReader reader, List<int> places, int limit, Func<IReadOnlyList<SqlRaw?>, string?> seal)
    {
        using var buffer = JsonBuffer.Rent();
        var (json, count, next) = (buffer.Json, 0, (string?)null);
        IReadOnlyList<SqlRaw?> last = [];
        var hasUnreadable = false;
        json.WriteStartObject();
        json.WriteStartArray(SqlResult.Rows);
        while (await reader.ReadAsync(session.Cancellation))
        {
            if (count == limit)
            {
                if (seal(last) is not { } cursor)
                    return SqlFaults.Of(SqlFaults.Page);
                next = cursor;
                break;
            }

            hasUnreadable |= WriteRow(session, reader, json, count);
            if (++count == limit)
                last = [.. places.Select(p => reader.IsDBNull(p) ? null : session.Provider.RawOf(reader, p))];
        }

        json.WriteEndArray();
        if (next is not null)
            json.WriteString(NextOutput, next);
        json.WriteEndObject();
        return new Answer(buffer.ToText()) { Next = next, HasUnreadable = hasUnreadable };
    }

    /// <returns>Whether the row says that it cannot be read.</returns>
    private bool WriteRow(SqlSession session, DbDataReader reader, Utf8JsonWriter json, int count)
    {
        try
        {
            if (ReadsEach)
                return RowWriter.WriteEach(session.Provider, reader, Table.Columns, json);
            RowWriter.WriteRow(session.Provider, reader, Table.Columns, json);
            return false;
        }
        catch (UnreadableValueException e)
        {
            var key = Table.Key.Select(k => (k.Name, RowWriter.TextOf(session.Provider, reader, Table.Columns.IndexOf(k))));
            throw e.At(Table.Name, [new DocumentStep(SqlResult.Rows, count)], key);
        }
    }

    private int ReadLimit(JsonObject document, List<DocumentError> errors)
    {
        if (document[LimitInput] is null)
            return Table.DefaultPage;
        var before = errors.Count;
        var limit = Read(LimitOf(Table.LargestPage), document, errors) as int?;
        if (errors.Count == before && (limit is not > 0 || limit > Table.LargestPage))
            errors.Add(new DocumentError(
                [new DocumentStep(LimitInput)],
                new ValueFault($"is not {LimitOf(Table.LargestPage).Shape.Value!.Wanted}", $"'{document[LimitInput]}'")));
        return limit ?? Table.DefaultPage;
    }

    private static string? TextOf(JsonObject document, string name, List<DocumentError> errors)
    {
        if (document[name] is not { } node)
            return null;
        if (node.GetValueKind() == JsonValueKind.String)
            return node.GetValue<string>();
        errors.Add(new DocumentError([new DocumentStep(name)], "is a text"));
        return null;
    }
}
