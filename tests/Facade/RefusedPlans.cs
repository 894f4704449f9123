using System.Net;
using System.Net.Http.Json;

namespace Hub.Facade.Tests;

/// <summary>A plan that this node cannot serve never gets a revision.</summary>
public sealed class RefusedPlans(RefusedPlans.Facade facade) : IClassFixture<RefusedPlans.Facade>
{
    public static TheoryData<string, string, string> Faults => new()
    {
        { "/v2/orders/{id?}", "/v2/{id", "capabilities/orders.yaml(6)" },
        { "/v2/orders/{id?}", "/v2/{id}", "capabilities/orders.yaml(9)" },
        { "/v2/orders/{id?}", "v2", "capabilities/orders.yaml(6)" },
        { "/v2/orders/{id?}", "/v2/a b", "capabilities/orders.yaml(6)" },
        { "/v2/orders/{id?}", "/v2?x=1", "capabilities/orders.yaml(6)" },
        { "GET /api/orders/{id}", "GET /api/orders/{id:nosuch}", "capabilities/orders.yaml(8)" },
        { "GET /api/orders/{id}", "GET /api/orders/{id:range(9)}", "capabilities/orders.yaml(8)" },
        { "GET /api/orders/{id}", "GET /api/orders/{id:regex((a+)\\1)}", "capabilities/orders.yaml(8)" },
        { "GET /api/orders/{id}", "GET /api/orders/{id}/{id}", "capabilities/orders.yaml(8)" },
        { "GET /api/orders/{id}", "GET /api/{**id}/orders", "capabilities/orders.yaml(8)" },
        { "GET /api/orders/{id}", "{ match: 'GET /api/orders/{id}', host: 'a:b:c' }", "capabilities/orders.yaml(8)" },
        { "GET /api/orders/{id}", "{ match: 'GET /api/orders/{id}', host: 'a*b.com' }", "capabilities/orders.yaml(8)" },
        { "GET /api/orders/{id}", "{ match: 'GET /api/orders/{id}', host: 'a.com:99999' }", "capabilities/orders.yaml(8)" },
        { "GET /api/orders/{id}", "{ match: 'GET /api/orders/{id}', headers: { 'X Y': '1' } }", "capabilities/orders.yaml(8)" },
        { "header X-Customer-Id", "header X-Cust(omer", "capabilities/orders.yaml(3)" },
        { "orders.get:", "\"orders.g\\u0007et\":", "capabilities/orders.yaml(8)" },
        { "orders.get:", "orders.gét:", "capabilities/orders.yaml(8)" },
        { "\"/v2/orders/{id?}\"", "/v2, breaker: { for: 2d }", "capabilities/orders.yaml(6)" },
        { "\"/v2/orders/{id?}\"", "/v2, breaker: { within: 2d }", "capabilities/orders.yaml(6)" },
        { "\"/v2/orders/{id?}\"", "/v2, health: { path: \"//[\" }", "capabilities/orders.yaml(6)" },
        { "\"/v2/orders/{id?}\"", "/v2, health: { path: /health, every: 0.000001ms }", "capabilities/orders.yaml(6)" },
        { "\"/v2/orders/{id?}\"", "/v2, limits: { timeout: 60d }", "capabilities/orders.yaml(6)" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_plan_that_cannot_be_built_is_refused_with_file_and_line_and_nothing_changes(
        string from, string to, string place)
    {
        var before = await facade.RevisionAsync();
        using var refused = await facade.ApplyAsync(f =>
        {
            f["capabilities/orders.yaml"].ShouldContain(from);
            f["capabilities/orders.yaml"] = f["capabilities/orders.yaml"].Replace(from, to, StringComparison.Ordinal);
        });

        refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await RunningFacade.DetailAsync(refused)).ShouldStartWith(place);
        (await facade.RevisionAsync()).ShouldBe(before);
        (await facade.Client.GetAsync("/api/search")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("{ path: \"/old/{x\", to: ")]
    [InlineData("{ host: \"a:b:c\", to: ")]
    public async Task A_catch_all_that_cannot_be_built_is_refused_with_file_and_line(string catchAll)
    {
        using var refused = await facade.ApplyAsync(f =>
            f["hub.yaml"] = f["hub.yaml"].Replace("{ path: /old, to: ", catchAll, StringComparison.Ordinal));

        refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await RunningFacade.DetailAsync(refused)).ShouldStartWith("hub.yaml(3)");
    }

    [Theory]
    [InlineData("{id:regex([)}", "Unterminated [] set")]
    [InlineData("{id:min(x)}", "The input string 'x' was not in a correct format")]
    public async Task A_constraint_that_cannot_be_made_is_refused_with_the_reason(string parameter, string reason)
    {
        using var refused = await facade.ApplyAsync(f => f["capabilities/orders.yaml"] = f["capabilities/orders.yaml"]
            .Replace("GET /api/orders/{id}", $"GET /api/orders/{parameter}", StringComparison.Ordinal));

        var detail = await RunningFacade.DetailAsync(refused);
        detail.ShouldContain(reason);
        detail.ShouldNotContain("instance of");
    }

    [Theory]
    [InlineData("/tmp/brk/evil1.sql", "/tmp/brk/evil1.sql(1): the file's name is not relative")]
    [InlineData("sql/\u001b[31mq.sql", "sql/\\u001b[31mq.sql(1): the file's name is not of characters")]
    [InlineData("HUB.yaml", "HUB.yaml(1): a plan's file or folder is called hub.yaml")]
    [InlineData("capabilities/ORDERS.yaml", "capabilities/ORDERS.yaml(1): the file cannot lie in one folder with")]
    public async Task A_file_that_could_not_be_written_into_a_folder_is_refused_when_it_is_applied(string path, string fault)
    {
        var before = await facade.RevisionAsync();
        using var refused = await facade.ApplyAsync(f => f[path] = "capability: raw");

        refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await RunningFacade.DetailAsync(refused)).ShouldContain(fault);
        (await facade.RevisionAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task A_file_without_content_is_malformed()
    {
        using var refused = await facade.Admin.PostAsJsonAsync(
            "/hub/api/plan", new { files = new Dictionary<string, byte[]?> { ["sql/q.sql"] = null }, reason = "nothing" });

        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await refused.Content.ReadAsStringAsync()).ShouldContain("files.sql/q.sql");
    }

    [Fact]
    public async Task Routes_that_claim_the_same_request_by_different_constraints_do_not_make_it_fail()
    {
        using var applied = await facade.ApplyAsync(f => f["capabilities/search.yaml"] += """

              search.number: GET /api/numbers/{n:int}
              search.long: GET /api/numbers/{n:long}
            """);
        applied.StatusCode.ShouldBe(HttpStatusCode.OK, await applied.Content.ReadAsStringAsync());

        (await facade.Client.GetAsync("/api/numbers/5")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_constraint_by_regular_expression_costs_no_more_than_its_input_is_long()
    {
        using var applied = await facade.ApplyAsync(f => f["capabilities/search.yaml"] += """

              search.words: GET /api/words/{w:regex(^(a+)+$)}
            """);
        applied.StatusCode.ShouldBe(HttpStatusCode.OK, await applied.Content.ReadAsStringAsync());

        (await facade.Client.GetAsync($"/api/words/{new string('a', 4000)}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await facade.Client.GetAsync($"/api/words/{new string('a', 4000)}!")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    public sealed class Facade : RunningFacade;
}
