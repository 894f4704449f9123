using System.Net;
using System.Net.Http.Headers;
using Hub.Facade;
using Hub.Host.Up;
using Hub.Platform;
using Hub.Platform.Identity;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.Platform.Sides;
using Hub.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Host.Tests;

/// <summary>A body beyond what the hub takes is 413 wherever it is read, also where its sender names no length.</summary>
public sealed class TooLargeBodies : IAsyncLifetime
{
    private const string Secret = "0123456789abcdef0123456789abcdef";
    private readonly TemporaryFolder _folder = new();
    private WebApplication _app = null!;
    private HttpClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        var peers = new Peers(new Dictionary<string, Uri>(), Secret);
        _app = HubApplication.Build(
            new UpOptions("", null, _folder.Path, "http://127.0.0.1:0", Demo: false, Roles.All, peers, OpenMetrics: false)
            {
                LargestBody = 1,
            },
            new PlanReferences());
        await _app.Services.MigratePlatformAsync();
        await _app.Services.MigrateFacadeAsync();
        await _app.Services.GetRequiredService<Revisions>().LoadAsync(AccessHub.Plan);
        await _app.StartAsync();
        var token = await _app.Services.GetRequiredService<AccessTokens>().CreateAsync("ann");
        _client = new HttpClient { BaseAddress = new Uri(_app.Urls.First()) };
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("POST", "/hub/api/plan")]
    [InlineData("POST", "/hub/api/tokens")]
    [InlineData("POST", "/hub/api/routes/orders.get/shift")]
    [InlineData("POST", "/hub/api/routes/orders.get/rollback")]
    [InlineData("POST", "/systems/books/operations/set-note")]
    [InlineData("PUT", "/api/vault/1")]
    [InlineData("PUT", "/hub/hops/adapter:vault/api/vault/1")]
    public async Task A_chunked_body_beyond_the_limit_is_413(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path)
        {
            Content = new Endless((1024 + 64) * 1024),
        };
        request.Headers.TransferEncodingChunked = true;
        if (path.StartsWith("/hub/hops", StringComparison.Ordinal))
        {
            request.Headers.Add("X-Hub-Secret", Secret);
            request.Headers.Add("X-Hub-Request-Id", "r-1");
            request.Headers.Add("X-Hub-Route", "vault.put");
            request.Headers.Add("X-Hub-Values", "?id=1");
        }

        using var answer = await _client.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge, await answer.Content.ReadAsStringAsync());
        answer.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json");
    }

    /// <summary>JSON that begins and does not end, of a length that nobody names.</summary>
    private sealed class Endless : HttpContent
    {
        private readonly int _length;

        public Endless(int length)
        {
            _length = length;
            Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var spaces = new byte[16 * 1024];
            Array.Fill(spaces, (byte)' ');
            for (var sent = 0; sent < _length; sent += spaces.Length)
                await stream.WriteAsync(spaces);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
