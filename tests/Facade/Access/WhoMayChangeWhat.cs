using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Hub.Facade.Cutover.Approvals;
using Hub.Platform.Identity;
using Hub.Platform.Plan;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Facade.Tests.Access;

/// <summary>
/// What of a plan a token may change: an operator what sends nothing elsewhere and lets nobody in, an integrator the rest,
/// and a second person where it is inside.
/// </summary>
public sealed class WhoMayChangeWhat(WhoMayChangeWhat.Facade facade) : IClassFixture<WhoMayChangeWhat.Facade>, IAsyncLifetime
{
    private const string Secret = "tell-nobody-4711";
    private const string Orders = "capabilities/orders.yaml";

    public static TheoryData<string, string, string> OperatorsChanges { get; } = new()
    {
        { Orders, "owner: order-team", "owner: another-team" },
        { Orders, "owner: order-team", "owner: order-team\npace: innovation\n# said" },
        { Orders, "seed: customer", "seed: customers" },
        { Orders, "[header X-Customer-Id, body customerId]", "[header X-Customer-Id]" },
        { Orders, "path: \"/v2/orders/{id?}\"", "path: \"/v2/orders/{id?}\", limits: { concurrency: 9, timeout: 2s }" },
        { Orders, "path: \"/v2/orders/{id?}\"", "path: \"/v2/orders/{id?}\", breaker: { failures: 20% }, retries: 1" },
        { Orders, "routes:", "routes:\n  orders.lines: GET /api/orders/{id}/lines" },
        { Orders, "routes:", "routes:\n  orders.cancel: DELETE /api/orders/{id}" },
        { Orders, "orders.place: POST /api/orders", "orders.place: { match: POST /api/orders, new: none }" },
        { Orders, "owner:", "freeze: [{ daily: \"22:00-05:00\", zone: UTC }]\nowner:" },
    };

    public static TheoryData<string, string, string> IntegratorsChanges { get; } = new()
    {
        { Orders, "to: http", "to: https" },
        { Orders, "path: \"/v2/orders/{id?}\"", "path: \"/v2/{id?}\"" },
        { Orders, "path: \"/v2/orders/{id?}\"", "path: \"/v2/orders/{id?}\", fallback: legacy" },
        { Orders, "path: \"/v2/orders/{id?}\"", "path: \"/v2/orders/{id?}\", health: { path: /health }" },
        { Orders, "legacy: http", "legacy: https" },
        { Orders, "owner:", "access: anonymous\nowner:" },
        { Orders, "seed: customer", "seed: customer, groups: header X-Groups" },
        { Orders, "owner:", "zone: inside\nowner:" },
        { Orders, "owner:", "retire: { quietDays: 0 }\nowner:" },
        { Orders, "routes:", "routes:\n  orders.all: GET /elsewhere" },
        { Orders, "routes:", "routes:\n  orders.all: GET /api/{**rest}" },
        { Orders, "routes:", "routes:\n  orders.old: GET /old/orders" },
        { Orders, "  orders.place: POST /api/orders\n", "" },
        { Orders, "GET /api/orders/{id}", "GET /api/orders/all/{id}" },
        { Orders, "owner: order-team", "owner: \"${env:SECRET}\"" },
        {
            "capabilities/more.yaml", "",
            "capability: more\nowner: o\nsides: { legacy: \"http://x\" }\nroutes: { more.get: GET /m }"
        },
        { "hub.yaml", "path: /old", "path: /older" },
        { "hub.yaml", "expose: true", "expose: false" },
        { "hub.yaml", "expose: true", "expose: true\nfreeze: [{ daily: \"22:00-05:00\", zone: UTC }]" },
        { "systems/erp.yaml", "http://erp.internal", "http://elsewhere.internal" },
        { "systems/hub.yaml", "", "system: hub\nsql: { provider: sqlite, connection: \"Data Source=.hub/hub.db\" }" },
        { "contracts/erp.wsdl", "<definitions/>", "<definitions />" },
        { "environments/prod.yaml", "", "capabilities: { orders: { owner: x } }" },
    };

    [Theory]
    [MemberData(nameof(OperatorsChanges))]
    public async Task An_operator_changes_what_sends_nothing_elsewhere_and_lets_nobody_in(string file, string old, string @new)
    {
        using var ann = await AsAsync(AccessRole.Operator, "orders");
        await ApplyAsync(ann, file, old, @new).ShouldBeAsync(HttpStatusCode.OK);
    }

