using System.Net;
using System.Text.RegularExpressions;
using Hub.Facade.Discovering;

namespace Hub.Facade.Tests.Discovering;

/// <summary>Routes proposed for what was seen are valid in a plan as they are.</summary>
public sealed class ProposingRoutes : IAsyncLifetime
{
    private readonly RunningFacade _facade = new();

    public ValueTask InitializeAsync() => _facade.InitializeAsync();

    public ValueTask DisposeAsync() => _facade.DisposeAsync();

    [Fact]
    public async Task A_plan_with_them_is_served_as_they_are_pasted()
    {
        string[] seen =
        [
            "GET /erp/reports/17", "GET /erp/reports", "POST /erp/reports", "PUT /erp/reports/18", "DELETE /erp/reports/18",
            "GET /erp/reports/R-17", "GET /erp/reports/17/lines/2", "GET /erp/Invoices/I-4001.pdf", "GET /erp/OrderList.aspx",
            "PATCH /erp/api/v2/stock/P-2001", "HEAD /erp/reports/17", "HEAD /erp/only", "GET /erp/", "GET /erp/x",
            "GET /erp/1/2/3", "GET /erp/.well-known/a", "GET /erp/ORDERLIST.ASPX", "GET /erp/a-b_c/1", "GET /erp/reports/lines",
        ];
        var text = RouteProposals.Write(seen.Select(s => Seen(s)), null, []);
        var blocks = Regex.Matches(
            text, "# Paste below 'routes:' of capability (?<name>\\S+),[^\n]*\n(?<yaml>routes:\n(  .*\n)+)",
            RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(10)).ToList();
        blocks.Count.ShouldBeGreaterThan(3, text);
        using var applied = await _facade.ApplyAsync(files =>
        {
            foreach (var block in blocks)
                files[$"capabilities/{block.Groups["name"].Value}.yaml"] =
                    $"capability: {block.Groups["name"].Value}\nowner: erp-team\n"
                    + $"sides: {{ legacy: \"{_facade.LegacyAddress}\" }}\n"
                    + block.Groups["yaml"].Value;
        });
        applied.StatusCode.ShouldBe(HttpStatusCode.OK, text + await applied.Content.ReadAsStringAsync());
        (await _facade.EchoAsync(new(HttpMethod.Get, "/erp/reports/17/lines/2"))).Side.ShouldBe("legacy");
        text.ShouldContain("  reports.get: GET /erp/reports/{id}   # 2 requests");
        text.ShouldContain("GET /erp/reports/{id}/lines/{id2}");
        text.ShouldContain("http://erp:80");
    }

    [Fact]
    public void What_cannot_be_a_route_is_left_out_with_its_reason()
    {
        var text = RouteProposals.Write(
            [
                Seen("POST /erp/Service") with { Action = "GetOrder" }, Seen("GET /erp/logo.png"), Seen("OPTIONS /erp/a"),
                Seen("GET /erp/b") with { Route = "b.get" },
                Seen("GET /c") with { Statuses = new Dictionary<int, long> { [404] = 7 } },
                Seen("GET /hub/console"),
            ],
            null, []);
        text.ShouldNotContain("routes:\n");
        foreach (var reason in new[] { "of SOAP", "pictures", "methods", "by now", "never answered well", "own paths" })
            text.ShouldMatch($"# Left out: 1 [^\n]*{Regex.Escape(reason)}");
    }

    [Fact]
    public void All_go_to_the_capability_that_is_named_with_ids_that_the_plan_does_not_have()
    {
        var text = RouteProposals.Write([Seen("GET /erp/reports/1"), Seen("GET /erp/stock/1")], "erp", ["erp.get-reports"]);
        text.ShouldContain("  erp.get-reports-2: GET /erp/reports/{id}   # 1 request, callers: 1\n");
        text.ShouldContain("  erp.get-stock: GET /erp/stock/{id}");
    }

    [Fact]
    public void In_a_log_capabilities_are_told_by_the_first_words_that_differ()
    {
        var text = RouteProposals.Write(
            [Seen("GET /erp/reports/1") with { Claim = null }, Seen("GET /erp/stock/1") with { Claim = null }], null, []);
        text.ShouldContain("  reports.get: GET /erp/reports/{id}");
        text.ShouldContain("  stock.get: GET /erp/stock/{id}");
    }

    private static DiscoveredRequest Seen(string request)
    {
        var (method, path) = (request.Split(' ')[0], request.Split(' ')[1]);
        var tree = new PathTree();
        tree.Find(path, new RequestKind(method, null)).Add(200, null, 1, DateTimeOffset.UnixEpoch);
        return DiscoveredRequest.Of(tree.Read()[0].Template, tree.Read()[0]) with { Claim = "/erp", To = "http://erp:80" };
    }
}
