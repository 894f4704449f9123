using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Hub.Adapters.Tests.Stubs;
using Hub.Platform.Plan;
using Hub.Platform.Storage;

namespace Hub.Adapters.Tests.Sql.Tables;

/// <summary>What tables do behind HTTP, whichever database they are in.</summary>
public abstract partial class TableContract : IAsyncLifetime
{
    private ISqlUnderTest? _database;
    private RunningAdapters? _hub;

    internal ISqlUnderTest Database => _database!;

    internal RunningAdapters Hub => _hub!;

    private protected virtual StoreOptions? Store => null;

    internal abstract Task<ISqlUnderTest> CreateAsync();

    public async ValueTask InitializeAsync()
    {
        _database = await CreateAsync();
        try
        {
            await ExecuteAsync(Database.Tables(Shop.Tables(Database.Provider)));
            _hub = await StartAsync();
        }
        catch
        {
            // Nobody disposes what did not start, and the next test waits for this database.
            await DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_hub is not null)
            await _hub.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_row_is_inserted_read_changed_and_deleted()
    {
        using var added = await SendAsync(HttpMethod.Post, "/api/orders",
            """{"customer": "Ä '; --", "total": 12.50, "placed": "2026-01-05T10:11:12"}""");
        added.StatusCode.ShouldBe(HttpStatusCode.Created, await added.Content.ReadAsStringAsync());
        var row = JsonNode.Parse(await added.Content.ReadAsStringAsync())!.AsObject();
        added.Headers.Location!.ToString().ShouldBe($"/api/orders/{row["id"]}");
        var path = $"/api/orders/{row["id"]}";
        (await ReadAsync(path)).ToJsonString().ShouldBe(row.ToJsonString());
        (row["customer"]!.ToString(), row["total"]!.ToJsonString(), row["note"], row["placed"]!.ToString())
            .ShouldBe(("Ä '; --", Total("12.50"), null, "2026-01-05T10:11:12"));

        using var changed = await SendAsync(HttpMethod.Put, path, """{"note": "paid", "total": null}""");
        changed.StatusCode.ShouldBe(HttpStatusCode.OK, await changed.Content.ReadAsStringAsync());
        var now = await ReadAsync(path);
        (now["customer"]!.ToString(), now["total"], now["note"]!.ToString()).ShouldBe(("Ä '; --", null, "paid"));

        (await SendAsync(HttpMethod.Delete, path)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await SendAsync(HttpMethod.Delete, path)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await Hub.Client.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await SendAsync(HttpMethod.Put, path, """{"note": "x"}""")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_composite_key_tells_rows_apart()
    {
        await AddStockAsync(("A1", 1, 10), ("A1", 2, 20), ("B1", 1, 30));
        (await ReadAsync("/api/stock/A1/2"))["pieces"]!.GetValue<int>().ShouldBe(20);
        (await SendAsync(HttpMethod.Put, "/api/stock/A1/2", """{"pieces": 21}""")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await SendAsync(HttpMethod.Delete, "/api/stock/B1/1")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await ReadAsync("/api/stock"))["rows"]!.AsArray()
            .Select(r => (r!["no"]!.GetValue<int>(), r["pieces"]!.GetValue<int>(), r["rev"]!.GetValue<int>()))
            .ShouldBe([(1, 10, 1), (2, 21, 2)]);
        (await Hub.Client.GetAsync("/api/stock/B1/1")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_change_of_nothing_is_told_where_something_could_stand()
    {
        await AddStockAsync(("A1", 1, 10));
        using var answer = await SendAsync(HttpMethod.Put, "/api/stock/A1/1", "{}");
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["errors"]![0]!["path"]!.ToString().ShouldEndWith("pieces");
    }

    [Fact]
    public async Task A_key_may_have_a_slash()
    {
        await AddStockAsync(("A/1", 1, 10), ("A", 1, 20));
        (await ReadAsync("/api/stock/A%2F1/1"))["pieces"]!.GetValue<int>().ShouldBe(10);
        (await SendAsync(HttpMethod.Delete, "/api/stock/A%2f1/1")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await ReadAsync("/api/stock"))["rows"]!.AsArray().ShouldHaveSingleItem()!["pieces"]!.GetValue<int>().ShouldBe(20);
    }

    [Fact]
    public async Task What_others_changed_is_not_overwritten()
    {
        var (path, tag) = await AddOrderAsync("C-1");
        using var first = await SendAsync(HttpMethod.Put, path, """{"note": "mine"}""", tag);
        first.StatusCode.ShouldBe(HttpStatusCode.OK, await first.Content.ReadAsStringAsync());
        first.Headers.ETag!.ToString().ShouldNotBe(tag);
        using var second = await SendAsync(HttpMethod.Put, path, """{"note": "theirs"}""", tag);
        second.StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
        (await SendAsync(HttpMethod.Delete, path, null, tag)).StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
        (await ReadAsync(path))["note"]!.ToString().ShouldBe("mine");

        var now = first.Headers.ETag!.ToString();
        (await SendAsync(HttpMethod.Put, path, """{"note": "x"}""", $"W/{now}")).StatusCode
            .ShouldBe(HttpStatusCode.PreconditionFailed);
        (await SendAsync(HttpMethod.Put, path, """{"note": "x"}""", "nonsense")).StatusCode
            .ShouldBe(HttpStatusCode.PreconditionFailed);
        (await SendAsync(HttpMethod.Put, path, """{"note": "several"}""", $"\"other\", {now}")).StatusCode
            .ShouldBe(HttpStatusCode.OK);
        (await SendAsync(HttpMethod.Put, path, """{"note": "any"}""", "*")).StatusCode.ShouldBe(HttpStatusCode.OK);
        using var last = await Hub.Client.GetAsync(path);
        (await SendAsync(HttpMethod.Delete, path, null, last.Headers.ETag!.ToString())).StatusCode
            .ShouldBe(HttpStatusCode.NoContent);
        (await SendAsync(HttpMethod.Put, path, """{"note": "x"}""", tag)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task What_is_written_past_the_hub_changes_the_tag()
    {
        var (path, tag) = await AddOrderAsync("C-1");
        await ExecuteAsync("UPDATE shop_order SET note = 'past the hub'");
        (await SendAsync(HttpMethod.Put, path, """{"note": "mine"}""", tag)).StatusCode
            .ShouldBe(HttpStatusCode.PreconditionFailed);
    }

    [Fact]
    public async Task A_version_that_is_a_number_is_counted_up()
    {
        await AddStockAsync(("A1", 1, 10));
        using var read = await Hub.Client.GetAsync("/api/stock/A1/1");
        read.Headers.ETag!.ToString().ShouldBe("\"1\"");
        using var changed = await SendAsync(HttpMethod.Put, "/api/stock/A1/1", """{"pieces": 9}""", "\"1\"");
        changed.Headers.ETag!.ToString().ShouldBe("\"2\"");
        (await SendAsync(HttpMethod.Put, "/api/stock/A1/1", """{"pieces": 8}""", "\"1\"")).StatusCode
            .ShouldBe(HttpStatusCode.PreconditionFailed);
        using var stale = await SendAsync(HttpMethod.Put, "/api/stock/A1/1", """{"pieces": 8, "version": "1"}""");
        stale.StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed, await stale.Content.ReadAsStringAsync());
        (await SendAsync(HttpMethod.Put, "/api/stock/A1/1", """{"pieces": 8, "rev": 1}""")).StatusCode
            .ShouldBe(HttpStatusCode.PreconditionFailed);
        (await SendAsync(HttpMethod.Put, "/api/stock/A1/1", """{"pieces": 9, "rev": 2, "version": "2"}""")).StatusCode
            .ShouldBe(HttpStatusCode.OK);
        (await SendAsync(HttpMethod.Put, "/api/stock/A1/1", "{}")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await ReadAsync("/api/stock/A1/1"))["pieces"]!.GetValue<int>().ShouldBe(9);
    }

    [Fact]
    public async Task Of_many_who_read_the_same_row_one_changes_it()
    {
        var (path, tag) = await AddOrderAsync("C-1");
        var answers = await Task.WhenAll(Enumerable.Range(0, 12)
            .Select(i => SendAsync(HttpMethod.Put, path, $$"""{"note": "{{i}}"}""", tag)));
        answers.Count(a => a.StatusCode == HttpStatusCode.OK).ShouldBe(1);
        answers.Count(a => a.StatusCode == HttpStatusCode.PreconditionFailed).ShouldBe(11);
    }

    [Fact]
    public async Task Who_has_the_row_already_is_not_sent_it_again()
    {
        var (path, tag) = await AddOrderAsync("C-1");
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.IfNoneMatch.Add(EntityTagHeaderValue.Parse(tag));
        using var known = await Hub.Client.SendAsync(request);
        known.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        (await known.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
        await ExecuteAsync("UPDATE shop_order SET note = 'new'");
        using var again = new HttpRequestMessage(HttpMethod.Get, path);
        again.Headers.IfNoneMatch.Add(EntityTagHeaderValue.Parse(tag));
        (await Hub.Client.SendAsync(again)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("id")]
    [InlineData("-id")]
    [InlineData("total")]
    [InlineData("-total")]
    [InlineData("customer,-total")]
    [InlineData("-placed,total,-customer")]
    [InlineData("placed")]
    public async Task Pages_hold_every_row_once_and_in_order_with_NULLs_last(string sort)
    {
        var rows = await AddManyAsync();
        foreach (var limit in new[] { 1, 2, 3, 7 })
            (await WalkAsync($"sort={sort}&limit={limit}")).ShouldBe(Ordered(rows, sort), $"limit {limit}");
    }

    [Fact]
    public async Task Pages_go_on_where_they_were_whatever_is_inserted_and_deleted_meanwhile()
    {
        await AddManyAsync();
        var first = await ReadAsync("/api/orders?limit=5");
        await ExecuteAsync("DELETE FROM shop_order WHERE id <= 5");
        var second = await ReadAsync($"/api/orders?limit=5&after={first["next"]}");
        second["items"]!.AsArray().Select(i => i!["id"]!.GetValue<int>()).ShouldBe([6, 7, 8, 9, 10]);
    }

    [Fact]
    public async Task A_page_says_where_the_next_one_is_and_the_last_one_nothing()
    {
        await AddManyAsync();
        using var first = await Hub.Client.GetAsync("/api/orders?sort=-id&customer=C-1");
        var link = first.Headers.GetValues("Link").Single();
        link.ShouldEndWith(">; rel=\"next\"");
        link.ShouldStartWith("</api/orders?sort=-id&customer=C-1&after=");
        using var second = await Hub.Client.GetAsync(link[1..link.IndexOf('>', StringComparison.Ordinal)]);
        second.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var all = await Hub.Client.GetAsync("/api/orders?limit=7&customer=C-0");
        all.Headers.Contains("Link").ShouldBeFalse();
        JsonNode.Parse(await all.Content.ReadAsStringAsync())!.AsObject().ContainsKey("next").ShouldBeFalse();
    }

    [Fact]
    public async Task Filters_narrow_by_declared_columns()
    {
        await AddManyAsync();
        (await ReadAsync("/api/orders?customer=C-1&total=2"))["items"]!.AsArray()
            .ShouldAllBe(i => i!["customer"]!.ToString() == "C-1" && i["total"]!.ToString().StartsWith('2'));
        (await ReadAsync("/api/orders?customer=nobody")).ToJsonString().ShouldBe("""{"items":[]}""");
        (await Hub.Client.GetAsync("/api/orders?total=much")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_cursor_holds_on_every_node_and_after_a_restart()
    {
        await AddManyAsync();
        var next = (await ReadAsync("/api/orders?limit=5"))["next"]!.ToString();
        await _hub!.DisposeAsync(keepData: true);
        _hub = await StartAsync(_hub.Data);
        (await ReadAsync($"/api/orders?limit=1&after={next}"))["items"]![0]!["id"]!.GetValue<int>().ShouldBe(6);
    }

    [Fact]
    public async Task A_cursor_that_was_changed_or_belongs_elsewhere_is_refused()
    {
        await AddManyAsync();
        await AddStockAsync(("A1", 1, 1), ("A1", 2, 1));
        var next = (await ReadAsync("/api/orders?limit=5"))["next"]!.ToString();
        for (var i = 0; i < next.Length; i += 7)
            await ShouldBeRefusedAsync($"/api/orders?after={next[..i]}{(next[i] == 'A' ? 'B' : 'A')}{next[(i + 1)..]}");
        await ShouldBeRefusedAsync($"/api/orders?after={next}&customer=C-1");
        await ShouldBeRefusedAsync($"/api/orders?after={next}&sort=-id");
        await ShouldBeRefusedAsync($"/api/stock?cursor={next}");
        foreach (
            var nonsense in new[] { "x", "AAAA", "'; DROP TABLE shop_order; --", "%00", new string('A', 5_000), next + next,
            next[..^4], "..", "ä" })
            await ShouldBeRefusedAsync(
                $"/api/orders?after={Uri.EscapeDataString(nonsense).Replace("%2500", "%00", StringComparison.Ordinal)}");
        (await Hub.Client.GetAsync($"/api/orders?after={next}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        Encoding.Latin1.GetString(
            Convert.FromBase64String(next.Replace('-', '+').Replace('_', '/').PadRight((next.Length + 3) / 4 * 4, '=')))
            .ShouldNotContain("5\"]");
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("limit=-1")]
    [InlineData("limit=8")]
    [InlineData("limit=99999999999999999999")]
    [InlineData("limit=1;DROP TABLE shop_order")]
    [InlineData("sort=note")]
    [InlineData("sort=id;DROP TABLE shop_order")]
    [InlineData("sort=id desc")]
    [InlineData("sort=--id")]
    [InlineData("sort=id,id")]
    [InlineData("sort=id,")]
    [InlineData("sort=\"id\"")]
    [InlineData("sort=(SELECT 1)")]
    [InlineData("customer=a%00b")]
    [InlineData("sort=id%00")]
    public async Task What_a_list_does_not_offer_is_refused(string query)
    {
        await AddManyAsync();
        using var answer = await Hub.Client.GetAsync(
            $"/api/orders?{query.Replace(" ", "%20", StringComparison.Ordinal).Replace(";", "%3B", StringComparison.Ordinal)}");
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest, await answer.Content.ReadAsStringAsync());
    }

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
        await _hub!.DisposeAsync();
        var system = Shop.System(Database.Provider)
            .Replace("tables:\n",
                $"tables:\n  odd: {{ name: {Quoted(table)}, columns: {{ id: int, {Quoted(column)}: text? }}, key: id, "
                    + $"write: [update], order: [{Quoted(column)}, id] }}\n",
                StringComparison.Ordinal)
            .Replace("call: stock.list,", "call: odd.list,", StringComparison.Ordinal)
            .Replace("call: stock.update, in: { same: body, place: path.place, no: path.no }",
                "call: odd.update, in: { same: body, id: path.no }", StringComparison.Ordinal);
        _hub = await RunningAdapters.StartAsync(
            Shop.Bundle(system), new PlanReferences(new Dictionary<string, string> { ["SHOP"] = Database.Connection }),
                store: Store);
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

    private protected async Task<RunningAdapters> StartAsync(global::Hub.Tests.TemporaryFolder? data = null,
        string version = "hash") => await RunningAdapters.StartAsync(
        Shop.Bundle(Shop.System(Database.Provider, version)),
            new PlanReferences(new Dictionary<string, string> { ["SHOP"] = Database.Connection }), data: data, store: Store);

    private protected async Task RestartAsync(string version)
    {
        await _hub!.DisposeAsync();
        _hub = await StartAsync(version: version);
    }

    private protected async Task RestartAsync(Func<string, string> edit)
    {
        await _hub!.DisposeAsync();
        _hub = await RunningAdapters.StartAsync(
            Shop.Bundle(edit(Shop.System(Database.Provider))),
                new PlanReferences(new Dictionary<string, string> { ["SHOP"] = Database.Connection }), store: Store);
    }

    protected async Task ExecuteAsync(string sql)
    {
        await using var connection = await Database.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    protected async Task<JsonObject> ReadAsync(string path)
    {
        using var answer = await Hub.Client.GetAsync(path);
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        return JsonNode.Parse(text)!.AsObject();
    }

    protected async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, string? body = null, string? ifMatch = null, string? ifNoneMatch = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        if (ifMatch is not null)
            request.Headers.TryAddWithoutValidation("If-Match", new string([.. ifMatch.Where(c => c is >= ' ' and <= '~')]));
        if (ifNoneMatch is not null)
            request.Headers.TryAddWithoutValidation("If-None-Match", ifNoneMatch);
        return await Hub.Client.SendAsync(request);
    }

    protected async Task<(string Path, string Tag)> AddOrderAsync(string customer)
    {
        using var added = await SendAsync(HttpMethod.Post, "/api/orders",
            new JsonObject { ["customer"] = customer }.ToJsonString());
        added.StatusCode.ShouldBe(HttpStatusCode.Created, await added.Content.ReadAsStringAsync());
        return (added.Headers.Location!.ToString(), added.Headers.ETag!.ToString());
    }

    // SQLite keeps no digits that say nothing.
    private string Total(string digits) => Database.Provider == "sqlite" ? digits.TrimEnd('0') : digits;

    private async Task ShouldBeRefusedAsync(string path)
    {
        using var answer = await Hub.Client.GetAsync(path);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest, path);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("begin again without it");
    }

    private async Task AddStockAsync(params (string Place, int No, int Pieces)[] rows)
    {
        foreach (var (place, no, pieces) in rows)
            (await SendAsync(HttpMethod.Post, "/api/stock",
                $$"""{"place": "{{place}}", "no": {{no}}, "pieces": {{pieces}}}""")).StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    // Ties and NULLs in every column but the key.
    private async Task<List<(int Id, string Customer, decimal? Total, string? Placed)>> AddManyAsync()
    {
        var rows = Enumerable.Range(1, 23).Select(i => (
            Id: i, Customer: $"C-{i % 3}", Total: i % 4 == 0 ? (decimal?)null : i * 7 % 5 + 0.25m * (i % 2), Placed: i % 5 == 0
                ? null : $"2026-01-{1 + (i * 3 % 7):00} 10:00:0{i % 2}.{i % 3}03")).ToList();
        var values = rows
            .Select(r =>
            $"('{r.Customer}', {r.Total?.ToString() ?? "NULL"}, {(r.Placed is null ? "NULL" : $"'{Stored(r.Placed)}'")})");
        await ExecuteAsync($"INSERT INTO shop_order (customer, total, placed) VALUES {string.Join(", ", values)}");
        return rows;
    }

    // As somebody else's program may have written it: SQLite keeps whatever text it is given.
    private string Stored(string time) => Database.Provider == "postgres" ? time : time.Replace(' ', 'T');

    private static List<int> Ordered(List<(int Id, string Customer, decimal? Total, string? Placed)> rows, string sort)
    {
        IOrderedEnumerable<(int Id, string Customer, decimal? Total, string? Placed)> ordered = rows.OrderBy(_ => 0);
        foreach (var term in sort.Split(','))
        {
            var name = term.TrimStart('-');
            ordered = term[0] == '-'
                ? ordered.ThenByDescending(r => IsNull(r, name)).ThenByDescending(r => KeyOf(r, name))
                : ordered.ThenBy(r => IsNull(r, name)).ThenBy(r => KeyOf(r, name));
        }

        return [.. ordered.ThenBy(r => r.Id).Select(r => r.Id)];
    }

    private static bool IsNull((int Id, string Customer, decimal? Total, string? Placed) row, string column) =>
        column switch { "total" => row.Total is null, "placed" => row.Placed is null, _ => false };

    private static IComparable? KeyOf((int Id, string Customer, decimal? Total, string? Placed) row, string column) =>
        column switch { "id" => row.Id, "customer" => row.Customer, "total" => row.Total, _ => row.Placed };

    private async Task<List<int>> WalkAsync(string query)
    {
        var ids = new List<int>();
        for (var next = ""; ; next = $"&after={next}")
        {
            var page = await ReadAsync($"/api/orders?{query}{next}");
            ids.AddRange(page["items"]!.AsArray().Select(i => i!["id"]!.GetValue<int>()));
            ids.Count.ShouldBeLessThan(100);
            if (page["next"] is not { } more)
                return ids;
            next = more.ToString();
        }
    }
}
