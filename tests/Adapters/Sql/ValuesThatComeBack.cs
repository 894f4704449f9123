using System.Text.Json.Nodes;
using Hub.Adapters.Tests.Stubs;
using Hub.Platform.Plan;
using Hub.ServiceKit.Changes;
using Hub.Tests.Servers;

namespace Hub.Adapters.Tests.Sql;

public sealed class ValuesThatComeBack_on_SQLite : ValuesThatComeBack
{
    internal override Task<ISqlUnderTest> CreateAsync() => Task.FromResult<ISqlUnderTest>(new SqliteUnderTest());
}

public sealed class ValuesThatComeBack_on_PostgreSQL : ValuesThatComeBack
{
    internal override async Task<ISqlUnderTest> CreateAsync()
    {
        PostgresServer.SkipIfMissing();
        return new PostgresUnderTest(await (await PostgresServer.SharedAsync()).CreateDatabaseAsync());
    }
}

/// <summary>A value that a mapping does not bring back as it was is told by its field, and not shown.</summary>
public abstract class ValuesThatComeBack : WrappedDatabase
{
    private static readonly CancellationToken None = CancellationToken.None;

    private protected override string Tables => """
        CREATE TABLE item (
            no integer PRIMARY KEY, name varchar(20) NOT NULL, kind varchar(1) NOT NULL, code varchar(10), due varchar(8),
            price decimal(9,2) NOT NULL);
        CREATE TABLE place (no integer PRIMARY KEY, aisle varchar(4) NOT NULL, shelf varchar(4) NOT NULL);
        INSERT INTO place VALUES (1, 'A', '1'), (2, ' B', '2'), (3, 'C', ' 3');
        INSERT INTO item VALUES
            (1, 'bolt', 'A', 'AB1', '20261129', 10.50), (2, '  nut', 'A', NULL, NULL, 1), (3, 'pin ', 'Z', '', '        ', 2),
            (4, 'nail', 'B', 'aB1', NULL, 3), (5, 'cap', 'A', NULL, '00000000', 4);
        """;

    private IChangeTarget Target => Hub.Target("adapter:finance", "items");

    [Theory]
    [InlineData("I-1", "")]
    [InlineData("I-2", "name")]
    [InlineData("I-3", "kind")]
    [InlineData("I-4", "code")]
    [InlineData("I-5", "due")]
    [InlineData("I-404", "")]
    public async Task A_record_of_the_system_is_told_of_what_a_change_would_change_besides(string key, string fields)
    {
        var losses = await Target.FindLossesAsync(key, None);
        string.Join(' ', losses.Select(l => l.Field)).ShouldBe(fields);
        string.Join(' ', losses.Select(l => l.Reason)).ShouldNotContain("nut");
    }

    [Theory]
    [InlineData("{'name':'bolt','kind':'good','code':'ab1','due':'2026-11-29','price':10.5}", "")]
    [InlineData("{'name':'bolt','kind':'good','code':null,'due':null,'price':10}", "")]
    [InlineData("{'name':' bolt','kind':'good','code':null,'price':10}", "name")]
    [InlineData("{'name':'bolt','kind':'good','code':'aB1','price':10}", "code")]
    public void A_record_of_the_contract_is_told_of_what_would_be_read_otherwise(string content, string fields) =>
        string.Join(' ', Target.FindLosses(JsonNode.Parse(content.Replace('\'', '"'))!.AsObject()).Select(l => l.Field))
            .ShouldBe(fields);

    [Theory]
    [InlineData("P-1", "")]
    [InlineData("P-2", "place")]
    [InlineData("P-3", "place")]
    public async Task A_value_that_is_joined_of_several_is_told_where_one_of_them_would_change(string key, string fields) =>
        string.Join(' ', (await Hub.Target("adapter:finance", "places").FindLossesAsync(key, None)).Select(l => l.Field))
            .ShouldBe(fields);

    [Fact]
    public void A_joined_value_that_is_read_as_another_one_is_told_once()
    {
        var target = Hub.Target("adapter:finance", "places");
        target.FindLosses(new JsonObject { ["place"] = "A-1" }).ShouldBeEmpty();
        target.FindLosses(new JsonObject { ["place"] = " A- 1" }).ShouldHaveSingleItem().Field.ShouldBe("place");
    }

