using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Hub.Facade.Tests;

/// <summary>A capability that is something new: no legacy system has ever answered its routes, or none does any more.</summary>
public sealed class WithoutALegacySide(WithoutALegacySide.Facade facade) : IClassFixture<WithoutALegacySide.Facade>
{
    [Fact]
    public async Task The_new_side_answers_and_there_is_nothing_to_shift_or_to_roll_back_to()
    {
        (await facade.EchoAsync(new HttpRequestMessage(HttpMethod.Get, "/api/reviews"))).Side.ShouldBe("new");
        var route = await RouteAsync("reviews.find");
        (route.GetProperty("stage").GetString(), route.GetProperty("new").GetString()).ShouldBe(("retired", facade.NewAddress));
        route.GetProperty("legacy").ValueKind.ShouldBe(JsonValueKind.Null);
        route.GetProperty("sides").GetProperty("legacy").GetProperty("name").GetString().ShouldBe("none");

        // Nothing was strangled there: the plan's status counts such routes apart.
        (await facade.Admin.GetFromJsonAsync<JsonElement>("/hub/api/plan/status")).GetProperty("newOnly").GetInt32()
            .ShouldBeGreaterThanOrEqualTo(1);

        foreach (var refused in new[]
        {
            await facade.RollbackAsync("reviews.find"),
            await facade.ShiftAsync("reviews.find", new { stage = "new", reason = "go" }),
            await facade.ShiftAsync("reviews.find", new { stage = "shadow", reason = "go" }),
        })
        {
            refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
            (await RunningFacade.DetailAsync(refused)).ShouldContain("reviews.find has no legacy side");
        }

        var forced = new HttpRequestMessage(HttpMethod.Get, "/api/reviews")
        {
            Headers =
            {
                { "X-Hub-Use", "legacy" }, { "X-Hub-Token", facade.Admin.DefaultRequestHeaders.Authorization!.Parameter! },
            },
        };
        using var answer = await facade.Client.SendAsync(forced);
        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task That_nothing_of_it_is_left_to_delete_is_signed_and_the_new_side_is_not_named()
    {
        var proof = await facade.Admin.GetFromJsonAsync<JsonElement>("/hub/api/routes/reviews.find/retirement");
        proof.GetProperty("statement").GetString()!.ShouldEndWith(
            "the plan names no legacy side of reviews.find: nothing of it is left to delete.");
        proof.GetProperty("legacy").ValueKind.ShouldBe(JsonValueKind.Null);
        proof.GetProperty("carries").GetArrayLength().ShouldBe(0);
        proof.GetProperty("besidesBy").GetArrayLength().ShouldBe(0);
        proof.GetRawText().ShouldNotContain(facade.NewAddress);
    }

    [Fact]
    public async Task It_can_be_taken_out_of_the_plan_as_nobody_has_to_roll_it_back()
    {
        using var dropped = await facade.ApplyAsync(files => files.Remove("capabilities/notes.yaml"));
        dropped.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_legacy_side_leaves_the_plan_only_after_its_routes_are_retired()
    {
        void Drop(Dictionary<string, string> files) => files["capabilities/parcels.yaml"] =
            files["capabilities/parcels.yaml"].Replace($"legacy: {facade.LegacyAddress}, ", "", StringComparison.Ordinal);

        using (var early = await facade.ApplyAsync(Drop))
        {
            early.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
            (await RunningFacade.DetailAsync(early)).ShouldContain(
                "parcels.list stands at legacy, and the plan names no legacy side for it any more: retire it first");
        }

        await facade.ShiftAsync("parcels.list", new { stage = "new", reason = "go" });
        (await facade.ShiftAsync("parcels.list", new { stage = "retired", reason = "end" })).StatusCode
            .ShouldBe(HttpStatusCode.OK);
        using (var whole = await facade.ApplyAsync(files => files.Remove("capabilities/parcels.yaml")))
        {
            whole.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
            (await RunningFacade.DetailAsync(whole)).ShouldContain(
                "The plan drops parcels.list, which are retired: apply a plan without sides.legacy of theirs first");
        }

        (await facade.ApplyAsync(Drop)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await facade.EchoAsync(new HttpRequestMessage(HttpMethod.Get, "/api/parcels"))).Side.ShouldBe("new");
        // The test's files are laid over the facade's own at each application.
        (await facade.ApplyAsync(files => files.Remove("capabilities/parcels.yaml"))).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("sides: { }", "'legacy' is missing")]
    [InlineData("sides: { new: SIDE }", "so it cannot say 'new: none'")]
    public async Task A_route_that_nobody_would_answer_is_told_with_file_and_line(string sides, string told)
    {
        using var refused = await facade.ApplyAsync(files => files["capabilities/odd.yaml"] = $$"""
            capability: odd
            owner: nobody
            {{sides.Replace("SIDE", facade.NewAddress, StringComparison.Ordinal)}}
            routes:
              odd.get: { match: GET /api/odd, new: none }
            """);
        refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await refused.Content.ReadAsStringAsync()).ShouldContain(told);
    }

    private async Task<JsonElement> RouteAsync(string id) =>
        (await facade.Admin.GetFromJsonAsync<JsonElement>("/hub/api/routes")).GetProperty("routes").EnumerateArray()
            .Single(r => r.GetProperty("id").GetString() == id);

    public sealed class Facade : RunningFacade
    {
        protected override IReadOnlyDictionary<string, string> MoreFiles() => new Dictionary<string, string>
        {
            ["capabilities/reviews.yaml"] = $$"""
                capability: reviews
                owner: product-team
                pace: innovation
                sides: { new: {{NewAddress}} }
                routes:
                  reviews.find: GET /api/reviews
                """,
            ["capabilities/notes.yaml"] = $$"""
                capability: notes
                owner: product-team
                sides: { new: {{NewAddress}} }
                routes:
                  notes.find: GET /api/notes
                """,
            ["capabilities/parcels.yaml"] = $$"""
                capability: parcels
                owner: shipping
                sides: { legacy: {{LegacyAddress}}, new: {{NewAddress}} }
                routes:
                  parcels.list: GET /api/parcels
                """,
        };
    }
}
