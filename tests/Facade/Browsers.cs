using System.Net;
using System.Net.Http.Headers;

namespace Hub.Facade.Tests;

/// <summary>Calls from pages of other origins, with and without CORS in the plan.</summary>
public sealed class Browsers(Browsers.Facade facade) : IClassFixture<Browsers.Facade>
{
    private const string Shop = "https://shop.example";

    [Fact]
    public async Task A_preflight_is_answered_by_the_hub_with_the_methods_of_the_path()
    {
        using var answer = await PreflightAsync("/api/baskets/1", Shop, "PUT", "content-type, x-special");
        answer.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        answer.Value("Access-Control-Allow-Origin").ShouldBe(Shop);
        answer.Value("Access-Control-Allow-Methods").Split(',').ShouldBe(["GET", "HEAD", "PUT", "OPTIONS"], ignoreOrder: true);
        answer.Value("Access-Control-Allow-Headers").ShouldBe("content-type,x-special");
        answer.Value("Access-Control-Max-Age").ShouldBe("600");
        answer.Value("Vary").ShouldContain("Origin");
        answer.Headers.Contains("Access-Control-Allow-Credentials").ShouldBeFalse();
        answer.Headers.Contains("X-Hub-Side").ShouldBeFalse("no side was asked");
    }

    [Fact]
    public async Task A_capabilitys_own_replaces_the_hubs()
    {
        using var shop = await PreflightAsync("/api/tills/1", Shop, "GET");
        shop.Headers.Contains("Access-Control-Allow-Origin").ShouldBeFalse();
        using var till = await PreflightAsync("/api/tills/1", "http://till.example:3000", "GET", "x-till, x-other");
        till.Value("Access-Control-Allow-Origin").ShouldBe("http://till.example:3000");
        till.Value("Access-Control-Allow-Credentials").ShouldBe("true");
        till.Value("Access-Control-Allow-Methods").ShouldBe("GET");
        till.Value("Access-Control-Allow-Headers").ShouldBe("X-Till");
        till.Value("Access-Control-Max-Age").ShouldBe("5");
    }

    [Theory]
    [InlineData("GET", "/api/baskets/1", 200)]
    [InlineData("POST", "/api/baskets/1", 405)]
    [InlineData("GET", "/api/vaults/1", 401)]
    [InlineData("GET", "/api/gone/1", 502)]
    [InlineData("GET", "/api/missing/1", 503)]
    [InlineData("GET", "/nowhere", 404)]
    [InlineData("GET", "/api/x%5C..%5Cbaskets/1", 400)]
    public async Task Every_answer_can_be_read_by_the_page_that_asked(string method, string target, int status)
    {
        using var answer = await SendAsync(method, target, Shop);
        ((int)answer.StatusCode).ShouldBe(status);
        answer.Value("Access-Control-Allow-Origin").ShouldBe(Shop);
        answer.Value("Access-Control-Expose-Headers").ShouldContain("X-Hub-Request-Id");
        answer.Value("Vary").ShouldContain("Origin");
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("http://shop.example")]
    [InlineData("https://shop.example:8443")]
    [InlineData("https://shop.example.evil.example")]
    [InlineData("null")]
    public async Task Pages_of_other_origins_are_not_let_in(string origin)
    {
        using var preflight = await PreflightAsync("/api/baskets/1", origin, "PUT");
        preflight.Headers.Contains("Access-Control-Allow-Origin").ShouldBeFalse();
        using var answer = await SendAsync("GET", "/api/baskets/1", origin);
        answer.Headers.Contains("Access-Control-Allow-Origin").ShouldBeFalse();
        answer.Value("Vary").ShouldContain("Origin");
    }

    [Fact]
    public async Task What_a_side_says_itself_is_replaced_and_what_it_varies_by_is_kept()
    {
        using var answer = await SendAsync("GET", "/api/baskets/own-cors", Shop);
        answer.Headers.GetValues("Access-Control-Allow-Origin").ShouldBe([Shop]);
        answer.Value("Vary").ShouldBe("Accept-Encoding, Origin");
        answer.Headers.Contains("Access-Control-Allow-Credentials").ShouldBeFalse();
        using var other = await facade.Client.GetAsync("/api/baskets/own-cors");
        other.Headers.Contains("Access-Control-Allow-Origin").ShouldBeFalse();
        other.Value("Vary").ShouldBe("Accept-Encoding, Origin");
    }

    [Fact]
    public async Task Where_the_plan_says_nothing_a_side_answers_for_itself()
    {
        using var answer = await SendAsync("GET", "/old/own-cors", Shop);
        answer.Value("Access-Control-Allow-Origin").ShouldBe("*");
        using var preflight = await PreflightAsync("/old/page", Shop, "PUT");
        preflight.StatusCode.ShouldBe(HttpStatusCode.OK, "it was passed through");
    }

    private Task<HttpResponseMessage> PreflightAsync(string target, string origin, string method, string? headers = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Options, target)
        {
            Headers = { { "Origin", origin }, { "Access-Control-Request-Method", method } },
        };
        if (headers is not null)
            request.Headers.Add("Access-Control-Request-Headers", headers);
        return facade.Client.SendAsync(request);
    }

    private Task<HttpResponseMessage> SendAsync(string method, string target, string origin) =>
        facade.Client.SendAsync(new HttpRequestMessage(new HttpMethod(method), target) { Headers = { { "Origin", origin } } });

    public sealed class Facade : RunningFacade
    {
        protected override IReadOnlyDictionary<string, string> MoreFiles() => new Dictionary<string, string>
        {
            ["hub.yaml"] = $$"""
                expose: true
                cors: { origins: ["https://Shop.example:443"] }
                catchAll:
                  - { path: /old, to: {{LegacyAddress}} }
                """,
            ["systems/lost.yaml"] = "system: lost",
            ["capabilities/baskets.yaml"] = Capability("baskets", LegacyAddress, "PUT /api/baskets/{id}"),
            ["capabilities/vaults.yaml"] = Capability("vaults", LegacyAddress) + "access: token\n",
            ["capabilities/gone.yaml"] = Capability("gone", "http://127.0.0.1:9"),
            ["capabilities/missing.yaml"] = Capability("missing", "adapter:lost"),
            ["capabilities/tills.yaml"] = Capability("tills", LegacyAddress, "PUT /api/tills/{id}") + """
                cors:
                  origins: [http://till.example:3000, https://other.example]
                  methods: [GET]
                  headers: [X-Till]
                  credentials: true
                  maxAge: 5s
                """,
        };

        private static string Capability(string name, string side, string? other = null) => $$"""
            capability: {{name}}
            owner: web-team
            sides: { legacy: "{{side}}" }
            routes:
              {{name}}.get: GET /api/{{name}}/{id}
            {{(other is null ? "" : $"  {name}.other: {other}")}}

            """;
    }
}

file static class Answers
{
    public static string Value(this HttpResponseMessage answer, string name) =>
        string.Join(", ", ((HttpHeaders)answer.Headers).GetValues(name));
}
