using System.Net.Http.Json;
using System.Text.Json;
using Hub.Facade.Addressing;
using Hub.Platform.Identity;

namespace Hub.Facade.Tests;

/// <summary>/hub/openapi.json of routes that no part knows anything of, and who is told of which.</summary>
public sealed class Describing(Describing.Facade facade) : IClassFixture<Describing.Facade>
{
    [Fact]
    public async Task Without_a_token_only_routes_that_everybody_may_call_are_told()
    {
        (await RoutesAsync(facade.Client)).ShouldBe(["open.get"]);
        using var unknown = facade.With("hub_" + new string('0', 64));
        (await RoutesAsync(unknown)).ShouldBe(["open.get"]);
    }

    [Fact]
    public async Task A_caller_is_told_of_its_own_capabilities_and_a_viewer_of_all()
    {
        using var caller = await facade.AsAsync("an-app", AccessRole.Caller, "search");
        (await RoutesAsync(caller)).ShouldBe(["open.get", "search.fancy", "search.plain"], ignoreOrder: true);
        using var viewer = await facade.AsAsync("a-viewer", AccessRole.Viewer, "search");
        (await RoutesAsync(viewer)).ShouldContain("ledger.get");
    }

    [Fact]
    public async Task What_nobody_knows_is_any_object_and_failures_are_problems()
    {
        var place = (await ReadAsync(facade.Admin)).GetProperty("paths").GetProperty("/api/orders").GetProperty("post");
        place.GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("schema").ToString()
            .ShouldBe("""{"type":"object"}""");
        place.GetProperty("responses").GetProperty("default").GetProperty("content")
            .TryGetProperty("application/problem+json", out _).ShouldBeTrue();
        place.GetProperty("parameters").EnumerateArray().Select(p => p.GetProperty("name").GetString())
            .ShouldBe(["X-Customer-Id", "Idempotency-Key"]);
    }

    [Fact]
    public async Task A_capability_with_tokens_says_so()
    {
        var document = await ReadAsync(facade.Admin);
        document.GetProperty("paths").GetProperty("/api/kept").GetProperty("get").GetProperty("security").ToString()
            .ShouldBe("""[{"hubToken":[]}]""");
        document.GetProperty("components").GetProperty("securitySchemes").GetProperty("hubToken").GetProperty("scheme")
            .GetString().ShouldBe("bearer");
    }

    [Fact]
    public async Task A_route_is_called_by_its_summary_and_the_version_is_the_revision_that_brought_the_plan_or_the_plans_own()
    {
        var first = await ReadAsync(facade.Admin);
        var version = first.GetProperty("info").GetProperty("version").GetString()!;
        long.Parse(version, System.Globalization.CultureInfo.InvariantCulture)
            .ShouldBeLessThanOrEqualTo(await facade.RevisionAsync());
        var files = await facade.FilesAsync();
        (await facade.ApplyAsync(changed =>
        {
            changed["hub.yaml"] = files["hub.yaml"] + "\napi: { title: Acme, version: 2.4.0, description: Ours }";
            changed["capabilities/search.yaml"] = files["capabilities/search.yaml"]
                .Replace("GET /api/search\n", "{ match: GET /api/search, summary: Search all, description: By word }\n",
                    StringComparison.Ordinal);
        })).EnsureSuccessStatusCode();
        var document = await ReadAsync(facade.Admin);
        document.GetProperty("info").EnumerateObject().Where(m => m.Name != "x-hub-plan").Select(m => m.Value.GetString())
            .ShouldBe(["Acme", "2.4.0", "Ours"]);
        var search = document.GetProperty("paths").GetProperty("/api/search").GetProperty("get");
        search.GetProperty("summary").GetString().ShouldBe("Search all · search.fancy");
        search.GetProperty("description").GetString()!.ShouldStartWith("search.plain: By word");
        (await facade.ApplyAsync(changed =>
        {
            foreach (var (path, text) in files)
                changed[path] = text;
        })).EnsureSuccessStatusCode();
        (await ReadAsync(facade.Admin)).GetProperty("info").GetProperty("version").GetString()
            .ShouldBe(version, "the same plan has the same version again");
    }

    [Fact]
    public async Task Another_plan_is_another_document()
    {
        var before = (await ReadAsync(facade.Admin)).GetProperty("info").GetProperty("version").GetString();
        (await facade.ApplyAsync(files => files["capabilities/more.yaml"] = $$"""
            capability: more
            owner: nobody
            access: anonymous
            sides: { legacy: {{facade.LegacyAddress}} }
            routes: { more.get: "GET /api/more/{id:int}/{**rest}" }
            """)).EnsureSuccessStatusCode();
        var after = await ReadAsync(facade.Client);
        after.GetProperty("info").GetProperty("version").GetString().ShouldNotBe(before);
        after.GetProperty("paths").GetProperty("/api/more/{id}/{rest}").GetProperty("get").GetProperty("parameters")
            .GetArrayLength().ShouldBe(2);
        (await facade.ApplyAsync(files => files.Remove("capabilities/more.yaml"))).EnsureSuccessStatusCode();
    }

    [Theory]
    [InlineData("/", "/")]
    [InlineData("/api/orders/{id}", "/api/orders/{id}")]
    [InlineData("/api/orders/{id:int?}", "/api/orders/{id}")]
    [InlineData("/api/{from}-{to}/{*rest}", "/api/{from}-{to}/{rest}")]
    public void A_path_loses_its_constraints(string pattern, string path)
    {
        var template = PathTemplate.Of(pattern);
        template.With(template.Names).ShouldBe(path);
    }

    private static async Task<IEnumerable<string>> RoutesAsync(HttpClient client) =>
        (await ReadAsync(client)).GetProperty("paths").EnumerateObject().SelectMany(p => p.Value.EnumerateObject())
        .SelectMany(o => o.Value.GetProperty("x-hub-routes").EnumerateArray().Select(r => r.GetString()!)).ToList();

    private static Task<JsonElement> ReadAsync(HttpClient client) => client.GetFromJsonAsync<JsonElement>("/hub/openapi.json");

    public sealed class Facade : RunningFacade
    {
        protected override IReadOnlyDictionary<string, string> MoreFiles() => new Dictionary<string, string>
        {
            ["capabilities/open.yaml"] = """
                capability: open
                owner: nobody
                access: anonymous
                sides: { legacy: "http://127.0.0.1:9" }
                routes: { open.get: GET /api/open }
                """,
            ["capabilities/kept.yaml"] = """
                capability: kept
                owner: nobody
                access: token
                sides: { legacy: "http://127.0.0.1:9" }
                routes: { kept.get: GET /api/kept }
                """,
        };
    }
}
