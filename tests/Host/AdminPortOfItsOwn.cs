using System.Net;
using System.Net.Http.Headers;
using Hub.Facade;
using Hub.Host.Up;
using Hub.Platform;
using Hub.Platform.Identity;
using Hub.Platform.Routing;
using Hub.Platform.Sides;
using Hub.ServiceKit.Hosting;
using Hub.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Host.Tests;

/// <summary>
/// <c>--admin-urls</c>: what belongs to the hub itself is at one port, what belongs to its callers at the other.
/// </summary>
public sealed class AdminPortOfItsOwn : IAsyncLifetime
{
    private const string Secret = "0123456789abcdef0123456789abcdef";
    private readonly TemporaryFolder _folder = new();
    private WebApplication _app = null!;
    private HttpClient _public = null!;
    private HttpClient _admin = null!;

    public async ValueTask InitializeAsync()
    {
        _app = AccessHub.Build(
            _folder.Path, Roles.All, new Peers(new Dictionary<string, Uri>(), Secret), adminUrls: "http://127.0.0.1:0");
        await _app.Services.MigratePlatformAsync();
        await _app.Services.MigrateFacadeAsync();
        await _app.Services.GetRequiredService<Revisions>().LoadAsync(AccessHub.Plan);
        var token = await _app.Services.GetRequiredService<AccessTokens>().CreateAsync("ann");
        await _app.StartAsync();
        _app.Services.GetRequiredService<HostedSides>().Register("adapter:here", context => context.Response.WriteAsync("here"));
        var addresses = _app.Urls.ToList();
        (_public, _admin) = (Client(addresses[0], token), Client(addresses[1], token));
    }

    public async ValueTask DisposeAsync()
    {
        _public.Dispose();
        _admin.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task At_the_public_port_nothing_of_the_hubs_own_is_there_but_health()
    {
        var unknown = await ReadAsync(_public, "GET", "/no/such/path");
        foreach (var row in AccessRow.All.Where(r => !r.Endpoint.Contains("/health/", StringComparison.Ordinal)))
        {
            var path = row.Pattern
                .Replace("{number:long}", "1", StringComparison.Ordinal)
                .Replace("{side}", "adapter:here", StringComparison.Ordinal)
                .Replace("{", "", StringComparison.Ordinal)
                .Replace("}", "", StringComparison.Ordinal)
                .Replace("*", "", StringComparison.Ordinal);
            (await ReadAsync(_public, row.Method, path))
                .ShouldBe(unknown with { Claim = $"No route claims {row.Method} {path}." }, row.Endpoint);
            (await ReadAsync(_public, "PUT", path))
                .ShouldBe(unknown with { Claim = $"No route claims PUT {path}." }, row.Endpoint);
        }

        (await ReadAsync(_public, "GET", "/hub/health/ready")).Status.ShouldBe(HttpStatusCode.OK);
        (await ReadAsync(_public, "GET", "/api/ledger")).Status
            .ShouldBe(HttpStatusCode.BadGateway, "the public API is there, its side is not");
    }

    [Fact]
    public async Task At_the_admin_port_all_of_it_is_there_and_the_public_API_is_not()
    {
        string[] paths = ["/hub/api/routes", "/hub/flags", "/hub/metrics", "/hub/health/live", "/hub/hops/adapter:here/any"];
        foreach (var path in paths)
            (await ReadAsync(_admin, "GET", path)).Status.ShouldBe(HttpStatusCode.OK, path);
        (await ReadAsync(_admin, "GET", "/api/ledger")).Claim.ShouldBe("No route claims GET /api/ledger.");
    }

    [Fact]
    public async Task What_a_request_says_of_its_host_does_not_matter()
    {
        _public.DefaultRequestHeaders.Host = _admin.BaseAddress!.Authority;
        (await ReadAsync(_public, "GET", "/hub/api/routes")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("http://127.0.0.1:8080", "http://10.0.0.1:8080", "needs a port of its own")]
    [InlineData("http://127.0.0.1:8080", "9080", "is not an address")]
    public async Task Ports_that_cannot_be_told_apart_are_wrong_usage(string urls, string adminUrls, string why)
    {
        var result = await HubCommand.RunAsync("up", "--urls", urls, "--admin-urls", adminUrls);
        result.ExitCode.ShouldBe(2);
        result.Errors.ShouldContain(why);
    }

    private static HttpClient Client(string address, string token)
    {
        var client = new HttpClient { BaseAddress = new Uri(address) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        client.DefaultRequestHeaders.Add("X-Hub-Secret", Secret);
        return client;
    }

    private static async Task<Answer> ReadAsync(HttpClient client, string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        if (response.Content.Headers.ContentType?.MediaType != "application/problem+json")
            return new Answer(response.StatusCode, "", "");
        var problem = System.Text.Json.JsonElement.Parse(await response.Content.ReadAsStringAsync());
        var headers = string.Join(',', response.Headers.Select(h => h.Key).Order(StringComparer.Ordinal));
        return new Answer(response.StatusCode, problem.GetProperty("detail").GetString()!, headers);
    }

    private sealed record Answer(HttpStatusCode Status, string Claim, string Headers);
}
