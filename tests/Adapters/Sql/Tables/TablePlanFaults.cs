using Hub.Adapters.Serving;
using Hub.Platform.Plan;

namespace Hub.Adapters.Tests.Sql.Tables;

public sealed class TablePlanFaults
{
    [Theory]
    [InlineData("key: [place, no]", "key: [place, nr]", "systems/shop.yaml(17): 'nr' is none of the columns; did you mean 'no'?")]
    [InlineData("key: [place, no]", "key: none",
        "systems/shop.yaml(19): without a key no row can be told from another, so that none can be written")]
    [InlineData("key: [place, no]", "",
        "systems/shop.yaml(16): 'key' is missing: the column, or columns, that tell one row from all others; key: none "
            + "where there are none, and the rows are only listed")]
    [InlineData("columns: { place: text, no: int, pieces: int, rev: int }",
        "columns: { place: text, no: int?, pieces: int, rev: int }",
        "systems/shop.yaml(17): 'no' may be NULL, and a key may not")]
    [InlineData("pieces: int, rev: int", "pieces: integer, rev: int",
        "systems/shop.yaml(16): column 'pieces': 'integer' is no type; types are bigint, boolean, bytes, date, decimal, "
            + "double, int, real, smallint, text, time, timestamp, timestamptz, utc, uuid, with ? where there may be none")]
    [InlineData("version: rev", "version: rov",
        "systems/shop.yaml(18): 'version' is hash, xmin or one of the columns; did you mean 'rev'?")]
    [InlineData("version: rev", "version: xmin",
        "systems/shop.yaml(18): 'xmin' is PostgreSQL's; here 'version' is a column, or hash")]
    [InlineData("version: rev", "version: place",
        "systems/shop.yaml(18): 'place' is no whole number that the hub could count up: if the database sets it, name it "
            + "in 'generated' too")]
    [InlineData("key: id, write: [insert]", "key: id, write: [insrt]",
        "systems/shop.yaml(20): 'insrt' is none of insert, update, delete; did you mean 'insert'?")]
    [InlineData(
        "key: id, write: [insert]", "key: id, wirte: [insert]",
        "systems/shop.yaml(20): 'wirte' is not known here; did you mean 'write'?")]
    [InlineData("filter: [customer, note, total]", "filter: [customer, limit]",
        "systems/shop.yaml(12): 'limit' is an input of every list; write a query of your own to narrow one by such a column")]
    [InlineData("order: [id, customer, total, placed]", "order: [id, costumer]",
        "systems/shop.yaml(13): 'costumer' is none of the columns; did you mean 'customer'?")]
    [InlineData("page: { default: 3, max: 7 }", "page: { default: 8, max: 7 }",
        "systems/shop.yaml(14): 'default' is a whole number from 1 to 7")]
    [InlineData("name: shop_order", "name: \"shop..order\"",
        "systems/shop.yaml(6): 'name' is a table's name, with its schema where it has one: ledger.invoice")]
    [InlineData("key: id, write: [insert] }", "key: id }",
        "systems/shop.yaml(35): operation 'stock_log.insert' cannot be called: the table may only be read; allow it with "
            + "write: [insert]")]
    [InlineData("customer: query.customer, note", "customer: query.Note, note",
        "systems/shop.yaml(25): 'query.Note' and 'query.note' differ in letter case only, which queries do not: take each from "
            + "a name of its own, as in query.Note2")]
    [InlineData("customer: query.customer, note", "ref: query.customer, note",
        "systems/shop.yaml(25): 'ref' is not in systems/shop.yaml, type order.list; "
        + "its fields are customer, note, total, order, limit, cursor")]
    public void A_fault_is_told_where_it_stands(string good, string bad, string error)
    {
        var system = Shop.System("sqlite");
        system.ShouldContain(good);
        var errors = new PlanErrors();
        new PlanLoader([new SystemsFitTheirContracts()]).Load(
            Shop.Bundle(system.Replace(good, bad, StringComparison.Ordinal)),
                new PlanReferences(new Dictionary<string, string> { ["SHOP"] = "Data Source=x.db" }), errors);
        errors.Select(e => e.ToString()).ShouldContain(error);
    }

    [Fact]
    public void Every_fault_is_told_at_once()
    {
        var errors = new PlanErrors();
        var system = Shop.System("sqlite").Replace("version: rev", "version: rov", StringComparison.Ordinal)
            .Replace("key: id,", "key: nr,", StringComparison.Ordinal);
        new PlanLoader([new SystemsFitTheirContracts()]).Load(
            Shop.Bundle(system), new PlanReferences(new Dictionary<string, string> { ["SHOP"] = "Data Source=x.db" }), errors);
        errors.Select(e => e.At.Line).Distinct().ShouldBe([18, 20, 35]);
    }
}
