using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Hub.Facade.Tests;

/// <summary>
/// What is asked of the hub's own surface and not understood is refused: a filter passed over would be answered with everything.
/// </summary>
public sealed class QueriesOfTheOwnSurface(RunningFacade facade) : IClassFixture<RunningFacade>
{
    [Theory]
    [InlineData("/hub/api/nodes?capability=orders", "query.capability", "there are no query parameters")]
    [InlineData("/hub/api/revisions?limt=5", "query.limt", "did you mean 'limit'?")]
    [InlineData("/hub/api/revisions?limit=5&limit=6", "query.limit", "more than once")]
    [InlineData("/hub/api/revisions?limit=", "query.limit", "must be an integer from 1 to 1000")]
    [InlineData("/hub/api/revisions?limit=5000", "query.limit", "must be an integer from 1 to 1000")]
    [InlineData("/hub/api/revisions?states=no", "query.states", "must be true or false")]
    [InlineData("/hub/api/revisions/1/rollout?routes=x", "query.routes", "did you mean 'route'?")]
    [InlineData("/hub/api/nodes?_=1", "query._", "there are no query parameters")]
    [InlineData("/hub/api/approvals?state=waiting", "query.state", "there are no query parameters")]
    [InlineData("/hub/api/tokens?name=ann", "query.name", "there are no query parameters")]
    [InlineData("/hub/api/plan?revision=1", "query.revision", "there are no query parameters")]
    [InlineData("/hub/flags?label=x", "query.label", "there are no query parameters")]
    [InlineData("/hub/openapi.json?route=x", "query.route", "known are systems")]
    public async Task A_parameter_that_is_not_understood_is_a_400(string path, string at, string said)
    {
        using var answer = await facade.Admin.GetAsync(path);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        var error = (await answer.Content.ReadFromJsonAsync<JsonObject>())!["errors"]!.AsArray().Single()!;
        (error["path"]!.ToString(), error["detail"]!.ToString().Contains(said, StringComparison.Ordinal))
            .ShouldBe((at, true), error.ToJsonString());
    }

    [Theory]
    [InlineData("/hub/api/revisions?limit=%ff")]
    [InlineData("/hub/api/audit?actor=%C3%28")]
    [InlineData("/hub/openapi.json?systems=%ed%a0%80")]
    [InlineData("/hub/flags?%ff=1")]
    public async Task A_query_that_is_not_UTF8_is_a_400(string path)
    {
        using var answer = await facade.Admin.GetAsync(path);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("not UTF-8");
    }

    [Fact]
    public async Task A_shift_with_a_parameter_that_is_not_understood_is_not_made()
    {
        var before = await facade.Admin.GetStringAsync("/hub/api/revisions?limit=1");
        using var answer = await facade.Admin.PostAsJsonAsync("/hub/api/routes/orders.get/shift?dryRun=true",
            new { stage = "new", reason = "x" });
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await facade.Admin.GetStringAsync("/hub/api/revisions?limit=1")).ShouldBe(before);
    }

    [Theory]
    [InlineData("/hub/api/nothing-here?a=1", HttpStatusCode.NotFound)]
    [InlineData("/hub/health/live?probe=1", HttpStatusCode.OK)]
    [InlineData("/hub/api/revisions?limit=1", HttpStatusCode.OK)]
    public async Task What_is_not_there_stays_so_and_probes_may_say_what_they_like(string path, HttpStatusCode status) =>
        (await facade.Admin.GetAsync(path)).StatusCode.ShouldBe(status);
}
