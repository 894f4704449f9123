using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Hub.Platform.Identity;
using Hub.Tests;

namespace Hub.Facade.Tests.Composing;

/// <summary>Answers composed of several routes' answers, over a real socket.</summary>
public sealed class ComposedAnswers(ComposingFacade facade) : IClassFixture<ComposingFacade>
{
    /// <summary>Each optional part alone, some and all of them, with each way to fail.</summary>
    public static TheoryData<string, string, string> Failing { get; } = new(
        from how in new[] { ("slow", "late"), ("500", "failed"), ("cut off", "failed"), ("wrong JSON", "invalid") }
        from parts in new[] { "p2", "p5", "p3 p4", "p2 p3 p4 p5" }
        select (parts, how.Item1, how.Item2));

    [Theory]
    [MemberData(nameof(Failing))]
    public async Task An_optional_part_that_fails_is_null_and_named_and_harms_no_other(string parts, string how, string reason)
    {
        var failing = parts.Split(' ');
        var answer = await facade.AskAsync("/api/all/1", "X-Behave: " + string.Join(", ", failing.Select(p => $"{p}={how}")));
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        foreach (var part in Enumerable.Range(1, 5).Select(n => $"p{n}"))
        {
            var isFailing = failing.Contains(part);
            answer[part].ValueKind.ShouldBe(isFailing ? JsonValueKind.Null : JsonValueKind.Object, part);
            if (!isFailing)
                answer[part].GetProperty("target").GetString().ShouldBe($"/api/{part}/1");
        }

        answer["_parts"].EnumerateObject().Select(p => (p.Name, p.Value.GetProperty("reason").GetString()))
            .ShouldBe(failing.Select(p => (p, (string?)reason)));
        answer["_parts"].EnumerateObject().ShouldAllBe(p => p.Value.GetProperty("side").GetString() == "legacy");
        answer.Told.ShouldBe(string.Join(", ", failing.Select(p => $"{p};reason={reason}")));
        (answer.Headers["Cache-Control"], answer.Headers.ContainsKey("ETag")).ShouldBe(("no-store", false));
    }

    [Theory]
    [InlineData("slow", 504, "did not answer in time")]
    [InlineData("500", 504, "failed with 500")]
    [InlineData("cut off", 504, "failed with 502")]
    [InlineData("wrong JSON", 504, "did not answer with JSON")]
    [InlineData("no JSON", 504, "did not answer with JSON")]
    [InlineData("404", 404, "has no such record")]
    [InlineData("403", 403, "refuses this caller")]
    [InlineData("302", 504, "failed with 302")]
    public async Task A_required_part_that_fails_is_named_by_the_answer(string how, int status, string why)
    {
        var answer = await facade.AskAsync("/api/all/1", $"X-Behave: p1={how}");
        ((int)answer.Status).ShouldBe(status);
        answer.Headers["Content-Type"].ShouldBe("application/problem+json");
        answer["detail"].GetString().ShouldNotBeNull().ShouldStartWith("parts.all needs 'p1' (parts.p1)");
        answer["detail"].GetString()!.ShouldContain(why);
        answer["part"].GetString().ShouldBe("p1");
    }

    [Fact]
    public async Task A_whole_answer_has_each_part_as_its_side_wrote_it_and_a_tag()
    {
        var answer = await facade.AskAsync("/api/all/1", "X-Caller: me", "Authorization: Basic abc");
        answer.Status.ShouldBe(HttpStatusCode.OK);
        answer.Text.ShouldContain("\"amount\":12.50");
        answer["p3"].GetProperty("caller").GetString().ShouldBe("me");
        answer["p3"].GetProperty("authorization").GetString().ShouldBe("Basic abc");
        answer["_parts"].ToString().ShouldBe("{}");
        answer.Told.ShouldBeEmpty();
        answer.Headers["Cache-Control"].ShouldBe("no-cache, private");
        var tag = answer.Headers["ETag"];
        var again = await facade.AskAsync("/api/all/1", "X-Caller: me", "Authorization: Basic abc", $"If-None-Match: {tag}");
        (again.Status, again.Text).ShouldBe((HttpStatusCode.NotModified, ""));
        var other = await facade.AskAsync("/api/all/1", "X-Caller: you", $"If-None-Match: {tag}");
        other.Status.ShouldBe(HttpStatusCode.OK);
        var kept = await facade.AskAsync("/api/all/1", "X-Behave: p3=no store");
        (kept.Headers["Cache-Control"], kept.Headers.ContainsKey("ETag")).ShouldBe(("no-store", false));
    }