    [Theory]
    [MemberData(nameof(IntegratorsChanges))]
    public async Task The_rest_takes_an_integrator(string file, string old, string @new)
    {
        foreach (var role in new[] { AccessRole.Operator, AccessRole.Approver })
        {
            using var ann = await AsAsync(role);
            var refused = await ApplyAsync(ann, file, old, @new).ShouldBeAsync(HttpStatusCode.Forbidden);
            refused.Text("requiredRole").ShouldBe("integrator");
            refused.Text("detail").ShouldContain(file);
            refused.Text("detail").ShouldNotContain(Secret);
        }

        using var ina = await AsAsync(AccessRole.Integrator);
        (await ApplyAsync(ina, file, old, @new)).StatusCode.ShouldNotBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_scope_and_a_role_are_asked_before_anything_that_the_plan_refers_to_is_read()
    {
        using var ann = await AsAsync(AccessRole.Operator, "orders");
        var files = await facade.FilesAsync();
        files[Orders] = files[Orders].Replace("owner: order-team", "owner: \"${env:NOT_ALLOWED}\"", StringComparison.Ordinal);
        var refused = await PostAsync(ann, files).ShouldBeAsync(HttpStatusCode.Forbidden);
        refused.Text("detail").ShouldNotContain("NOT_ALLOWED", Case.Sensitive, "whether it is set is nobody's to know");
    }

    [Theory]
    [InlineData("/v{n}/orders/{id}", "GET /app/orders/{id}", false)]
    [InlineData("/v{n}/orders/{id}", "GET /v1/orders/{id}", false)]
    [InlineData("/v{n}/orders/{id}", "GET /v{n}/orders/{id}/lines", true)]
    [InlineData("/{t:int}/list", "GET /login/list", false)]
    [InlineData("/{t:int}/list", "POST /app/list/{**r}", false)]
    [InlineData("/{t:int}/list", "GET /{t}/list", false)]
    [InlineData("/{t:regex(^\\d$)}/list", "GET /{t:regex(^\\D$)}/list", false)]
    [InlineData("/{t:int}/list", "POST /{t:int}/list/{id}", true)]
    [InlineData("/{t}/list", "GET /app/list/{id}", true)]
    [InlineData("/{t}/list", "GET /{**t}", false)]
    [InlineData("/{t:int}/{**r}", "GET /app/{id}", false)]
    [InlineData("/v{n}/{**r}", "GET /app/{id}", false)]
    [InlineData("/{**r:regex(^x)}", "GET /app/{id}", false)]
    [InlineData("/{t}/{**r}", "GET /app/{id}", true)]
    [InlineData("/{**r}", "GET /app/{id}", true)]
    public void An_operators_new_routes_are_below_a_path_of_the_capability_whatever_its_values_are(
        string own, string added, bool operators)
    {
        var before = $"capability: o\nowner: t\nsides: {{ legacy: \"http://x\" }}\nroutes:\n  o.get: 'GET {own}'\n";
        PlanBundle Plan(string text) => new([KeyValuePair.Create("capabilities/o.yaml", Encoding.UTF8.GetBytes(text))]);
        var beyond = OperatorsPart.Beyond(Plan(before), Plan($"{before}  o.more: '{added}'\n"));
        (beyond.Count == 0).ShouldBe(operators, string.Join("; ", beyond));
    }

    [Theory]
    [InlineData("HEAD /api/secrets/{id}", "secrets")]
    [InlineData("POST /api/secrets/{id}", "secrets")]
    [InlineData("GET /api/secrets/Größe", "secrets")]
    [InlineData("GET /api/Schlu\u0308ssel", "secrets")]
    [InlineData("DELETE /api/{kind}/{id}", "secrets, stock")]
    [InlineData("HEAD /api/orders/{id}", "orders")]
    public async Task A_new_route_at_another_capabilitys_path_takes_that_one_in_scope_whatever_the_method_where_it_is_guarded(
        string match, string missing)
    {
        using var ina = await AsAsync(AccessRole.Integrator, "search");
        var refused = await ApplyAsync(ina, "capabilities/search.yaml", "routes:", $"routes:\n  search.more: \"{match}\"")
            .ShouldBeAsync(HttpStatusCode.Forbidden);
        foreach (var capability in missing.Split(", "))
            refused.Text("detail").ShouldContain($"capability '{capability}'");
    }

    [Fact]
    public async Task A_method_that_another_open_capability_does_not_answer_takes_nothing_from_it()
    {
        using var ina = await AsAsync(AccessRole.Integrator, "search");
        await ApplyAsync(ina, "capabilities/search.yaml", "routes:", "routes:\n  search.more: PUT /api/orders/{id}")
            .ShouldBeAsync(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("owner: order-team", "owner: \"${env:SECRET}\"")]
    [InlineData("legacy: http://127.0.0.1", "legacy: \"${env:SECRET}\"\n  # http://127.0.0.1")]
    [InlineData("legacy: http://127.0.0.1", "legacy: \"http://elsewhere/${env:SECRET}\"\n  # http://127.0.0.1")]
    [InlineData("path: \"/v2/orders/{id?}\"", "path: \"/${env:SECRET}\"")]
    [InlineData("seed: customer", "seed: \"${env:SECRET}\"")]
    [InlineData("GET /api/orders/{id}", "\"GET /api/${env:SECRET}\"")]
    public async Task Nothing_of_a_references_value_comes_back_and_what_is_refused_is_not_kept(string old, string @new)
    {
        using var ina = await AsAsync(AccessRole.Integrator);
        var (before, revision) = (await facade.FilesAsync(), await facade.RevisionAsync());
        var refused = await ApplyAsync(ina, Orders, old, @new).ShouldBeAsync(HttpStatusCode.UnprocessableEntity);
        refused.Text("detail").ShouldNotContain(Secret);
        (await facade.RevisionAsync()).ShouldBe(revision);
        (await facade.FilesAsync()).ShouldBe(before);
        (await facade.Admin.GetStringAsync("/hub/api/audit?limit=1000")).ShouldNotContain(Secret);
    }

    [Theory]
    [InlineData("systems/erp.yaml", "http://erp.internal", "http://elsewhere.internal")]
    [InlineData("systems/erp.yaml", "username: hub", "username: another")]
    [InlineData("systems/erp.yaml", "call: GetStock", "call: GetOther")]
    [InlineData("systems/erp.yaml", "from: OnHand", "from: Other")]
    [InlineData("contracts/erp.wsdl", "<definitions/>", "<definitions />")]
    [InlineData("capabilities/stock.yaml", "access: anonymous", "access: token")]
    [InlineData("capabilities/stock.yaml", "owner: warehouse", "owner: logistics")]
    [InlineData("capabilities/stock.yaml", "seed: stock", "seed: stock, groups: header X-Groups")]
    [InlineData("hub.yaml", "path: /old,", "path: /erp, to: \"http://erp.internal\" }\n  - { path: /old,")]
    [InlineData(
        "systems/way-around.yaml", "",
        "system: way-around\nsoap: { wsdl: contracts/erp.wsdl, address: \"http://ERP.internal/other\" }")]
    public async Task What_is_inside_takes_a_second_person_for_its_systems_and_its_access_too(
        string file, string old, string @new)
    {
        using var ina = await AsAsync(AccessRole.Integrator);
        await ApplyAsync(ina, file, old, @new).ShouldBeAsync(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task Who_is_no_integrator_any_more_has_nothing_approved_that_takes_one()
    {
        using var ina = await AsAsync(AccessRole.Integrator);
        var change = await ApplyAsync(ina, "systems/erp.yaml", "username: hub", "username: another")
            .ShouldBeAsync(HttpStatusCode.Accepted);
        var (tokens, name) = (facade.Services.GetRequiredService<AccessTokens>(), change.Text("requestedBy"));
        await tokens.RevokeAsync(name);
        using var reduced = await facade.AsAsync(name, AccessRole.Operator);
        using var bob = await AsAsync(AccessRole.Approver);
        (await bob.PostAsJsonAsync($"/hub/api/approvals/{change.Text("id")}", new { digest = change.Text("digest") })
            .ShouldBeAsync(HttpStatusCode.Conflict)).Text("detail").ShouldContain("takes role integrator");
    }

    [Theory]
    [InlineData("systems/erp.yaml", "call: GetOrder", "call: FindOrder")]
    [InlineData("systems/erp.yaml", "from: OrderNo", "from: Other")]
    [InlineData(Orders, "to: http", "to: https")]
    public async Task What_touches_nothing_inside_takes_none(string file, string old, string @new)
    {
        using var ina = await AsAsync(AccessRole.Integrator);
        await ApplyAsync(ina, file, old, @new).ShouldBeAsync(HttpStatusCode.OK);
        await ApplyAsync(ina, file, @new, old).ShouldBeAsync(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("hub.yaml", "expose: true", "expose: true\n")]
    [InlineData("environments/prod.yaml", "", "hub:\n  ")]
    public async Task Who_is_signed_in_and_what_they_may_do_is_changed_by_an_admin_alone(string file, string old, string before)
    {
        const string signIn =
            "signIn: { issuer: https://login.example, clientId: hub, grants: [{ value: all-of-us, role: admin }] }";
        using var ina = await AsAsync(AccessRole.Integrator);
        var refused = await ApplyAsync(ina, file, old, before + signIn).ShouldBeAsync(HttpStatusCode.Forbidden);
        refused.Text("requiredRole").ShouldBe("admin");
        refused.Text("detail").ShouldContain("signIn");
        await ApplyAsync(facade.Admin, file, old, before + signIn).ShouldBeAsync(HttpStatusCode.OK);
        // To take it away is to change it, too; another field is an integrator's as ever.
        await PostAsync(ina, facade.Original!).ShouldBeAsync(HttpStatusCode.Forbidden);
        await ApplyAsync(ina, "hub.yaml", "path: /old", "path: /older").ShouldBeAsync(HttpStatusCode.OK);
    }

    public async ValueTask InitializeAsync() => facade.Original ??= await facade.FilesAsync();

    /// <summary>The plan as it was, for the next test.</summary>
    public async ValueTask DisposeAsync()
    {
        var answer = await PostAsync(facade.Admin, facade.Original!);
        if (answer.StatusCode != HttpStatusCode.Accepted)
            return;
        var change = await answer.Content.ReadFromJsonAsync<JsonElement>();
        using var bob = await AsAsync(AccessRole.Approver);
        await bob.PostAsJsonAsync($"/hub/api/approvals/{change.Text("id")}", new { digest = change.Text("digest") })
            .ShouldBeAsync(HttpStatusCode.OK);
    }

    private Task<HttpClient> AsAsync(AccessRole role, params string[] capabilities) =>
        facade.AsAsync($"{role}-{Guid.NewGuid():n}".ToLowerInvariant(), role, capabilities);

    private async Task<HttpResponseMessage> ApplyAsync(HttpClient client, string file, string old, string @new)
    {
        var files = await facade.FilesAsync();
        var text = files.GetValueOrDefault(file, "");
        files[file] = old.Length == 0 ? @new : text.Replace(old, @new, StringComparison.Ordinal);
        files[file].ShouldNotBe(text);
        return await PostAsync(client, files);
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, Dictionary<string, string> files) =>
        client.PostAsJsonAsync("/hub/api/plan", new
        {
            files = files.ToDictionary(f => f.Key, f => Encoding.UTF8.GetBytes(f.Value)),
            removes = true,
            reason = "test",
        });

    /// <summary>With a system of record inside, and a secret that references may stand for.</summary>
    public sealed class Facade : RunningFacade
    {
        internal Dictionary<string, string>? Original { get; set; }

        protected override PlanReferences References => new(new Dictionary<string, string> { ["SECRET"] = Secret });

        protected override IReadOnlyDictionary<string, string> MoreFiles() => new Dictionary<string, string>
        {
            ["capabilities/stock.yaml"] = """
                capability: stock
                owner: warehouse
                zone: inside
                access: anonymous
                cohort: { key: id, from: [route id], seed: stock }
                sides: { legacy: "adapter:erp" }
                routes: { stock.get: "GET /api/stock/{id}" }
                """,
            ["capabilities/secrets.yaml"] = """
                capability: secrets
                owner: secret-team
                access: token
                sides: { legacy: "http://secrets.internal" }
                routes: { secrets.get: "GET /api/secrets/{id}", secrets.key: "GET /api/Schlüssel" }
                """,
            ["contracts/erp.wsdl"] = "<definitions/>",
            ["systems/erp.yaml"] = """
                system: erp
                soap: { wsdl: contracts/erp.wsdl, address: "http://erp.internal/services" }
                credentials: { service: { username: hub } }
                mappings:
                  stock: { onHand: { from: OnHand } }
                  order: { id: { from: OrderNo } }
                resources:
                  stock.get: { call: GetStock, out: { mapping: stock } }
                  orders.get: { call: GetOrder, out: { mapping: order } }
                """,
        };
    }
}
