using Hub.Platform.Plan;
using Hub.ServiceKit.Hosting;

namespace Hub.Platform.Tests.Plan;

public sealed class ReadingPlans
{
    [Fact]
    public void A_plan_is_read_with_its_routes_sides_and_limits()
    {
        var (plan, errors) = PlanFiles.Load();
        errors.ShouldBeEmpty();
        plan!.Routes.Select(r => r.Id).ShouldBe(["orders.get", "orders.place"]);
        plan.Routes.First().Legacy.ShouldBe(new SideTarget(SideName.Adapter("erp"), null, null));
        plan.Routes.ShouldAllBe(r => ReferenceEquals(r.Capability, plan.Capabilities.Single()));
        plan.Systems.Single().Limits.ShouldBe(new SystemLimits(4, TimeSpan.FromSeconds(2)));
    }

    [Fact]
    public void All_faults_of_all_files_are_reported_with_file_line_and_advice()
    {
        var (plan, errors) = PlanFiles.Load(
            ("capabilities/orders.yaml", """
                capability: orders
                ownr: order-team
                sides: { legacy: adapter:epr, new: nowhere }
                routes:
                  orders.get: FETCH /api/orders/{id}
                  stock.get: GET /hub/stock
                """),
            ("capabilities/broken.yaml", "capability: [unclosed"),
            ("systems/erp.yaml", """
                system: erp
                limits: { concurrency: 0, timeout: soon }
                soap: { address: "${env:TEST_UNSET}" }
                """));
        plan.ShouldBeNull();
        var lines = errors.Select(e => e.ToString()).ToList();
        lines.ShouldContain("capabilities/orders.yaml(2): 'ownr' is not known here; did you mean 'owner'?");
        lines.ShouldContain("capabilities/orders.yaml(1): 'owner' is missing");
        lines.ShouldContain(
            "capabilities/orders.yaml(1): side 'adapter:epr' has no system: write systems/epr.yaml; did you mean 'adapter:erp'?");
        lines.ShouldContain(l => l.StartsWith("capabilities/orders.yaml(3): 'nowhere' is no side", StringComparison.Ordinal));
        lines.ShouldContain(l => l.StartsWith("capabilities/orders.yaml(5): 'match' is a method", StringComparison.Ordinal));
        lines.ShouldContain(
            l => l.StartsWith("capabilities/orders.yaml(6): route 'stock.get' belongs to orders", StringComparison.Ordinal));
        lines.ShouldContain(
            l => l.StartsWith("capabilities/orders.yaml(6): /hub, /systems and /soap are", StringComparison.Ordinal));
        lines.ShouldContain(l => l.StartsWith("capabilities/broken.yaml(", StringComparison.Ordinal)
            && l.Contains("not valid YAML", StringComparison.Ordinal));
        lines.ShouldContain(l => l.StartsWith("systems/erp.yaml(2): 'concurrency' is a whole number", StringComparison.Ordinal));
        lines.ShouldContain(l => l.StartsWith("systems/erp.yaml(2): 'timeout' is a duration", StringComparison.Ordinal));
        lines.ShouldContain(
            l => l.StartsWith("systems/erp.yaml(3): environment variable TEST_UNSET is not set", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("200/s", 200.0)]
    [InlineData("90/m", 1.5)]
    [InlineData("3600/h", 1.0)]
    [InlineData("200", null)]
    [InlineData("0/s", null)]
    [InlineData("fast", null)]
    public void A_rate_is_calls_in_a_time(string rate, double? perSecond)
    {
        var (plan, errors) = PlanFiles.Load(("systems/erp.yaml", $"system: erp\nlimits: {{ rate: {rate} }}"));
        if (perSecond is null)
            errors.Single().ToString().ShouldBe("systems/erp.yaml(2): 'rate' is calls in a time, such as 200/s, 90/m or 1000/h");
        else
            plan!.Systems.Single().Limits.Rate.ShouldBe(perSecond);
    }

    [Fact]
    public void A_gate_that_cannot_be_held_is_refused_rather_than_ignored() =>
        PlanFiles.Load(("capabilities/orders.yaml", PlanFiles.Orders + "\ngates: { new: { errors: 1% } }"))
            .Errors.Single().Message.ShouldContain("cannot hold a gate");

    [Theory]
    [InlineData("gates: { new: { rollback: lossless } }", "needs a link in both directions")]
    [InlineData(
        "gates: { new: { rollback: lossless } }\nlink: { legacy: adapter:erp, new: service:orders, direction: toNew }",
        "needs a link in both directions")]
    [InlineData("gates: { new: { rehearsed: 5m } }", "goes with 'rollback: lossless'")]
    [InlineData("gates: { new: { rolback: lossless } }", "did you mean 'rollback'?")]
    [InlineData("gates: { new: { rollback: fast } }", "'rollback' is one of lossless, and not 'fast'")]
    [InlineData("gates: { new: { mismatch: 0.1 } }", "'mismatch' is a share from 0.001% to 50%, such as 0.5%, or off")]
    [InlineData("gates: { new: { mismatch: off, confidence: 99% } }", "goes with a share there")]
    [InlineData("gates: { new: { soak: soon } }", "'soak' is a duration such as")]
    [InlineData("gates: { new: { syncLag: 5s } }", "the capability has no 'link'")]
    [InlineData("gates: { new: { verified: 24h } }", "the capability has no 'link'")]
    [InlineData("gates: { nwe: { rollback: lossless } }", "'nwe' is not known here; did you mean 'new'?")]
    public void A_gate_that_could_never_be_met_is_a_fault(string gates, string message) =>
        PlanFiles.Load(("capabilities/orders.yaml", PlanFiles.Orders + "\n" + gates)).Errors
            .ShouldContain(e => e.Message.Contains(message, StringComparison.Ordinal), message);

    [Fact]
    public void A_gate_asks_for_a_rehearsal_of_five_minutes_at_most_where_it_does_not_say_how_old_it_may_be()
    {
        var (plan, errors) = PlanFiles.Load((
            "capabilities/orders.yaml",
            PlanFiles.Orders + "\nlink: { legacy: adapter:erp, new: service:orders }\n"
            + "gates: { canary: { rollback: lossless, rehearsed: 90s }, new: { rollback: lossless } }"));
        errors.ShouldBeEmpty();
        var gates = plan!.Capabilities.Single(c => c.Name == "orders").Gates;
        (gates["canary"].Rehearsed, gates["new"].Rehearsed)
            .ShouldBe((TimeSpan.FromSeconds(90), TimeSpan.FromMinutes(5)));
    }

    [Theory]
    [InlineData("record", "{}", 0.001, 24 * 60, 5, 24)]
    [InlineData("differentiation", "{}", 0.005, 60, 30, 7 * 24)]
    [InlineData("innovation", "{}", 0.01, 10, 60, null)]
    [InlineData("record", "{ soak: 2m, syncLag: off, rollback: lossless }", 0.001, 2, null, 24)]
    [InlineData("innovation", "{ mismatch: off, verified: 2h }", null, 10, 60, 2)]
    public void What_a_gate_does_not_say_is_the_default_of_its_capabilitys_pace(
        string pace, string gate, double? mismatch, int soakMinutes, int? syncLagSeconds, int? verifiedHours)
    {
        var (plan, errors) = PlanFiles.Load((
            "capabilities/orders.yaml",
            PlanFiles.Orders
            + $"\npace: {pace}\nlink: {{ legacy: adapter:erp, new: service:orders }}\ngates: {{ new: {gate} }}"));
        errors.ShouldBeEmpty();
        var asked = plan!.Capabilities.Single(c => c.Name == "orders").Gates["new"].Evidence!;
        (asked.Mismatch, asked.Confidence, asked.Soak.TotalMinutes, asked.SyncLag?.TotalSeconds, asked.Verified?.TotalHours)
            .ShouldBe((mismatch, 0.95, soakMinutes, syncLagSeconds, verifiedHours));
    }

    [Fact]
    public void A_gate_of_the_way_back_alone_asks_for_nothing_else_and_one_without_a_link_for_nothing_of_it()
    {
        const string Link = "\nlink: { legacy: adapter:erp, new: service:orders }\n";
        GateOf(Link + "gates: { new: { rollback: lossless } }").Evidence.ShouldBeNull();
        var asked = GateOf("\ngates: { new: { confidence: 99.9%, samples: 1000 } }").Evidence!;
        (asked.Confidence, asked.Samples, asked.SyncLag, asked.Verified).ShouldBe((0.999, 1000, null, null));

        static GatePlan GateOf(string more)
        {
            var (plan, errors) = PlanFiles.Load(("capabilities/orders.yaml", PlanFiles.Orders + more));
            errors.ShouldBeEmpty();
            return plan!.Capabilities.Single(c => c.Name == "orders").Gates["new"];
        }
    }

    [Theory]
    [InlineData(
        "from: [claim sub]", "a claim is believed of a caller only whom the hub has identified: that needs 'access: jwt'")]
    [InlineData("from: [header X-C, cookie id]", "'cookie id' is no place of a cohort key")]
    [InlineData("from: [header X-C], groups: body groups", "'groups' is a header that is trusted")]
    [InlineData(
        "from: [header X-C], groups: claim roles",
        "a claim is believed of a caller only whom the hub has identified: that needs 'access: jwt'")]
    public void A_cohort_is_read_from_what_can_be_believed(string cohort, string message)
    {
        var orders = PlanFiles.Orders.Replace("from: [header X-Customer-Id, body customerId]", cohort, StringComparison.Ordinal);
        PlanFiles.Load(("capabilities/orders.yaml", orders))
            .Errors.Single().ToString().ShouldStartWith($"capabilities/orders.yaml(3): {message}");
    }

    [Theory]
    [InlineData(
        "expose: true",
        "capabilities/orders.yaml(1): orders has 'access: jwt', and hub.yaml does not say whose tokens are believed")]
    [InlineData(
        "jwt: { issuer: https://login, audience: hub, keys: http://login/keys }",
        "hub.yaml(1): whoever stands between could put their own keys in")]
    [InlineData(
        "jwt: { issuer: https://login, audience: hub, keys: kyes.json }",
        "hub.yaml(1): there is no 'kyes.json' in the plan; 'keys' is the issuer's JSON Web Key Set")]
    [InlineData(
        "jwt: { issuer: https://login, audience: hub, keys: secret.json }",
        "hub.yaml(1): secret.json holds a private or a shared key")]
    [InlineData("jwt: { issuer: https://login, audience: hub, keys: hub.yaml }", "hub.yaml(1): hub.yaml is no JSON")]
    [InlineData("jwt: { audience: hub, keys: keys.json }", "hub.yaml(1): 'issuer' is missing")]
    [InlineData(
        "jwt: { issuer: https://login, audience: hub, keys: keys.json, clockSkew: 1h }",
        "hub.yaml(1): 'clockSkew' is 10m at most")]
    [InlineData(
        "jwt: { issuer: https://login, audience: hub, keys: keys.json, types: at+jwt }",
        "hub.yaml(1): 'types' is a list of what a token's 'typ' may be, such as [JWT, at+jwt]")]
    public void Whose_tokens_are_believed_is_said_in_full(string hub, string message) =>
        Jwt(hub).Errors.Single().ToString().ShouldStartWith(message);

    [Fact]
    public void A_claim_is_a_cohort_key_where_callers_show_a_token()
    {
        var (plan, errors) = Jwt("jwt: { issuer: https://login, audience: hub, keys: keys.json, types: [at+jwt] }");
        errors.ShouldBeEmpty();
        plan!.Jwt!.Types.ShouldBe(["at+jwt"]);
        plan.Capabilities.Single().Access.ShouldBe(PublicAccess.Jwt);
        plan.Jwt.KeysFile.ShouldBe("keys.json");
    }

    private static (MigrationPlan? Plan, PlanErrors Errors) Jwt(string hub) => PlanFiles.Load(
        ("hub.yaml", hub),
        ("keys.json", """{"keys":[{"kty":"RSA","n":"AQAB","e":"AQAB"}]}"""),
        ("secret.json", """{"keys":[{"kty":"RSA","n":"AQAB","e":"AQAB","d":"AQAB"}]}"""),
        ("capabilities/orders.yaml", PlanFiles.Orders.Replace(
            "from: [header X-Customer-Id, body customerId]", "from: [claim sub]", StringComparison.Ordinal) + "\naccess: jwt"));

    [Fact]
    public void Retiring_asks_for_quiet_days_of_the_capabilitys_or_else_the_hubs_or_else_14()
    {
        PlanFiles.Load().Plan!.Retire.QuietDays.ShouldBe(14);
        var (plan, _) = PlanFiles.Load(
            ("hub.yaml", "retire: { quietDays: 30 }"),
            ("capabilities/orders.yaml", PlanFiles.Orders + "\nretire: { quietDays: 3 }"));
        (plan!.Retire.QuietDays, plan.Capabilities.Single().Retire!.QuietDays).ShouldBe((30, 3));
        PlanFiles.Load(("hub.yaml", "retire: { quietDays: -1 }")).Errors.Single().Message
            .ShouldBe("'quietDays' is a whole number from 0 to 3650");
    }

    [Fact]
    public void An_environment_is_laid_over_the_plan()
    {
        var (plan, errors) = PlanFiles.Load(("environments/prod.yaml", "systems: { erp: { limits: { timeout: 9s } } }"));
        errors.ShouldBeEmpty();
        plan!.Systems.Single().Limits.ShouldBe(new SystemLimits(4, TimeSpan.FromSeconds(9)));
    }

    [Fact]
    public void An_environment_for_a_file_that_is_not_there_is_a_fault() =>
        PlanFiles.Load(("environments/prod.yaml", "systems: { epr: { limits: { timeout: 9s } } }"))
            .Errors.Single().Message.ShouldBe("there is no systems/epr.yaml to lay this over; did you mean 'systems/erp.yaml'?");

    [Fact]
    public void References_are_resolved_and_the_bundle_keeps_them_unresolved()
    {
        var references = new PlanReferences(new Dictionary<string, string> { ["NEW_URL"] = "http://127.0.0.1:9002" });
        var text = PlanFiles.Orders.Replace("http://127.0.0.1:9001", "\"${env:NEW_URL}\"", StringComparison.Ordinal);
        var (plan, errors) = PlanFiles.Load(references, ("capabilities/orders.yaml", text));
        errors.ShouldBeEmpty();
        plan!.Routes.First().New!.Address.ShouldBe(new Uri("http://127.0.0.1:9002"));
        plan.Bundle.Text("capabilities/orders.yaml")!.ShouldContain("${env:NEW_URL}");
    }

    [Fact]
    public void A_reference_that_an_environment_replaces_need_not_be_resolved()
    {
        var text = PlanFiles.Orders.Replace("http://127.0.0.1:9001", "\"${env:TEST_UNSET}\"", StringComparison.Ordinal);
        const string Over = "capabilities: { orders: { sides: { new: \"${env:NEW_URL}\" } } }";
        var references = new PlanReferences(new Dictionary<string, string> { ["NEW_URL"] = "http://127.0.0.1:9002" });
        var (plan, errors) = PlanFiles.Load(references, ("capabilities/orders.yaml", text), ("environments/prod.yaml", Over));
        errors.ShouldBeEmpty();
        plan!.Routes.First().New!.Address.ShouldBe(new Uri("http://127.0.0.1:9002"));

        PlanFiles.Load(("capabilities/orders.yaml", text), ("environments/prod.yaml", Over)).Errors.Select(e => e.ToString())
            .ShouldBe([
                "environments/prod.yaml(1): environment variable NEW_URL is not set; "
                    + "set it, or write the value here if it is no secret",
            ]);
    }

    [Fact]
    public void A_route_may_have_no_new_side_where_the_others_have_one()
    {
        const string Place = "orders.place: POST /api/orders";
        var (plan, errors) = PlanFiles.Load(("capabilities/orders.yaml", PlanFiles.Orders.Replace(
            Place, "orders.place: { match: POST /api/orders, new: none }", StringComparison.Ordinal)));
        errors.ShouldBeEmpty();
        plan!.Routes.Select(r => (r.Id, r.New is null)).ShouldBe([("orders.get", false), ("orders.place", true)]);

        PlanFiles.Load(("capabilities/orders.yaml", PlanFiles.Orders.Replace(
                Place, "orders.place: { match: POST /api/orders, new: service:orders }", StringComparison.Ordinal)))
            .Errors.Single().ToString().ShouldBe(
                "capabilities/orders.yaml(9): 'new' is none, where the legacy side alone answers the route; "
                + "otherwise leave it out");
    }

    [Fact]
    public void A_yaml_bomb_is_a_fault_not_a_crash()
    {
        var bomb = string.Join('\n', Enumerable.Range(1, 12)
            .Select(i => $"a{i}: &a{i} [{string.Join(',', Enumerable.Repeat($"*a{i - 1}", 10))}]")
            .Prepend("a0: &a0 x"));
        PlanFiles.Load(("systems/erp.yaml", "system: erp\n" + bomb), ("systems/later.yaml", "system: later\n")).Errors
            .Where(e => e.Message.Contains("nested too deeply or too large", StringComparison.Ordinal))
            .ShouldHaveSingleItem().At.File.ShouldBe("systems/erp.yaml");
    }

    [Fact]
    public void A_plan_is_the_same_only_when_every_byte_is() =>
        PlanFiles.Bundle().Hash.ShouldNotBe(PlanFiles.Bundle(("systems/erp.yaml", PlanFiles.Erp + " ")).Hash);
}
