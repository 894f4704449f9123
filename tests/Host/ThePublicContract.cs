using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;
using Hub.Facade;
using Hub.Host.Up;
using Hub.Platform;
using Hub.Platform.Identity;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.Platform.Sides;
using Hub.Tests;
using Hub.Tests.Processes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Hub.Host.Tests;

/// <summary>/hub/openapi.json and /hub/docs of the demo's plan, in a process that runs no adapter.</summary>
public sealed class ThePublicContract : IAsyncLifetime
{
    private static readonly PlanReferences References = new(new Dictionary<string, string>
    {
        ["ERP_URL"] = "http://127.0.0.1:9",
        ["CRM_URL"] = "http://127.0.0.1:9",
        ["SHOP_URL"] = "http://127.0.0.1:9",
        ["CRM_PASSWORD"] = "x",
        ["FINANCE_DB"] = "/no/such.db",
    });

    private readonly TemporaryFolder _folder = new();
    private WebApplication _app = null!;
    private HttpClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        var options = new UpOptions(
            "", null, _folder.Path, "http://127.0.0.1:0", Demo: false, Roles.Facade, Peers.None, OpenMetrics: false,
            AdminUrls: null);
        _app = HubApplication.Build(options, References);
        await _app.Services.MigratePlatformAsync();
        await _app.Services.MigrateFacadeAsync();
        await _app.Services.GetRequiredService<Revisions>().LoadAsync(() => PlanFolder.Read(Repository.Plan, environment: null));
        await _app.StartAsync();
        _client = new HttpClient { BaseAddress = new Uri(_app.Urls.First()) };
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("/hub/openapi.json")]
    [InlineData("/hub/openapi.json?systems")]
    public async Task It_is_valid_OpenAPI_as_somebody_elses_reader_sees_it(string path)
    {
        await SignInAsync(AccessRole.Viewer);
        var read = OpenApiDocument.Parse(await _client.GetStringAsync(path), "json");
        read.Diagnostic!.Errors.Select(e => $"{e.Pointer}: {e.Message}").ShouldBeEmpty();
        read.Diagnostic.Warnings.Select(e => $"{e.Pointer}: {e.Message}").ShouldBeEmpty();
        read.Diagnostic.SpecificationVersion.ShouldBe(OpenApiSpecVersion.OpenApi3_1);
        read.Document!.Paths.Count.ShouldBeGreaterThan(5);
    }

    [Fact]
    public async Task Every_route_of_the_plan_is_in_it_and_every_reference_leads_somewhere()
    {
        await SignInAsync(AccessRole.Viewer);
        var document = await ReadAsync();
        var told = document.GetProperty("paths").EnumerateObject().SelectMany(p => p.Value.EnumerateObject())
            .SelectMany(o => o.Value.GetProperty("x-hub-routes").EnumerateArray().Select(r => r.GetString()));
        var served = _app.Services.GetRequiredService<CurrentRouting>().Snapshot.Plan;
        told.ShouldBe(served.Claiming.Select(r => r.Id), ignoreOrder: true);

        var schemas = document.GetProperty("components").GetProperty("schemas");
        const string Reference = "\"#/components/schemas/(?<name>[^\"]+)\"";
        var references = Regex.Matches(
            document.GetRawText(), Reference, RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5));
        foreach (Match reference in references)
            schemas.TryGetProperty(reference.Groups["name"].Value, out _).ShouldBeTrue(reference.Value);
    }

    [Fact]
    public async Task Routes_that_share_a_path_and_a_method_are_one_operation()
    {
        await SignInAsync(AccessRole.Viewer);
        var find = (await ReadAsync()).GetProperty("paths").GetProperty("/api/customers").GetProperty("get");
        find.GetProperty("x-hub-routes").EnumerateArray().Select(r => r.GetString())
            .ShouldBe(["customers.find", "customers.lookup"]);
        var parameters = find.GetProperty("parameters").EnumerateArray()
            .ToDictionary(p => p.GetProperty("name").GetString()!, p => p.GetProperty("required").GetBoolean());
        parameters.ShouldContainKeyAndValue("name", false);
        parameters.ShouldContainKeyAndValue("externalReference", false);
    }

    [Fact]
    public async Task That_no_other_parameter_is_taken_stands_with_every_route_that_the_hub_answers()
    {
        await SignInAsync(AccessRole.Viewer);
        foreach (var path in new[] { "/api/customers", "/api/customers/{id}", "/api/products", "/api/orders/{id}" })
            (await ReadAsync()).GetProperty("paths").GetProperty(path).GetProperty("get").GetProperty("responses")
                .GetProperty("400").GetProperty("description").GetString().ShouldNotBeNull().ShouldContain("nothing is ignored");
    }

    [Fact]
    public async Task What_is_sent_again_has_the_same_tag_and_is_not_sent_again()
    {
        using var first = await _client.GetAsync("/hub/openapi.json");
        _client.DefaultRequestHeaders.IfNoneMatch.Add(first.Headers.ETag!);
        using var second = await _client.GetAsync("/hub/openapi.json");
        second.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        second.Headers.ETag.ShouldBe(first.Headers.ETag);
    }

    [Fact]
    public async Task Operations_of_systems_are_told_to_viewers_only()
    {
        (await _client.GetAsync("/hub/openapi.json?systems")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        await SignInAsync(AccessRole.Caller);
        (await _client.GetAsync("/hub/openapi.json?systems")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Who_shows_a_token_is_told_whether_it_is_one()
    {
        (await _client.GetAsync("/hub/openapi.json")).Headers.Contains("X-Hub-Role").ShouldBeFalse();
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "hub_none");
        (await _client.GetAsync("/hub/openapi.json")).Headers.Contains("X-Hub-Role").ShouldBeFalse();
        await SignInAsync(AccessRole.Caller);
        (await _client.GetAsync("/hub/openapi.json")).Headers.GetValues("X-Hub-Role").ShouldBe(["caller"]);
    }

    [Theory]
    [InlineData("/hub/docs", "text/html")]
    [InlineData("/hub/docs/docs.css", "text/css")]
    [InlineData("/hub/docs/docs.js", "text/javascript")]
    public async Task The_page_asks_nobody_but_the_hub(string path, string type)
    {
        using var response = await _client.GetAsync(path);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.MediaType.ShouldBe(type);
        var policy = response.Headers.GetValues("Content-Security-Policy").Single();
        policy.ShouldStartWith("default-src 'none'");
        policy.ShouldNotContain("unsafe");
        var content = await response.Content.ReadAsStringAsync();
        content.ShouldNotMatch("https?://");
        content.ShouldNotContain("innerHTML");
        content.ShouldNotMatch("<script>|<style>| on[a-z]+=\"");
    }

    private async Task<JsonElement> ReadAsync() => JsonElement.Parse(await _client.GetStringAsync("/hub/openapi.json"));

    private async Task SignInAsync(AccessRole role)
    {
        var token = await _app.Services.GetRequiredService<AccessTokens>().TryCreateAsync(
            new AccessGrant($"a-{role}".ToLowerInvariant(), role, []), "test", expiresAt: null);
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }
}