    [Fact]
    public async Task A_list_is_joined_by_key_one_by_one_and_for_many_at_once()
    {
        while (facade.Side.Asked.TryDequeue(out _))
        {
        }

        var answer = await facade.AskAsync("/api/joined/1?count=6");
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        answer["list"].GetProperty("items").GetArrayLength().ShouldBe(4);
        answer["list"].GetProperty("total").GetInt32().ShouldBe(3);
        answer["ones"].EnumerateObject().Select(o => (o.Name, o.Value.GetProperty("target").GetString()))
            .ShouldBe(Enumerable.Range(1, 4).Select(n => ($"K{n}", (string?)$"/api/one/K{n}")));
        answer["many"].EnumerateObject().Select(o => (o.Name, o.Value.ValueKind)).ShouldBe(
        [
            ("K1", JsonValueKind.Object), ("gone", JsonValueKind.Null), ("K3", JsonValueKind.Object),
            ("K4", JsonValueKind.Object),
        ]);
        answer["_parts"].ToString().ShouldBe("""{"many":{"keys":{"gone":{"reason":"notFound","side":"legacy"}}}}""");
        facade.Side.Asked.Where(a => a.StartsWith("/api/many", StringComparison.Ordinal))
            .ShouldBe(["/api/many?ids=K1%2Cgone%2CK3%2CK4"]);
    }

    [Fact]
    public async Task A_parts_field_is_the_key_of_another_and_one_without_it_is_not_asked_for()
    {
        var answer = await facade.AskAsync("/api/chain/7");
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        answer["owner"].GetProperty("target").GetString().ShouldBe("/api/one/O%201%2F%C3%A4?query=of%207");
        var alone = await facade.AskAsync("/api/chain/alone");
        alone.Status.ShouldBe(HttpStatusCode.OK, alone.Text);
        (alone["owner"].ValueKind, alone.Told).ShouldBe((JsonValueKind.Null, "owner;reason=noKey"));
    }

