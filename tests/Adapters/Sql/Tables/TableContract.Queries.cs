using System.Net;
using System.Text.Json.Nodes;

namespace Hub.Adapters.Tests.Sql.Tables;

/// <summary>What a list's query may say, and that nothing of it is passed over.</summary>
public abstract partial class TableContract
{
    [Theory]
    [InlineData("custmer=C-1", "query.custmer", "did you mean 'customer'?")]
    [InlineData("ref=R-1", "query.ref", "known are customer, note, total, sort, limit, after")]
    [InlineData("_=1", "query._", "is not known here")]
    [InlineData("customer=C-1&customer=C-2", "query.customer", "is given more than once")]
    [InlineData("customer=C-1&Customer=C-1", "query.customer", "is given more than once")]
    [InlineData("limit=2&limit=2", "query.limit", "is given more than once")]
    [InlineData("limit=0&nosuch=1", "query.limit", "is not a whole number from 1 to 7")]
    [InlineData("limit=0&nosuch=1", "query.nosuch", "is not known here")]
    [InlineData("total=", "query.total", "is not a number, such as 12.5")]
    [InlineData("limit=", "query.limit", "is not a whole number from 1 to 7")]
    [InlineData("sort=", "query.sort", "is some of")]
    [InlineData("after=", "query.after", "begin again without it")]
    public async Task A_parameter_that_is_not_understood_is_a_400_that_says_which_are(string query, string path, string said)
    {
        await AddManyAsync();
        using var answer = await Hub.Client.GetAsync($"/api/orders?{query}");
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest, text);
        JsonNode.Parse(text)!["errors"]!.AsArray().ShouldContain(
            e => e!["path"]!.ToString() == path && e["detail"]!.ToString().Contains(said, StringComparison.Ordinal), text);
    }

    [Fact]
    public async Task An_empty_value_of_a_text_is_looked_for()
    {
        await ExecuteAsync("INSERT INTO shop_order (customer, note) VALUES ('C-1', ''), ('C-2', 'x'), ('C-3', NULL)");
        (await ReadAsync("/api/orders?note="))["items"]!.AsArray().Single()!["customer"]!.ToString().ShouldBe("C-1");
        (await ReadAsync("/api/orders?note"))["items"]!.AsArray().Single()!["customer"]!.ToString().ShouldBe("C-1");
    }

    [Theory]
    [InlineData("GET", "/api/orders/1?fields=id")]
    [InlineData("POST", "/api/orders?dryRun=true")]
    [InlineData("PUT", "/api/orders/1?note=x")]
    [InlineData("DELETE", "/api/orders/1?if=old")]
    public async Task A_route_without_parameters_takes_none_and_does_nothing_then(string method, string path)
    {
        await AddOrderAsync("C-1");
        using var answer = await SendAsync(new HttpMethod(method), path, method is "GET" or "DELETE" ? null
            : """{"customer": "C-2"}""");
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("there are no query parameters");
        (await ReadAsync("/api/orders"))["items"]!.AsArray().Single()!["customer"]!.ToString().ShouldBe("C-1");
    }

    [Fact]
    public async Task What_has_no_key_is_read_in_pages_until_there_is_nothing_more()
    {
        await ExecuteAsync("CREATE TABLE heap (a varchar(10) NULL, b decimal(9,2) NULL, c varchar(10) NULL)");
        var rows = Enumerable.Range(0, 23)
            .Select(i => $"({(i % 5 == 0 ? "NULL" : $"'{i % 3}'")}, {(i % 4 == 0 ? "NULL" : $"{i % 2}.5")}, 'x')");
        await ExecuteAsync($"INSERT INTO heap VALUES {string.Join(", ", rows)}");
        await RestartAsync(system => system
            .Replace("tables:\n",
                "tables:\n  heap: { columns: { a: text?, b: decimal?, c: text? }, key: none, page: { default: 5, max: 10 } }\n",
                StringComparison.Ordinal)
            .Replace("call: stock.list, in: { limit: query.limit,", "call: heap.list, in: { a: query.a, limit: query.limit,",
                StringComparison.Ordinal));
        foreach (var query in new[] { "limit=1", "limit=4", "order=-b,a&limit=10", "limit=10", "order=-a&limit=7" })
        {
            var seen = new List<string>();
            for (var next = ""; ;)
            {
                var page = await ReadAsync($"/api/stock?{query}{next}");
                seen.AddRange(page["rows"]!.AsArray().Select(r => r!.ToJsonString()));
                if (page["next"] is not { } more)
                    break;
                next = $"&cursor={more}";
            }

            seen.Count.ShouldBe(23, query);
            seen.GroupBy(r => r).Select(g => g.Count()).Order()
                .ShouldBe([.. seen.Order().GroupBy(r => r).Select(g => g.Count()).Order()]);
        }

        using var first = await Hub.Client.GetAsync("/api/stock?a=1");
        first.Headers.GetValues("Link").Single().ShouldEndWith(">; rel=\"next\"");
        (await ReadAsync("/api/stock?a=0&limit=10"))["rows"]!.AsArray().ShouldAllBe(r => r!["a"]!.ToString() == "0");
        var cursor = (await ReadAsync("/api/stock?limit=5"))["next"]!.ToString();
        await ShouldBeRefusedAsync($"/api/stock?cursor={cursor}&order=-a");
        await ShouldBeRefusedAsync($"/api/stock?cursor={cursor[..^4]}");
    }
}
