using System.Text;
using Hub.Facade.Evidence;
using Hub.Facade.Gating;
using Hub.Platform.Links;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.ServiceKit.Changes;

namespace Hub.Facade.Tests.Gating;

/// <summary>The verdict on each condition of a gate.</summary>
public sealed class JudgingGates
{
    private static readonly DateTimeOffset Now = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(3_500, 0, "pass", null)]
    [InlineData(0, 0, "inconclusive", "more equal answers; ./hub shift things.get --to shadow begins to compare")]
    [InlineData(2_000, 0, "inconclusive", "more equal answers at today's traffic, about ")]
    [InlineData(2_000, 1, "inconclusive", "more equal answers at today's traffic, about ")]
    [InlineData(10, 5, "fail", "5 of 15 answers differ, which is more")]
    public void Too_little_is_neither_a_pass_nor_a_failure(long equal, long different, string state, string? missing)
    {
        var counts = new EvidenceCounts { Equal = equal, Different = different, From = Now.AddMinutes(-30), To = Now };
        var found = Judge(new EvidenceGate { Mismatch = 0.001 }, counts, stage: equal == 0 ? Stage.Legacy : Stage.Shadow);
        (found.Name, $"{found.State}".ToLowerInvariant()).ShouldBe(("mismatch", state));
        if (missing is null)
            found.Missing.ShouldBeNull();
        else
            found.Missing!.ShouldContain(missing);
    }

    [Fact]
    public void What_is_missing_says_how_long_it_takes_at_the_traffic_of_the_last_hour()
    {
        var missing = MismatchBound.Missing(2_000, 0, 0.001);
        var counts = new EvidenceCounts { Equal = 2_000, From = Now.AddMinutes(-40), To = Now };
        var found = Judge(new EvidenceGate { Mismatch = 0.001 }, counts);
        found.AboutSeconds!.Value.ShouldBe(40 * 60 * missing / 2_000.0, 1);
        found.Missing.ShouldBe($"1,{missing - 1000:000} more equal answers at today's traffic, about "
            + $"{Math.Ceiling(40 * missing / 2_000.0)} min");
        Judge(new EvidenceGate { Mismatch = 0.001 }, counts, recent: new EvidenceCounts()).Missing!
            .ShouldEndWith("; none came within the last hour");
    }

    [Theory]
    [InlineData(1, false, 0, "pass")]
    [InlineData(9, false, 0, "fail")]
    [InlineData(1, true, 0, "fail")]
    public void The_link_may_be_behind_so_far_and_not_stand_still(int lag, bool stands, int drift, string state) =>
        $"{Judge(new EvidenceGate { SyncLag = TimeSpan.FromSeconds(5) }, new(), link: [Way(lag, stands, drift)]).State}"
            .ToLowerInvariant().ShouldBe(state);

    [Theory]
    [InlineData(0, 1, "Pass", null)]
    [InlineData(2, 1, "Fail", "./hub sync reconcile things")]
    [InlineData(0, 30, "Inconclusive", "./hub sync reconcile things")]
    public void Both_sides_records_were_compared_not_long_ago_and_are_equal(int drift, int hours, string state, string? missing)
    {
        var found = Judge(
            new EvidenceGate { Verified = TimeSpan.FromHours(24) }, new(), link: [Way(0, false, drift, Now.AddHours(-hours))]);
        $"{found.State}".ShouldBe(state);
        (found.Missing ?? "").ShouldContain(missing ?? "");
    }

    // The counterpart of the bound's test: a route that differs as often as it may is seldom called one that differs more often.
    [Theory]
    [InlineData(0.001), InlineData(0.01), InlineData(0.2)]
    public void Whoever_looks_after_every_answer_fails_a_route_just_within_the_limit_in_5_percent_of_runs_at_most(double share)
    {
        var random = new Random(20261130);
        var failed = 0;
        for (var run = 0; run < 400; run++)
        {
            var different = 0;
            for (var n = 1; n <= 3_000; n++)
            {
                var differs = random.NextDouble() < share;
                different += differs ? 1 : 0;
                if (!differs || !MismatchExcess.IsAbove(share, n, different, 0.95))
                    continue;
                failed++;
                break;
            }
        }

        // 5 % of 400, and three standard deviations.
        failed.ShouldBeLessThanOrEqualTo(20 + 14);
        MismatchExcess.IsAbove(share, 400, 300, 0.95).ShouldBeTrue();
    }

    [Theory]
    [InlineData("", "canary", 5_000, 0, 0, 0, "Pass", "mismatch")]
    [InlineData("", "new", 5_000, 0, 0, 0, "Inconclusive", "mismatch")]
    [InlineData("", "new", 0, 0, 5_000, 0, "Pass", "mismatch")]
    [InlineData("", "canary", 4_000, 200, 0, 0, "Fail", "mismatch")]
    [InlineData("", "new", 4_000, 200, 5_000, 0, "Fail", "leftBehind")]
    [InlineData(", dryRun: true", "canary", 5_000, 0, 0, 0, "Inconclusive", "mismatch")]
    [InlineData(", dryRun: true", "new", 0, 0, 4_000, 200, "Fail", "leftBehind")]
    public void A_write_that_no_side_tries_is_judged_by_what_it_left_and_before_new_by_what_the_new_side_wrote(
        string more, string before, int byLegacy, int otherByLegacy, int byNew, int otherByNew, string state, string name)
    {
        var known = Known(
            new EvidenceCounts
            {
                LeftByLegacy = new EvidenceCounts { Equal = byLegacy, Different = otherByLegacy, From = Now },
                LeftByNew = new EvidenceCounts { Equal = byNew, Different = otherByNew, From = Now },
            },
            Stage.Canary, $"things.add: {{ match: POST /api/things{more} }}");
        var worst = GateConditions.Judge(new EvidenceGate { Mismatch = 0.001 }, known.Before(before), known)
            .MaxBy(c => c.State).ShouldNotBeNull();
        ($"{worst.State}", worst.Name).ShouldBe((state, name), worst.ToString());
    }

    private static GateCondition Judge(
        EvidenceGate gate, EvidenceCounts counts, EvidenceCounts? recent = null, Stage stage = Stage.Shadow,
        params IReadOnlyList<LinkStatus> link) =>
        GateConditions.Judge(
            gate, Known(counts, stage, "things.get: GET /api/things") with { Recent = recent ?? counts, Streams = link })
            .ShouldHaveSingleItem();

    private static KnownOfRoute Known(EvidenceCounts counts, Stage stage, string route)
    {
        var errors = new PlanErrors();
        var plan = new PlanLoader([]).Load(
            new PlanBundle([KeyValuePair.Create("capabilities/things.yaml", Encoding.UTF8.GetBytes($$"""
                capability: things
                owner: team
                sides: { legacy: "http://old:1", new: "http://new:1" }
                link: { legacy: "adapter:old", new: "http://new:1" , changes: /told, records: /kept }
                routes:
                  {{route}}
                """))]),
            new PlanReferences(), errors);
        errors.ShouldBeEmpty();
        return new KnownOfRoute(plan!.Routes.Single(), new RouteState(stage), Now, counts, counts, null, []);
    }

    private static LinkStatus Way(int lag, bool stands, int drift, DateTimeOffset? at = null) =>
        new("things", "adapter:old", "http://new:1", Side.Legacy, "1", 1, 0, true, stands ? "broken" : null)
        {
            Lag = TimeSpan.FromSeconds(lag),
            Reconciled = at is { } day
                ? new LinkVerification(LinkVerification.Verified, day) { Drift = drift, Text = "compared" } : null,
        };
}
