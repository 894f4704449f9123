using System.Net;
using System.Text.Json.Nodes;

namespace Hub.Adapters.Tests.Sql.Tables;

/// <summary>Texts and names of any kind, and what does not fit.</summary>
public abstract partial class TableContract
{
    [Theory]
    [InlineData("'; DROP TABLE shop_order; --")]
    [InlineData("' OR '1'='1")]
    [InlineData("%' OR 1=1 /*")]
    [InlineData("@p0 $1 :a ? {0} ${env:SHOP}")]
    [InlineData("\\'; DELETE FROM stock; --")]
    [InlineData("\u02bc\uff07 ]]; \"\"")]
    public async Task Whatever_stands_in_a_text_stays_text(string text)
    {
        await AddManyAsync();
        var escaped = Uri.EscapeDataString(text);
        (await ReadAsync($"/api/orders?customer={escaped}&note={escaped}")).ToJsonString().ShouldBe("""{"items":[]}""");
        var (path, tag) = await AddOrderAsync(text);
        (await ReadAsync(path))["customer"]!.ToString().ShouldBe(text);
        (await SendAsync(HttpMethod.Put, path, new JsonObject { ["note"] = text }.ToJsonString(), tag)).StatusCode
            .ShouldBe(HttpStatusCode.OK);
        (await SendAsync(HttpMethod.Put, path, """{"note": "x"}""",
            $"\"{text.Replace("\"", "", StringComparison.Ordinal)}\"")).IsSuccessStatusCode.ShouldBeFalse();
        (await ReadAsync($"/api/orders?customer={escaped}"))["items"]!.AsArray().Count.ShouldBe(1);
        (await Hub.Client.GetAsync($"/api/orders/{escaped}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await WalkAsync("limit=7")).Count.ShouldBe(24);
    }

    [Fact]
    public async Task A_name_of_any_kind_is_a_name_and_nothing_else()
    {
        const string table = "we\"ird]'; DROP TABLE stock; --";
        const string column = "se\"lect] x'; --";
        var quote = new ReadingConnection(Database).Provider.Quote;
        await ExecuteAsync(
            $"CREATE TABLE {quote(table)} (id int PRIMARY KEY, {quote(column)} varchar(20)); "
            + $"INSERT INTO {quote(table)} VALUES (1, 'a'), (2, 'b');");
        var system = Shop.System(Database.Provider)
            .Replace("tables:\n",
                $"tables:\n  odd: {{ name: {Quoted(table)}, columns: {{ id: int, {Quoted(column)}: text? }}, key: id, "
                    + $"write: [update], order: [{Quoted(column)}, id] }}\n",
                StringComparison.Ordinal)
            .Replace("call: stock.list,", "call: odd.list,", StringComparison.Ordinal)
            .Replace("call: stock.update, in: { same: body, place: path.place, no: path.no }",
                "call: odd.update, in: { same: body, id: path.no }", StringComparison.Ordinal);
        await RestartAsync(() => StartAsync(system));
        var page = await ReadAsync($"/api/stock?limit=1&order={Uri.EscapeDataString("-" + column)}");
        page["rows"]![0]![column]!.ToString().ShouldBe("b");
        (await ReadAsync(
            $"/api/stock?limit=1&order={Uri.EscapeDataString("-" + column)}&cursor={page["next"]}"))
            ["rows"]![0]![column]!.ToString().ShouldBe("a");
        using var changed = await SendAsync(HttpMethod.Put, "/api/stock/x/1", new JsonObject { [column] = "c" }.ToJsonString());
        changed.StatusCode.ShouldBe(HttpStatusCode.OK, await changed.Content.ReadAsStringAsync());
        await ExecuteAsync("SELECT count(*) FROM stock");

        static string Quoted(string name) => $"\"{name.Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
    }

    [Theory]
    [InlineData("""{"customer": "a\u0000b"}""", 400)]
    [InlineData("""{"customer": null}""", 400)]
    [InlineData("""{}""", 400)]
    [InlineData("""{"customer": "C", "total": "much"}""", 400)]
    [InlineData("""{"customer": "C", "id": 7}""", 400)]
    [InlineData("""{"customer": "C", "nothing": 7}""", 400)]
    [InlineData("""{"customer": "C", "customer\"; --": 7}""", 400)]
    [InlineData("""{"customer": {"a": 1}}""", 400)]
    [InlineData("""{"customer": "C", "total": -1}""", 422)]
    [InlineData("""{"customer": "C", "ref": "R-1"}""", 409)]
    public async Task What_does_not_fit_is_refused_and_nothing_is_inserted(string body, int status)
    {
        (await SendAsync(HttpMethod.Post, "/api/orders", """{"customer": "C", "ref": "R-1"}""")).StatusCode
            .ShouldBe(HttpStatusCode.Created);
        using var answer = await SendAsync(HttpMethod.Post, "/api/orders", body);
        ((int)answer.StatusCode).ShouldBe(status, await answer.Content.ReadAsStringAsync());
        (await WalkAsync("limit=7")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_value_that_the_database_misses_is_a_422_that_names_its_field()
    {
        var system = Shop.System(Database.Provider).Replace("customer: text,", "customer: text?,", StringComparison.Ordinal);
        await RestartAsync(() => StartAsync(system));
        using var answer = await SendAsync(HttpMethod.Post, "/api/orders", """{"note": "x"}""");
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity, text);
        var problem = JsonNode.Parse(text)!;
        problem["detail"]!.ToString().ShouldBe("A value is missing that must be there.");
        problem["errors"]!.AsArray().ShouldHaveSingleItem()!["path"]!.ToString().ShouldBe("customer");
    }

    [Fact]
    public async Task A_reference_to_nothing_is_a_422_and_what_others_refer_to_stays()
    {
        await AddStockAsync(("A1", 1, 1));
        (await SendAsync(HttpMethod.Post, "/api/log", """{"id": 1, "place": "A1", "no": 2}""")).StatusCode
            .ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await SendAsync(HttpMethod.Post, "/api/log", """{"id": 1, "place": "A1", "no": 1}""")).StatusCode
            .ShouldBe(HttpStatusCode.Created);
        (await SendAsync(HttpMethod.Delete, "/api/stock/A1/1")).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await SendAsync(HttpMethod.Post, "/api/log", """{"id": 1, "place": "A1", "no": 1}""")).StatusCode
            .ShouldBe(HttpStatusCode.Conflict);
    }
}