    private protected override Task<RunningAdapters> StartHubAsync() => RunningAdapters.StartAsync(
        RunningAdapters.Bundle(
            ("capabilities/items.yaml", Capability),
            ("systems/finance.yaml", System(Database.Provider)),
            ("sql/get.sql", "SELECT no, name, kind, code, due, price FROM item WHERE no = @no"),
            ("sql/add.sql", """
                INSERT INTO item (no, name, kind, code, due, price)
                VALUES ((SELECT MAX(no) + 1 FROM item), @name, @kind, @code, @due, @price) RETURNING no
                """),
            ("sql/change.sql", """
                UPDATE item SET name = @name, kind = @kind, code = @code, due = @due, price = @price WHERE no = @no
                """),
            ("sql/place.sql", "SELECT no, aisle, shelf FROM place WHERE no = @NO"),
            ("sql/add-place.sql", "INSERT INTO place (no, aisle, shelf) VALUES (9, @AISLE, @SHELF) RETURNING no"),
            ("sql/move-place.sql", "UPDATE place SET aisle = @AISLE, shelf = @SHELF WHERE no = @NO")),
        new PlanReferences(new Dictionary<string, string> { ["FINANCE"] = Database.Connection }));

    private const string Capability = """
        capability: items
        owner: items-team
        zone: outside
        pace: record
        access: anonymous
        sides: { legacy: "adapter:finance" }
        routes: { items.get: { match: "GET /api/items/{id}" } }
        """;

    private static string System(string provider) => $$"""
        system: finance
        sql: { provider: {{provider}}, connection: "${env:FINANCE}" }
        limits: { concurrency: 2, timeout: 2s }
        operations:
          get-item:
            query: sql/get.sql
            in: { no: int }
            out: { one: { NO: int, NAME: text, KIND: text, CODE: text?, DUE: text?, PRICE: decimal } }
          add-item:
            query: sql/add.sql
            write: true
            in: &given { name: text, kind: text, code: text?, due: text?, price: decimal }
            out: { one: { NO: int } }
          change-item:
            query: sql/change.sql
            write: true
            in: { no: int, name: text, kind: text, code: text?, due: text?, price: decimal }
          get-place: { query: sql/place.sql, in: { NO: int }, out: { one: { NO: int, AISLE: text, SHELF: text } } }
          add-place:
            query: sql/add-place.sql
            write: true
            in: { AISLE: text, SHELF: text }
            out: { one: { NO: int } }
          move-place: { query: sql/move-place.sql, write: true, in: { NO: int, AISLE: text, SHELF: text } }
        resources:
          items.get:
            call: get-item
            in: { no: { from: path.id, prefix: "I-" } }
            out: item
        mappings:
          item:
            id: { from: NO, prefix: "I-" }
            name: { from: NAME, trim: both }
            kind: { from: KIND, codes: { good: A, fair: B }, otherwise: other }
            code: { from: CODE, case: lower }
            due: { from: DUE, date: yyyyMMdd }
            price: PRICE
          place:
            id: { from: NO, prefix: "P-" }
            place: { join: [{ from: AISLE, trim: both }, { from: SHELF, trim: both }], with: "-" }
          where:
            place: { join: [{ from: AISLE, trim: both }, { from: SHELF, trim: both }], with: "-" }
        entities:
          places:
            key: id
            get: { call: get-place, in: { NO: { from: key, prefix: "P-" } }, out: place }
            create: { call: add-place, in: { mapping: where, from: body }, out: { id: { from: NO, prefix: "P-" } } }
            update: { call: move-place, in: { mapping: where, from: body, NO: { from: key, prefix: "P-" } } }
          items:
            key: id
            get: { call: get-item, in: { no: { from: key, prefix: "I-" } }, out: item }
            create: { call: add-item, in: { {{Fields}} }, out: { id: { from: NO, prefix: "I-" } } }
            update: { call: change-item, in: { no: { from: key, prefix: "I-" }, {{Fields}} } }
        """;

    private const string Fields =
        "name: { from: body.name, trim: both }, kind: { from: body.kind, codes: { good: A, fair: B }, otherwise: other }, "
        + "code: { from: body.code, case: lower }, due: { from: body.due, date: yyyyMMdd }, price: body.price";
}
