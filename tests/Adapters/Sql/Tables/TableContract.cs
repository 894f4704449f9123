using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Hub.Adapters.Tests.Stubs;
using Hub.Platform.Plan;
using Hub.Tests;

namespace Hub.Adapters.Tests.Sql.Tables;

/// <summary>What tables do behind HTTP, whichever database they are in.</summary>
public abstract partial class TableContract : WrappedDatabase
{
    private protected override string Tables => Database.Tables(Shop.Tables(Database.Provider));

    private protected override Task<RunningAdapters> StartHubAsync() => StartAsync();

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

    private protected Task<RunningAdapters> StartAsync(
        global::Hub.Tests.TemporaryFolder? data = null, string version = "hash") =>
        StartAsync(Shop.System(Database.Provider, version), data);

    private protected Task RestartAsync(string version) => RestartAsync(() => StartAsync(version: version));

    private protected Task RestartAsync(Func<string, string> edit) =>
        RestartAsync(() => StartAsync(edit(Shop.System(Database.Provider))));

    private Task<RunningAdapters> StartAsync(string system, global::Hub.Tests.TemporaryFolder? data = null) =>
        RunningAdapters.StartAsync(
            Shop.Bundle(system), new PlanReferences(new Dictionary<string, string> { ["SHOP"] = Database.Connection }),
            data: data, store: Store);

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

    private async Task AddStockAsync(params (string Place, int No, int Pieces)[] rows)
    {
        foreach (var (place, no, pieces) in rows)
            (await SendAsync(HttpMethod.Post, "/api/stock",
                $$"""{"place": "{{place}}", "no": {{no}}, "pieces": {{pieces}}}""")).StatusCode.ShouldBe(HttpStatusCode.Created);
    }
}
