using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Hub.Facade.Admin;
using Hub.Tests;

namespace Hub.Facade.Tests;

public sealed class Shifting(RunningFacade facade) : IClassFixture<RunningFacade>
{
    [Fact]
    public async Task A_shift_takes_effect_with_the_next_request_and_rollback_undoes_it()
    {
        (await PlaceAsync("C-1")).Side.ShouldBe("legacy");
        (await facade.ShiftAsync("orders.place", new { stage = "new", reason = "go" })).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await PlaceAsync("C-1")).Side.ShouldBe("new");
        (await facade.Admin.PostAsJsonAsync("/hub/api/routes/orders.place/rollback", new { reason = "back" })).StatusCode
            .ShouldBe(HttpStatusCode.OK);
        (await PlaceAsync("C-1")).Side.ShouldBe("legacy");
    }

    [Fact]
    public async Task A_canary_sends_each_customer_to_one_side_by_header_or_body_and_the_body_arrives_whole()
    {
        await facade.ShiftAsync("orders.place", new { stage = "canary", percent = 50, reason = "half" });
        var sides = new HashSet<string>();
        for (var n = 0; n < 40; n++)
        {
            var byBody = await PlaceAsync($"C-{n}", new string('x', n * 500));
            var byHeader = await facade.EchoAsync(Order("{}", $"C-{n}"));
            byHeader.Side.ShouldBe(byBody.Side);
            sides.Add(byBody.Side);
        }

        sides.Count.ShouldBe(2);
        await facade.ShiftAsync("orders.place", new { stage = "legacy", reason = "end" });
    }

    [Fact]
    public async Task The_new_side_is_called_at_its_own_path()
    {
        await facade.ShiftAsync("orders.get", new { stage = "new", reason = "go" });
        (await facade.EchoAsync(new HttpRequestMessage(HttpMethod.Get, "/api/orders/O%2F1?x=1"))).Target
            .ShouldBe("/v2/orders/O%2F1?x=1");
        await facade.ShiftAsync("orders.get", new { stage = "legacy", reason = "end" });
    }

    [Fact]
    public async Task Header_and_body_that_disagree_on_the_customer_are_refused_at_every_stage()
    {
        using var response = await facade.Client.SendAsync(Order("{\"customerId\":\"C-1\"}", "C-2"));
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await DetailAsync(response)).ShouldContain("must agree");
    }

    [Theory]
    [InlineData("orders.place", "shadow", "it writes")]
    [InlineData("search.plain", "shadow", "has no new side")]
    [InlineData("orders.place", "retired", "cannot be retired")]
    [InlineData("search.plain", "new", "has no new side")]
    [InlineData("orders.pay", "new", "has no new side")]
    [InlineData("orders.pay", "canary", "new: none")]
    public async Task An_impossible_shift_is_422_and_says_why(string route, string stage, string why)
    {
        using var response = await facade.ShiftAsync(
            route, new { stage, percent = stage == "canary" ? 1 : (int?)null, reason = "try" });
        response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await DetailAsync(response)).ShouldContain(why);
    }

    [Theory]
    [InlineData("{\"stage\": \"canary\", \"percent\": \"ten\", \"reason\": \"x\"}", "$.percent")]
    [InlineData("{\"stage\": \"cannary\", \"reason\": \"x\"}", "$.stage")]
    [InlineData("{\"stage\": \"new\"}", "reason")]
    [InlineData("{\"stage\": \"new\", \"reason\": \" \"}", "$.reason")]
    [InlineData("{\"stage\": \"canary\", \"reason\": \"x\"}", "$.percent")]
    [InlineData("{\"stage\": \"canary\", \"percent\": 101, \"reason\": \"x\"}", "$.percent")]
    [InlineData("{\"stage\": \"new\", \"reason\": \"x\", \"percnt\": 1}", "$.percnt")]
    [InlineData("{\"stage\": ", "$")]
    [InlineData("null", "$")]
    public async Task A_malformed_shift_is_400_and_names_the_place(string body, string place)
    {
        using var response = await facade.Admin.PostAsync(
            "/hub/api/routes/orders.place/shift", new StringContent(body, Encoding.UTF8, "application/json"));
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var detail = await DetailAsync(response);
        detail.ShouldContain(place);
        detail.ShouldNotContain("Hub.");
    }

    [Fact]
    public async Task An_unknown_route_is_404_with_a_suggestion()
    {
        using var response = await facade.ShiftAsync("orders.plase", new { stage = "new", reason = "x" });
        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await DetailAsync(response)).ShouldContain("orders.place");
    }

    [Fact]
    public async Task A_shift_on_another_revision_than_expected_is_409()
    {
        using var response = await facade.ShiftAsync(
            "orders.place", new { stage = "new", reason = "x", expectedRevision = 9999 });
        response.StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer hub_0000")]
    [InlineData("Basic YTpi")]
    public async Task Without_a_valid_token_nothing_is_shown_or_shifted(string? authorization)
    {
        HttpRequestMessage[] requests =
        [
            new(HttpMethod.Get, "/hub/api/routes"),
            new(HttpMethod.Post, "/hub/api/routes/orders.place/shift"),
        ];
        foreach (var request in requests)
        {
            if (authorization is not null)
                request.Headers.TryAddWithoutValidation("Authorization", authorization);
            using var response = await facade.Client.SendAsync(request);
            response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
            response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        }
    }

    [Fact]
    public async Task A_plan_is_applied_whole_and_routes_stay_where_they_stand()
    {
        await facade.ShiftAsync("orders.get", new { stage = "canary", percent = 5, reason = "stay" });
        var served = await facade.Admin.GetFromJsonAsync<JsonElement>("/hub/api/plan");
        var files = served.GetProperty("files").EnumerateObject().ToDictionary(f => f.Name, f => f.Value.GetBytesFromBase64());
        var search = Encoding.UTF8.GetString(files["capabilities/search.yaml"]);

        (await ApplyAsync(search.Replace("owner:", "ownr:", StringComparison.Ordinal))).StatusCode
            .ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await facade.Client.GetAsync("/api/added")).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        (await ApplyAsync(search + "\n  search.added: GET /api/added\n")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await facade.Client.GetAsync("/api/added")).StatusCode.ShouldBe(HttpStatusCode.OK);
        var route = await facade.Admin.GetFromJsonAsync<JsonElement>("/hub/api/routes/orders.get");
        route.GetProperty("percent").GetDouble().ShouldBe(5);
        await facade.ShiftAsync("orders.get", new { stage = "legacy", reason = "end" });

        Task<HttpResponseMessage> ApplyAsync(string capability)
        {
            files["capabilities/search.yaml"] = Encoding.UTF8.GetBytes(capability);
            return facade.Admin.PostAsJsonAsync("/hub/api/plan", new { files, reason = "another route" });
        }
    }

    [Fact]
    public async Task Every_write_is_audited_refused_ones_too()
    {
        // Others have been refused within this minute, too.
        facade.Clock.Advance(RefusedWrites.Window);
        await Hub.Tests.Eventually.HoldsAsync("the refusal to be in the audit log", async () =>
        {
            await facade.ShiftAsync("orders.place", new { stage = "retired", reason = "audited" });
            var entries = await facade.Admin.GetFromJsonAsync<JsonElement>("/hub/api/audit?actor=ann&outcome=refused");
            return entries.EnumerateArray().Any(e =>
                e.GetProperty("detail").GetString()!.Contains("cannot be retired", StringComparison.Ordinal));
        });
    }

    private Task<Echo> PlaceAsync(string customer, string padding = "") =>
        CheckedAsync(JsonSerializer.Serialize(new { padding, customerId = customer }));

    private async Task<Echo> CheckedAsync(string body)
    {
        var echo = await facade.EchoAsync(Order(body, customer: null));
        echo.Body.ShouldBe(body);
        return echo;
    }

    private static HttpRequestMessage Order(string body, string? customer)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/orders")
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        if (customer is not null)
            request.Headers.Add("X-Customer-Id", customer);
        return request;
    }

    private static async Task<string> DetailAsync(HttpResponseMessage response) =>
        (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString()!;
}
