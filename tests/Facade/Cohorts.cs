using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Hub.Platform.Nodes;
using Hub.Tests;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Facade.Tests;

/// <summary>Who exactly is moved: named keys and groups, percentages, and what a shift would do before it is made.</summary>
public sealed class Cohorts(Cohorts.Facade facade) : IClassFixture<Cohorts.Facade>
{
    [Fact]
    public async Task Named_users_are_on_the_new_side_at_0_percent_and_routes_shows_them()
    {
        var named = new { stage = "canary", percent = 0, users = new[] { "C-7", "C-5", "C-7" }, reason = "friends" };
        using (var shifted = await facade.ShiftAsync("orders.place", named))
            shifted.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await PlaceAsync("C-5")).Side.ShouldBe("new");
        (await PlaceAsync("C-6")).Side.ShouldBe("legacy");
        var route = await facade.Admin.GetFromJsonAsync<JsonElement>("/hub/api/routes/orders.place");
        route.GetProperty("users").EnumerateArray().Select(u => u.GetString()).ShouldBe(["C-5", "C-7"]);
        await facade.RollbackAsync("orders.place");
        (await PlaceAsync("C-5")).Side.ShouldBe("legacy");
    }

    [Fact]
    public async Task Groups_count_where_the_plan_trusts_a_header_and_nowhere_else()
    {
        var beta = new { stage = "canary", percent = 0, groups = new[] { "beta" }, reason = "beta" };
        (await facade.ShiftAsync("trusting.get", beta)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await GetAsync("staff, beta")).Side.ShouldBe("new");
        (await GetAsync("staff")).Side.ShouldBe("legacy");
        (await GetAsync("Beta")).Side.ShouldBe("legacy");
        await facade.RollbackAsync("trusting.get");

        using var refused = await facade.ShiftAsync(
            "orders.get", new { stage = "canary", percent = 0, groups = new[] { "beta" }, reason = "beta" });
        refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await RunningFacade.DetailAsync(refused))
            .ShouldContain("Add 'groups: header NAME' to 'cohort' in capabilities/orders.yaml");

        Task<Echo> GetAsync(string groups) => facade.EchoAsync(new HttpRequestMessage(HttpMethod.Get, "/api/trusting/7")
        {
            Headers = { { "X-Groups", groups } },
        });
    }

    [Fact]
    public async Task A_groups_members_are_evaluated_remotely_as_their_requests_are_answered()
    {
        var beta = new { stage = "canary", percent = 0, groups = new[] { "beta" }, reason = "beta" };
        (await facade.ShiftAsync("trusting.get", beta)).StatusCode.ShouldBe(HttpStatusCode.OK);
        foreach (var (groups, side) in new (string[], string)[]
        {
            (["staff", "beta"], "new"), (["beta"], "new"), (["staff"], "legacy"), (["Beta"], "legacy"), ([], "legacy"),
        })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/trusting/7");
            if (groups.Length > 0)
                request.Headers.Add("X-Groups", string.Join(", ", groups));
            (await facade.EchoAsync(request)).Side.ShouldBe(side);
            var asked = new { context = new { targetingKey = "7", groups } };
            var one = await EvaluateAsync("/trusting.get", asked);
            (one.GetProperty("value").GetString(), one.GetProperty("reason").GetString())
                .ShouldBe((side, side == "new" ? "TARGETING_MATCH" : "SPLIT"), string.Join(' ', groups));
            (await EvaluateAsync("", asked)).GetProperty("flags").EnumerateArray()
                .Single(f => f.GetProperty("key").GetString() == "trusting.get").GetRawText().ShouldBe(one.GetRawText());
        }

        await facade.RollbackAsync("trusting.get");

        async Task<JsonElement> EvaluateAsync(string flag, object context)
        {
            using var answer = await facade.Admin.PostAsJsonAsync($"/hub/ofrep/v1/evaluate/flags{flag}", context);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
            return await answer.Content.ReadFromJsonAsync<JsonElement>();
        }
    }

    [Theory]
    [InlineData("""{"stage":"new","users":["C-1"],"reason":"x"}""", "$.users")]
    [InlineData("""{"stage":"canary","percent":1,"users":[" "],"reason":"x"}""", "$.users")]
    [InlineData("""{"stage":"legacy","groups":["a"],"reason":"x"}""", "$.groups")]
    public async Task Names_that_cannot_be_meant_are_400(string body, string place)
    {
        using var response = await facade.Admin.PostAsync(
            "/hub/api/routes/orders.place/shift", new StringContent(body, Encoding.UTF8, "application/json"));
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await RunningFacade.DetailAsync(response)).ShouldContain(place);
    }

    [Fact]
    public async Task A_capability_without_cohort_has_no_canary()
    {
        using var refused = await facade.ShiftAsync("plain.get", new { stage = "canary", percent = 10, reason = "x" });
        refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await RunningFacade.DetailAsync(refused)).ShouldContain("without 'cohort' in capabilities/plain.yaml");
    }

    [Theory]
    [InlineData("slips.put", "no request of slips.put carries customerId in route customerId")]
    [InlineData("ledgers.add", "entity 'ledgers' at systems/erp.yaml(4) reads no cohort 'customerId' from its records")]
    [InlineData("ledgers.get", null)]
    [InlineData("notes.add", null)]
    public async Task A_write_of_records_that_both_sides_keep_stands_at_0_or_100_percent_unless_its_key_is_the_records(
        string route, string? why)
    {
        object[] dividing =
        [
            new { stage = "canary", percent = 50, reason = "x" },
            new { stage = "canary", percent = 0, users = new[] { "C-1" }, reason = "x" },
        ];
        foreach (var divided in dividing)
        {
            using var half = await facade.ShiftAsync(route, divided);
            half.StatusCode.ShouldBe(why is null ? HttpStatusCode.OK : HttpStatusCode.UnprocessableEntity);
            if (why is not null)
                (await RunningFacade.DetailAsync(half))
                    .ShouldBe($"{route} can stand at 0 or 100 % only: it writes records that both sides keep, and any "
                        + $"share between needs a cohort key that request and record have in common, but {why}.");
        }

        (await facade.ShiftAsync(route, new { stage = "canary", percent = 100, reason = "all" })).StatusCode
            .ShouldBe(HttpStatusCode.OK);
        (await facade.ShiftAsync(route, new { stage = "canary", percent = 0, reason = "none" })).StatusCode
            .ShouldBe(HttpStatusCode.OK);
        (await facade.RollbackAsync(route)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_write_whose_records_cannot_be_handed_over_stands_at_0_or_100_percent()
    {
        using var refused = await facade.ShiftAsync("drafts.add", new { stage = "canary", percent = 50, reason = "x" });
        refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await RunningFacade.DetailAsync(refused)).ShouldBe(
            "drafts.add can stand at 0 or 100 % only: its records cannot be handed over, as entity 'drafts' at "
            + "systems/erp.yaml(7) has no 'find', so what it makes at new cannot be looked up at legacy after a lost "
            + "answer (drafts.add).");
        (await facade.ShiftAsync("drafts.add", new { stage = "canary", percent = 100, reason = "all" })).StatusCode
            .ShouldBe(HttpStatusCode.OK);
        (await facade.RollbackAsync("drafts.add")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_write_that_joins_others_which_have_moved_is_refused_until_they_are_back()
    {
        (await facade.ShiftAsync("drafts.add", new { stage = "canary", percent = 100, reason = "all" })).StatusCode
            .ShouldBe(HttpStatusCode.OK);
        using var refused = await facade.ApplyAsync(files => files["capabilities/drafts.yaml"] +=
            "\n  drafts.fax: POST /api/customers/{customerId}/faxes\n");
        refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await RunningFacade.DetailAsync(refused)).ShouldBe(
            "capabilities/drafts.yaml(8): drafts.fax would stand at legacy, and drafts.add, which write the same drafts, at "
            + "canary 100 %, so that two sides would own them: roll back first (./hub rollback drafts.add), apply the plan, "
            + "and shift them together.");
        (await facade.RollbackAsync("drafts.add")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_write_moves_with_the_others_of_its_records_or_not_at_all()
    {
        using var refused = await facade.ShiftAsync("slips.add", new { stage = "canary", percent = 50, reason = "x" });
        refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await RunningFacade.DetailAsync(refused)).ShouldStartWith(
            "slips.add moves together with all that write slips, and slips.put can stand at 0 or 100 % only");
    }

    [Fact]
    public async Task Such_a_write_is_told_of_when_the_plan_is_applied()
    {
        using var applied = await facade.ApplyAsync(_ => { });
        var notes = (await applied.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("notes").EnumerateArray()
            .Select(n => n.GetString()!).ToList();
        notes.Count(n => n.Contains("can stand at 0 or 100 % only", StringComparison.Ordinal)).ShouldBe(3);
        notes.ShouldContain(n => n.StartsWith(
            "capabilities/ledgers.yaml(8): ledgers.add can stand at 0 or 100 % only", StringComparison.Ordinal));
        notes.Count(n => n.Contains("cannot be handed over", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task A_preview_says_exactly_how_many_of_the_keys_seen_would_move_and_moves_none()
    {
        var customers = Enumerable.Range(0, 60).Select(n => $"P-{n}").ToList();
        foreach (var customer in customers)
            (await PlaceAsync(customer, "/api/previewed")).Side.ShouldBe("legacy");
        (await PlaceAsync(customers[0], "/api/previewed")).Side.ShouldBe("legacy");

        var preview = await PreviewAsync("stage=canary&percent=40");
        preview.GetProperty("keys").GetInt32().ShouldBe(60);
        preview.GetProperty("requests").GetInt32().ShouldBe(61);
        preview.GetProperty("toLegacy").GetInt32().ShouldBe(0);
        await facade.ShiftAsync("previewed.add", new { stage = "canary", percent = 40, reason = "do it" });
        var moved = await OnNewAsync();
        preview.GetProperty("toNew").GetInt32().ShouldBe(moved.Count);
        moved.Count.ShouldBeInRange(1, 59);

        var less = await PreviewAsync("stage=canary&percent=20");
        await facade.ShiftAsync("previewed.add", new { stage = "canary", percent = 20, reason = "back a little" });
        var still = await OnNewAsync();
        still.ShouldBeSubsetOf(moved);
        less.GetProperty("toLegacy").GetInt32().ShouldBe(moved.Count - still.Count);
        (await PreviewAsync("stage=new")).GetProperty("toNew").GetInt32().ShouldBe(60 - still.Count);
        (await PreviewAsync("stage=shadow")).GetProperty("refused").GetString()!.ShouldContain("it writes");
        (await facade.Admin.GetAsync("/hub/api/routes/previewed.add/preview?stage=canary")).StatusCode
            .ShouldBe(HttpStatusCode.BadRequest);
        await facade.RollbackAsync("previewed.add");

        async Task<List<string>> OnNewAsync()
        {
            var found = new List<string>();
            foreach (var customer in customers)
            {
                if ((await PlaceAsync(customer, "/api/previewed")).Side == "new")
                    found.Add(customer);
            }

            return found;
        }
    }

    [Fact]
    public async Task A_preview_counts_what_every_live_node_has_seen_and_a_key_that_two_have_seen_once()
    {
        await using var other = await facade.StartAnotherAsync();
        var live = facade.Services.GetRequiredService<NodeRegistry>();
        await Eventually.HoldsAsync(
            "both nodes to be live", async () => (await live.ListAsync()).Count(n => n.Live && n.Address.Length > 0) == 2);
        using var there = new HttpClient { BaseAddress = new Uri(other.Urls.First()) };
        (HttpClient, string)[] asking = [(facade.Client, "S-1"), (facade.Client, "S-2"), (there, "S-2"), (there, "S-3")];
        foreach (var (client, customer) in asking)
            (await client.SendAsync(Order(customer, "/api/seen"))).EnsureSuccessStatusCode();

        var preview = await facade.Admin.GetFromJsonAsync<JsonElement>(
            "/hub/api/routes/seen.add/preview?stage=canary&percent=0&user=S-3");
        (preview.GetProperty("nodes").GetInt32(), preview.GetProperty("requests").GetInt32(),
            preview.GetProperty("keys").GetInt32()).ShouldBe((2, 4, 3));
        preview.GetProperty("toNew").GetInt32().ShouldBe(1);
        preview.GetProperty("silent").GetArrayLength().ShouldBe(0);
        using var told = await facade.Admin.GetAsync("/hub/api/routes/seen.add/preview?stage=canary&percent=50&here=true");
        (await told.Content.ReadAsStringAsync()).ShouldNotContain("S-1");
    }

    private Task<JsonElement> PreviewAsync(string query) =>
        facade.Admin.GetFromJsonAsync<JsonElement>($"/hub/api/routes/previewed.add/preview?{query}");

    private Task<Echo> PlaceAsync(string customer, string path = "/api/orders") => facade.EchoAsync(Order(customer, path));

    private static HttpRequestMessage Order(string customer, string path) => new(HttpMethod.Post, path)
    {
        Content = new StringContent(JsonSerializer.Serialize(new { customerId = customer }), Encoding.UTF8, "application/json"),
    };

    public sealed class Facade : RunningFacade
    {
        protected override IReadOnlyDictionary<string, string> MoreFiles() => new Dictionary<string, string>
        {
            ["systems/erp.yaml"] = """
                system: erp
                entities:
                  other: { key: id, cohort: customerId }
                  ledgers: { key: id, changes: {}, create: {}, find: {} }
                  slips: { key: id, cohort: customerId, changes: {}, create: {}, find: {}, get: {}, update: {} }
                  notes: { key: id, cohort: customerId, changes: {}, create: {}, find: {} }
                  drafts: { key: id, cohort: customerId, changes: {}, create: {} }
                """,
            ["capabilities/trusting.yaml"] = Capability(
                "trusting",
                "cohort: { key: id, from: [route id], seed: t, groups: header X-Groups }",
                "trusting.get: GET /api/trusting/{id}"),
            ["capabilities/plain.yaml"] = Capability("plain", "", "plain.get: GET /api/plain"),
            ["capabilities/previewed.yaml"] = Capability(
                "previewed",
                "cohort: { key: customerId, from: [body customerId], seed: p }",
                "previewed.add: POST /api/previewed"),
            ["capabilities/seen.yaml"] = Capability(
                "seen", "cohort: { key: customerId, from: [body customerId], seed: q }", "seen.add: POST /api/seen"),
            ["capabilities/ledgers.yaml"] = Capability(
                "ledgers",
                "link: { legacy: adapter:erp, new: service:ledgers }\n"
                + "cohort: { key: customerId, from: [header X-Customer-Id, body customerId], seed: l }",
                "ledgers.get: GET /api/ledgers/{id}\n  ledgers.add: POST /api/ledgers"),
            ["capabilities/slips.yaml"] = Capability(
                "slips",
                "link: { legacy: adapter:erp, new: service:slips }\n"
                + "cohort: { key: customerId, from: [route customerId], seed: s }",
                "slips.put: PUT /api/slips/{id}\n  slips.add: POST /api/customers/{customerId}/slips"),
            ["capabilities/notes.yaml"] = Capability(
                "notes",
                "link: { legacy: adapter:erp, new: service:notes }\n"
                + "cohort: { key: customerId, from: [route customerId], seed: n }",
                "notes.add: POST /api/customers/{customerId}/notes"),
            ["capabilities/drafts.yaml"] = Capability(
                "drafts",
                "link: { legacy: adapter:erp, new: service:drafts }\n"
                + "cohort: { key: customerId, from: [route customerId], seed: d }",
                "drafts.add: POST /api/customers/{customerId}/drafts"),
        };

        private string Capability(string name, string more, string routes) => $$"""
            capability: {{name}}
            owner: order-team
            sides: { legacy: {{LegacyAddress}}, new: {{NewAddress}} }
            {{more}}
            routes:
              {{routes}}
            """;
    }
}
