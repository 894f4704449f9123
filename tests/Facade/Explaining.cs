using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Hub.Tests;

namespace Hub.Facade.Tests;

/// <summary>What the migration team is told of a request that somebody asks about.</summary>
public sealed class Explaining(RunningFacade facade) : IClassFixture<RunningFacade>
{
    [Fact]
    public async Task A_request_is_explained_by_revision_stage_rule_bucket_side_destination_and_outcome_and_nothing_callers_sent()
    {
        using var shifted = await facade.ShiftAsync("orders.place", new { stage = "canary", percent = 50, reason = "half" });
        var revision = (await shifted.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("revision").GetInt64();
        using var answer = await PlaceAsync("C-secret-customer");
        var text = await facade.Admin.GetStringAsync($"/hub/api/requests/{IdOf(answer)}");
        var told = JsonElement.Parse(text);
        var onNew = (await answer.Content.ReadFromJsonAsync<Echo>())!.Side == "new";

        told.GetProperty("route").GetString().ShouldBe("orders.place");
        told.GetProperty("revision").GetInt64().ShouldBe(revision);
        told.GetProperty("stage").GetString().ShouldBe("canary 50 %");
        told.GetProperty("rule").GetString().ShouldBe("the cohort key's bucket");
        (told.GetProperty("bucket").GetDouble() < 50).ShouldBe(onNew);
        told.GetProperty("side").GetString().ShouldBe(onNew ? "new" : "legacy");
        told.GetProperty("destination").GetString().ShouldStartWith("http://127.0.0.1:");
        told.GetProperty("answeredBy").GetString().ShouldBe(onNew ? "new" : "legacy");
        (told.GetProperty("status").GetInt32(), told.GetProperty("outcome").GetString()).ShouldBe((200, "answered"));
        told.GetProperty("tookMilliseconds").GetDouble()
            .ShouldBeGreaterThanOrEqualTo(told.GetProperty("decidedAfterMilliseconds").GetDouble());
        text.ShouldNotContain("C-secret-customer");
        await facade.ShiftAsync("orders.place", new { stage = "legacy", reason = "end" });
    }

    [Fact]
    public async Task A_failure_says_why_and_is_remembered_longer_than_those_that_went_well()
    {
        using var failed = await facade.Client.GetAsync("/api/down");
        for (var n = 0; n < 17_000; n += 50)
            await Task.WhenAll(
                Enumerable.Range(0, 50).Select(async _ => (await facade.Client.GetAsync("/api/search?n")).Dispose()));

        var told = await facade.Admin.GetFromJsonAsync<JsonElement>($"/hub/api/requests/{IdOf(failed)}");
        told.GetProperty("status").GetInt32().ShouldBe(502);
        told.GetProperty("outcome").GetString()
            .ShouldBe("the side refused the connection: nothing listens at its address");
        (told.GetProperty("answeredBy").GetString(), told.GetProperty("destination").GetString())
            .ShouldBe(("hub", "http://127.0.0.1:9"));
    }

    [Fact]
    public async Task What_was_refused_before_the_decision_has_no_side()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/orders")
        {
            Content = Json("C-1"),
            Headers = { { "X-Customer-Id", "C-2" } },
        };
        using var refused = await facade.Client.SendAsync(request);
        var told = await facade.Admin.GetFromJsonAsync<JsonElement>($"/hub/api/requests/{IdOf(refused)}");
        told.GetProperty("side").ValueKind.ShouldBe(JsonValueKind.Null);
        told.GetProperty("answeredBy").GetString().ShouldBe("hub");
        told.GetProperty("outcome").GetString().ShouldBe("refused before the decision");
    }

    [Fact]
    public async Task A_caller_who_hangs_up_is_told_as_499_and_as_no_failure_of_the_side()
    {
        string id;
        using (var answer = await facade.Client.GetAsync("/api/orders/endless", HttpCompletionOption.ResponseHeadersRead))
            id = IdOf(answer);
        var told = await Eventually.GetAsync("the request to end", async () =>
        {
            using var asked = await facade.Admin.GetAsync($"/hub/api/requests/{id}");
            return asked.IsSuccessStatusCode ? await asked.Content.ReadAsStringAsync() : null;
        });
        var request = JsonElement.Parse(told);
        (request.GetProperty("status").GetInt32(), request.GetProperty("outcome").GetString())
            .ShouldBe((499, "the caller hung up during the answer"));
        request.GetProperty("answeredBy").GetString().ShouldBe("legacy");
    }

    [Fact]
    public async Task A_request_nobody_remembers_is_404()
    {
        using var unknown = await facade.Admin.GetAsync("/hub/api/requests/0123");
        unknown.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await unknown.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString()!
            .ShouldContain("No node remembers");
    }

    private Task<HttpResponseMessage> PlaceAsync(string customer) => facade.Client.PostAsync("/api/orders", Json(customer));

    private static StringContent Json(string customer) =>
        new($$"""{"customerId":"{{customer}}"}""", Encoding.UTF8, "application/json");

    private static string IdOf(HttpResponseMessage answer) => answer.Headers.GetValues("X-Hub-Request-Id").Single();
}
