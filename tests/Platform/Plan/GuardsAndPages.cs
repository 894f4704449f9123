using System.Text;
using Hub.Platform.Plan;

namespace Hub.Platform.Tests.Plan;

/// <summary>What a plan says of pages of other origins, and of guards that a catch-all passes by.</summary>
public sealed class GuardsAndPages
{
    [Theory]
    [InlineData("https://shop.example/")]
    [InlineData("https://shop.example/app")]
    [InlineData("shop.example")]
    [InlineData("ftp://shop.example")]
    [InlineData("https://user@shop.example")]
    [InlineData("https://*.example")]
    [InlineData("https://shop.example?x")]
    [InlineData("null")]
    public void An_origin_is_scheme_host_and_port(string origin) =>
        Read($"cors: {{ origins: [\"{origin}\"] }}").Errors
            .ShouldContain(e => e.Contains("is not an origin") && e.StartsWith("hub.yaml(1)"));

    [Theory]
    [InlineData("cors: { origins: [\"*\"], credentials: true }", "list the origins")]
    [InlineData("cors: { origins: [\"*\", \"https://a.example\"] }", "stands alone")]
    [InlineData("cors: { credentials: true }", "'origins' is missing")]
    [InlineData("cors: { origins: [] }", "empty list")]
    [InlineData("cors: { origins: [\"https://a.example\"], methods: [FETCH] }", "'FETCH' is not a method")]
    [InlineData("cors: { origins: [\"https://a.example\"], methods: [get] }", "did you mean 'GET'")]
    [InlineData("cors: { origins: [\"https://a.example\"], headers: [\"X A\"] }", "'X A' is not a header's name")]
    [InlineData("cors: { origins: [\"https://a.example\"], maxAge: 5 years }", "duration")]
    [InlineData("cors: { origins: [\"https://a.example\"], maxAge: 48h }", "24h at most")]
    [InlineData("cors: { origins: [\"https://a.example\"], exposed: [X] }", "'exposed' is not known")]
    [InlineData("cors: everybody", "expected fields")]
    public void What_browsers_could_not_keep_to_is_a_fault(string cors, string fault) =>
        Read(cors).Errors.ShouldContain(e => e.Contains(fault, StringComparison.Ordinal));

    [Theory]
    [InlineData("https://Shop.Example:443", "https://shop.example")]
    [InlineData("http://localhost:3000", "http://localhost:3000")]
    [InlineData("http://[::1]:8080", "http://[::1]:8080")]
    [InlineData("https://bücher.example", "https://xn--bcher-kva.example")]
    public void An_origin_is_kept_as_browsers_send_it(string origin, string kept)
    {
        var (plan, errors, _) = Read($"cors: {{ origins: [\"{origin}\"] }}");
        errors.ShouldBeEmpty();
        plan!.Cors!.Origins.ShouldBe([kept]);
        plan.Capabilities.Single().Cors.ShouldBe(plan.Cors);
    }

    [Fact]
    public void A_capabilitys_own_cors_replaces_the_hubs() =>
        Read("cors: { origins: [\"https://a.example\"] }", "cors: { origins: [\"https://b.example\"] }")
            .Plan!.Capabilities.Single().Cors!.Origins.ShouldBe(["https://b.example"]);

    [Theory]
    [InlineData("access: token", "http://app:8080", true)]
    [InlineData("access: token", "http://APP:8080/", true)]
    [InlineData("access: token", "http://app:8081", false)]
    [InlineData("access: anonymous", "http://app:8080", false)]
    [InlineData("zone: inside", "http://app:8080", true)]
    public void A_guarded_route_beside_a_catch_all_to_the_same_server_is_noted(string guard, string to, bool noted)
    {
        var (plan, errors, notes) = Read($"catchAll: [{{ path: /, to: {to} }}]", guard);
        errors.ShouldBeEmpty();
        plan.ShouldNotBeNull();
        notes.Any(n => n.StartsWith("capabilities/app.yaml(1): app has", StringComparison.Ordinal)
            && n.Contains("same server", StringComparison.Ordinal)).ShouldBe(noted);
    }

    [Theory]
    [InlineData("/hub")]
    [InlineData("/Systems/x")]
    [InlineData("/soap")]
    public void No_catch_all_gets_what_is_the_hubs_own(string path) =>
        Read($"catchAll: [{{ path: {path}, to: http://app:8080 }}]").Errors.ShouldContain(e => e.Contains("the hub's own"));

    private static (MigrationPlan? Plan, List<string> Errors, List<string> Notes) Read(string hub, string capability = "")
    {
        var errors = new PlanErrors();
        var files = new Dictionary<string, string>
        {
            ["hub.yaml"] = hub,
            ["capabilities/app.yaml"] = $$"""
                capability: app
                owner: app-team
                sides: { legacy: "http://app:8080" }
                routes: { app.get: "GET /app/{id}" }
                {{capability}}
                """,
        };
        var plan = new PlanLoader([new GuardsAreNotPassedBy()]).Load(
            new PlanBundle(files.Select(f => KeyValuePair.Create(f.Key, Encoding.UTF8.GetBytes(f.Value)))),
            new PlanReferences(), errors);
        return (plan, [.. errors.Select(e => e.ToString())], [.. errors.Notes.Select(e => e.ToString())]);
    }
}
