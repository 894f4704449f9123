using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Hub.Facade.Tests.Access;
using Hub.Tests;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Tests.Gating;

/// <summary>A route moves forward where comparing its sides has shown what the gate asks for.</summary>
public sealed class ShiftingPastGates
{
    private const string Half = "{ canary: { mismatch: 50%, soak: off }, new: { mismatch: 1%, soak: off } }";

    [Fact]
    public async Task A_shift_is_refused_with_what_is_missing_and_made_once_enough_answers_are_equal()
    {
        await using var gated = await GatedSides.StartAsync(Half);
        await gated.CompareAsync(2);
        var refused = await gated.ShiftAsync(HttpStatusCode.UnprocessableEntity);
        refused.Text("detail").ShouldMatch(
            @"^goods\.get is not shifted forward: its gate before canary \(capabilities/goods\.yaml\(\d+\)\) is not passed\. "
            + @"inconclusive, mismatch 50 % \(95 % sure\): 3 more equal answers at today's traffic, about \d+ second");
        var preview = await gated.PreviewAsync();
        preview.Text("refused").ShouldStartWith("goods.get is not shifted forward: its gate before canary");
        GatedSides.StateOf(preview).ShouldBe("inconclusive");
        (await gated.Sides.EvidenceAsync()).Text("stage").ShouldBe("shadow");

        await gated.CompareAsync(GatedSides.Enough - 2);
        GatedSides.StateOf(await gated.Sides.EvidenceAsync()).ShouldBe("pass");
        var done = await gated.ShiftAsync(HttpStatusCode.OK);
        GatedSides.StateOf(done).ShouldBe("pass");
        done.TryGetProperty("forced", out _).ShouldBeFalse();
        // Everybody is moved by a canary of 100 % as by new.
        (await gated.ShiftAsync(HttpStatusCode.UnprocessableEntity, percent: 100)).Text("detail").ShouldContain("before new");
        (await gated.ShiftAsync(HttpStatusCode.UnprocessableEntity, "new")).Text("detail").ShouldContain("before new");
        (await gated.ShiftAsync(HttpStatusCode.OK, percent: 50)).Text("to").ShouldContain("50");
    }

    [Fact]
    public async Task A_new_side_that_differs_fails_the_gate_until_it_is_rolled_back_and_compared_anew()
    {
        await using var gated = await GatedSides.StartAsync("{ canary: { mismatch: 5%, soak: off } }");
        var right = gated.Sides.New;
        gated.Sides.New = context => context.Response.WriteAsJsonAsync(new { price = 2 });
        await gated.CompareAsync(4);
        (await gated.ShiftAsync(HttpStatusCode.UnprocessableEntity)).Text("detail")
            .ShouldContain("failed, mismatch 5 % (95 % sure): 4 of 4 answers differ, which is more");
        GatedSides.StateOf(await gated.Sides.EvidenceAsync()).ShouldBe("fail");

        gated.Sides.New = right;
        await gated.Sides.Facade.RollbackAsync("goods.get").ShouldBeAsync(HttpStatusCode.OK);
        (await gated.ShiftAsync(HttpStatusCode.UnprocessableEntity)).Text("detail")
            .ShouldContain("./hub shift goods.get --to shadow begins to compare");
        gated.Sides.Facade.Clock.Advance(TimeSpan.FromSeconds(1));
        await gated.Sides.ShiftAsync("goods.get", "shadow");
        await gated.CompareAsync(1);
        var evidence = await gated.Sides.EvidenceAsync();
        GatedSides.StateOf(evidence).ShouldBe("inconclusive");
        // What gates do not count, the evidence beside them does not either.
        (evidence.GetProperty("compared").GetInt64(), evidence.GetProperty("different").GetInt64()).ShouldBe((1, 0));
        (await gated.Sides.EvidenceAsync("?since=30d")).GetProperty("different").GetInt64().ShouldBe(4);
    }

