using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Hub.Adapters.Tests.Sql.Tables;

/// <summary>Lists: their order, their pages, their filters, and what they do not offer.</summary>
public abstract partial class TableContract
{
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
        await RestartAsync(() => StartAsync(Hub.Data), keepData: true);
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

    private async Task ShouldBeRefusedAsync(string path)
    {
        using var answer = await Hub.Client.GetAsync(path);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest, path);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("begin again without it");
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