    [Theory]
    [InlineData("POST", "/api/all/1", 405)]
    [InlineData("OPTIONS", "/api/all/1", 204)]
    [InlineData("HEAD", "/api/all/1", 200)]
    [InlineData("GET", "/api/all/1?limit=5", 400)]
    [InlineData("GET", "/api/joined/1?count=1&count=2", 400)]
    [InlineData("GET", "/api/all/%2e%2e", 404)]
    [InlineData("GET", "/api/all/%ff", 400)]
    public async Task It_claims_requests_as_a_route_does(string method, string target, int status)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), facade.Address + target[1..]);
        using var response = await facade.Client.SendAsync(request);
        ((int)response.StatusCode).ShouldBe(status, await response.Content.ReadAsStringAsync());
        if (status == 405)
            response.Content.Headers.Allow.ShouldBe(["GET", "HEAD", "OPTIONS"]);
    }

    [Fact]
    public async Task Who_may_not_read_a_part_is_refused_it_by_its_name()
    {
        var some = await facade.AskAsync("/api/some/1");
        some.Status.ShouldBe(HttpStatusCode.OK, some.Text);
        (some["own"].ValueKind, some["kept"].ValueKind, some.Told)
            .ShouldBe((JsonValueKind.Object, JsonValueKind.Null, "kept;reason=refused"));
        var must = await facade.AskAsync("/api/must/1");
        must.Status.ShouldBe(HttpStatusCode.Unauthorized, must.Text);
        (must.Status, must.Headers["WWW-Authenticate"], must["part"].GetString())
            .ShouldBe((HttpStatusCode.Unauthorized, "Bearer", "kept"));

        using var caller = await facade.AsAsync("reads-guarded", AccessRole.Caller, "guarded");
        using var whole = await caller.GetAsync("/api/must/1");
        var read = await whole.Content.ReadAsStringAsync();
        whole.StatusCode.ShouldBe(HttpStatusCode.OK, read);
        read.ShouldNotContain("Bearer");
        using var other = await facade.AsAsync("reads-mixed", AccessRole.Caller, "mixed");
        using var refused = await other.GetAsync("/api/must/1");
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await RunningFacade.DetailAsync(refused)).ShouldContain("belongs to guarded");
    }

    [Fact]
    public async Task A_compositions_own_access_is_its_capabilitys()
    {
        (await facade.AskAsync("/api/guarded/1/overview")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        using var caller = await facade.AsAsync("guarded-overview", AccessRole.Caller, "guarded");
        using var answer = await caller.GetAsync("/api/guarded/1/overview");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_last_known_value_stands_in_for_a_failure_and_only_for_the_same_caller()
    {
        const string Mine = "X-Caller: mine";
        var target = "/api/kept/r1";
        (await facade.AskAsync("/api/remembering/r1", Mine)).Told.ShouldBeEmpty();
        foreach (var how in new[] { "slow", "500", "wrong JSON" })
        {
            facade.Side.Behaving[target] = how;
            facade.Clock.Advance(TimeSpan.FromSeconds(5));
            var old = await facade.AskAsync("/api/remembering/r1", Mine);
            old.Status.ShouldBe(HttpStatusCode.OK, how);
            old["kept"].GetProperty("caller").GetString().ShouldBe("mine");
            old["_parts"].GetProperty("kept").GetProperty("age").GetInt32().ShouldBeInRange(5, 59);
            old.Told.ShouldStartWith("kept;age=");
            old.Headers["Cache-Control"].ShouldBe("no-store");
            (await facade.AskAsync("/api/remembering/r1", "X-Caller: yours")).Status.ShouldBe(HttpStatusCode.GatewayTimeout);
            (await facade.AskAsync("/api/remembering/r1", Mine, "Authorization: Basic x")).Status
                .ShouldBe(HttpStatusCode.GatewayTimeout);
        }

        facade.Side.Behaving[target] = "403";
        (await facade.AskAsync("/api/remembering/r1", Mine)).Status.ShouldBe(HttpStatusCode.Forbidden);
        facade.Side.Behaving[target] = "500";
        (await facade.AskAsync("/api/remembering/r1", Mine)).Status
            .ShouldBe(HttpStatusCode.GatewayTimeout, "what is refused is forgotten");
    }

    [Fact]
    public async Task A_last_known_value_that_is_too_old_does_not_stand_in()
    {
        (await facade.AskAsync("/api/remembering/r2")).Status.ShouldBe(HttpStatusCode.OK);
        facade.Side.Behaving["/api/kept/r2"] = "500";
        facade.Clock.Advance(TimeSpan.FromSeconds(61));
        (await facade.AskAsync("/api/remembering/r2")).Status.ShouldBe(HttpStatusCode.GatewayTimeout);
    }

    [Fact]
    public async Task It_is_explained_with_its_parts_counted_and_described()
    {
        var answer = await facade.AskAsync("/api/all/1", "X-Behave: p2=500");
        var told = await facade.Admin.GetFromJsonAsync<JsonElement>(
            $"/hub/api/requests/{answer.Headers["X-Hub-Request-Id"]}");
        (told.GetProperty("route").GetString(), told.GetProperty("status").GetInt32()).ShouldBe(("parts.all", 200));
        var parts = told.GetProperty("parts").EnumerateArray().ToList();
        parts.Count.ShouldBe(5);
        var failed = parts.Single(p => p.GetProperty("part").GetString() == "p2");
        (failed.GetProperty("outcome").GetString(), failed.GetProperty("side").GetString()).ShouldBe(("failed", "legacy"));
        var own = await facade.Admin.GetFromJsonAsync<JsonElement>(
            $"/hub/api/requests/{failed.GetProperty("requestId").GetString()}");
        own.GetProperty("route").GetString().ShouldBe("parts.p2");

        var document = await facade.Admin.GetFromJsonAsync<JsonElement>("/hub/openapi.json");
        var get = document.GetProperty("paths").GetProperty("/api/joined/{id}").GetProperty("get");
        get.GetProperty("parameters").EnumerateArray().Select(p => p.GetProperty("name").GetString())
            .ShouldBe(["id", "count", "If-None-Match"]);
        get.GetProperty("responses").GetProperty("200").GetProperty("content").GetProperty("application/json")
            .GetProperty("schema").GetProperty("required").EnumerateArray().Select(m => m.GetString())
            .ShouldBe(["list", "ones", "many", "_parts"]);
    }

    [Theory]
    [InlineData("/api/all/1", "p2")]
    [InlineData("/api/remembering/r-late", "kept")]
    public async Task A_part_that_is_late_is_a_time_out_of_its_side_and_not_of_a_caller_who_hung_up(string target, string slow)
    {
        var answer = await facade.AskAsync(target, $"X-Behave: {slow}=slow");
        var told = await facade.Admin.GetFromJsonAsync<JsonElement>(
            $"/hub/api/requests/{answer.Headers["X-Hub-Request-Id"]}");
        var part = told.GetProperty("parts").EnumerateArray().Single(p => p.GetProperty("part").GetString() == slow);
        part.GetProperty("outcome").GetString().ShouldBe("late");
        JsonElement own = default;
        await Eventually.HoldsAsync("the part's request is over", async () =>
        {
            using var found = await facade.Admin.GetAsync($"/hub/api/requests/{part.GetProperty("requestId").GetString()}");
            if (!found.IsSuccessStatusCode)
                return false;
            own = await found.Content.ReadFromJsonAsync<JsonElement>();
            return true;
        });
        own.GetProperty("status").GetInt32().ShouldBe(504);
    }

    [Fact]
    public async Task A_plan_without_compositions_has_no_further_endpoint()
    {
        (await facade.FilesAsync()).Count.ShouldBeGreaterThan(3);
        var endpoints = facade.Services.GetService(typeof(Hub.Facade.Composing.ComposedEndpoints));
        ((Hub.Facade.Composing.ComposedEndpoints)endpoints!).Endpoints.Select(e => e.DisplayName).ShouldBe(
        [
            "guarded.overview", "mixed.some", "mixed.must", "parts.all", "parts.joined", "parts.chain", "parts.remembering",
        ], ignoreOrder: true);
    }
}