    [Fact]
    public async Task Force_past_a_gate_is_a_right_of_its_own_and_stands_out_in_the_audit_log()
    {
        await using var gated = await GatedSides.StartAsync(Half);
        using var bob = await gated.OperatorAsync("bob", overridesGates: false);
        var refused = await gated.ShiftAsync(HttpStatusCode.Forbidden, force: true, by: bob);
        refused.Text("detail").ShouldContain("'bob' may not override the gate");
        using var eve = await gated.OperatorAsync("eve", overridesGates: true);
        (await gated.ShiftAsync(HttpStatusCode.UnprocessableEntity, by: eve)).Text("detail").ShouldContain("(--force)");
        var done = await gated.ShiftAsync(HttpStatusCode.OK, force: true, by: eve);
        done.Text("forced").ShouldStartWith("the gate before canary was not passed (inconclusive, mismatch 50 %");
        GatedSides.StateOf(done).ShouldBe("inconclusive");

        var forced = await AuditAsync(gated, "outcome=forced");
        forced.ShouldHaveSingleItem().ShouldStartWith("eve shift goods.get: shadow → canary 10 %");
        forced[0].ShouldContain("forced although the gate before canary was not passed");
        forced[0].ShouldContain("it says the same");
        (await AuditAsync(gated, "outcome=refused&actor=bob")).ShouldHaveSingleItem().ShouldContain("may not override the gate");
        (await bob.PostAsJsonAsync("/hub/api/routes/goods.get/rollback", new { reason = "back" })).StatusCode
            .ShouldBe(HttpStatusCode.OK, "the way back asks for nothing");
    }

    [Fact]
    public async Task A_route_soaks_where_it_stands_and_only_while_answers_are_compared()
    {
        await using var gated = await GatedSides.StartAsync("{ canary: { mismatch: off, soak: 1h } }");
        (await gated.ShiftAsync(HttpStatusCode.UnprocessableEntity)).Text("detail")
            .ShouldContain("inconclusive, soak 1h: nothing was compared at shadow; 60 min more");
        await gated.CompareAsync(1);
        gated.Sides.Facade.Clock.Advance(TimeSpan.FromMinutes(40));
        (await gated.ShiftAsync(HttpStatusCode.UnprocessableEntity)).Text("detail").ShouldContain("60 min more");
        await gated.CompareAsync(1);
        (await gated.ShiftAsync(HttpStatusCode.UnprocessableEntity)).Text("detail").ShouldContain("20 min more");
        gated.Sides.Facade.Clock.Advance(TimeSpan.FromMinutes(21));
        await gated.CompareAsync(1);
        await gated.ShiftAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_write_that_nobody_tries_is_inconclusive_and_a_gate_of_its_routes_own_takes_the_place_of_the_capabilitys()
    {
        await using var gated = await GatedSides.StartAsync(Half);
        (await gated.Sides.Facade.ShiftAsync("goods.add", new { stage = "canary", percent = 10, reason = "x" })
            .ShouldBeAsync(HttpStatusCode.UnprocessableEntity)).Text("detail")
            .ShouldContain("goods.add writes, and none of its writes was compared: say 'dryRun: true'");
        await gated.Sides.Facade.ApplyAsync(files => files["capabilities/goods.yaml"] = files["capabilities/goods.yaml"]
            .Replace(
                "goods.add: POST /api/goods",
                "goods.add: { match: POST /api/goods, gates: { canary: { mismatch: off, soak: off } } }",
                StringComparison.Ordinal)).ShouldBeAsync(HttpStatusCode.OK);
        await gated.Sides.Facade.ShiftAsync("goods.add", new { stage = "canary", percent = 10, reason = "x" })
            .ShouldBeAsync(HttpStatusCode.OK);
        // The gate before new is its capability's still.
        (await gated.Sides.Facade.ShiftAsync("goods.add", new { stage = "new", reason = "x" })
            .ShouldBeAsync(HttpStatusCode.UnprocessableEntity)).Text("detail").ShouldContain("its gate before new");
        await gated.ShiftAsync(HttpStatusCode.UnprocessableEntity);
    }

    private static async Task<List<string>> AuditAsync(GatedSides gated, string query) =>
    [
        .. (await gated.Sides.Facade.Admin.GetFromJsonAsync<JsonElement>($"/hub/api/audit?{query}")).EnumerateArray()
            .Select(e => $"{e.Text("actor")} {e.Text("action")} {e.Text("target")}: {e.Text("detail")}"),
    ];
}
