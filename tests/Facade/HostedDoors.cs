using System.IO.Compression;
using System.Net;
using System.Text;
using Hub.Platform;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.Platform.Sides;
using Hub.ServiceKit.Hosting;
using Hub.ServiceKit.Storage;
using Hub.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Hub.Facade.Tests;

/// <summary>What hosted sides are sent, and how their answers are coded: in this process and in another one.</summary>
public sealed class HostedDoors(HostedDoors.Both both) : IClassFixture<HostedDoors.Both>
{
    private const string Document = """{"a":1}""";

    [Theory]
    [InlineData(null)]
    [InlineData("text/plain")]
    [InlineData("text/plain; charset=utf-8; application/json")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("application/jsonp")]
    [InlineData("")]
    public async Task A_body_that_does_not_say_it_is_JSON_is_415(string? type)
    {
        foreach (var client in both.Clients)
        {
            using var response = await client.SendAsync(Post(Encoding.UTF8.GetBytes(Document), type));
            response.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
            using var chunked = Post(Encoding.UTF8.GetBytes(Document), type);
            chunked.Headers.TransferEncodingChunked = true;
            using var another = await client.SendAsync(chunked);
            another.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        }
    }

    [Theory]
    [InlineData("application/json; charset=utf-16", "utf-16")]
    [InlineData("application/json; charset=\"UTF-16LE\"", "UTF-16LE")]
    [InlineData("application/json;odata=x;Charset=iso-8859-1", "iso-8859-1")]
    [InlineData("application/json; charset=utf-8; charset=utf-32", "utf-32")]
    [InlineData("application/merge-patch+json; charset=utf-7", "utf-7")]
    public async Task A_body_that_says_it_is_in_another_charset_is_415(string type, string charset)
    {
        foreach (var client in both.Clients)
        {
            using var response = await client.SendAsync(Post(Encoding.Unicode.GetBytes(Document), type));
            response.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
            (await response.Content.ReadAsStringAsync()).ShouldContain($"in UTF-8, and Content-Type says charset={charset}.");
        }
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/json; charset=\"utf-8\"")]
    [InlineData("application/json; charset=UTF8")]
    [InlineData("application/json; charset=us-ascii")]
    [InlineData("Application/JSON; charset=utf-8")]
    [InlineData("application/merge-patch+json")]
    public async Task A_body_that_says_so_arrives(string type)
    {
        foreach (var client in both.Clients)
            (await HeardAsync(client, Post(Encoding.UTF8.GetBytes(Document), type))).ShouldBe($"heard {Document}");
    }

    [Theory]
    [InlineData("?note=%ff", HttpStatusCode.BadRequest)]
    [InlineData("?%C3=1", HttpStatusCode.BadRequest)]
    [InlineData("?a=1&note=%F0%9F", HttpStatusCode.BadRequest)]
    [InlineData("?note=%F0%9F%98%80&b=100%25", HttpStatusCode.OK)]
    public async Task A_query_is_UTF8(string query, HttpStatusCode status)
    {
        foreach (var client in both.Clients)
            (await client.GetAsync($"/api/answers/long{query}")).StatusCode.ShouldBe(status);
    }

    [Fact]
    public async Task No_body_needs_no_type()
    {
        foreach (var client in both.Clients)
            (await HeardAsync(client, Post([], null))).ShouldBe("heard ");
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task A_compressed_body_is_decoded(string coding)
    {
        foreach (var client in both.Clients)
            (await HeardAsync(client, Post(Coded(coding), "application/json", coding))).ShouldBe($"heard {Document}");
    }

    [Theory]
    [InlineData("zstd", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("gzip, gzip", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("gzip", HttpStatusCode.BadRequest)]
    [InlineData("br", HttpStatusCode.BadRequest)]
    public async Task A_body_that_cannot_be_decoded_is_refused(string coding, HttpStatusCode status)
    {
        foreach (var client in both.Clients)
        {
            using var response = await client.SendAsync(Post(Encoding.UTF8.GetBytes(Document), "application/json", coding));
            response.StatusCode.ShouldBe(status);
            if (status == HttpStatusCode.UnsupportedMediaType)
                response.Headers.GetValues("Accept-Encoding").ShouldHaveSingleItem().ShouldBe("gzip, br, deflate");
        }
    }

    [Theory]
    [InlineData("long", "gzip", null, "gzip")]
    [InlineData("long", "gzip, br;q=0.9", null, "gzip")]
    [InlineData("long", "gzip, deflate, br", null, "br")]
    [InlineData("long", "gzip;q=0", null, null)]
    [InlineData("long", null, null, null)]
    [InlineData("long", "gzip", "Authorization: Bearer x", "gzip")]
    [InlineData("long", "gzip", "Authorization: Basic x", null)]
    [InlineData("long", "gzip", "Authorization: Digest username=x", null)]
    [InlineData("long", "gzip", "Cookie: a=b", null)]
    [InlineData("short", "gzip", null, null)]
    [InlineData("tagged", "gzip", null, null)]
    [InlineData("secret", "gzip", null, null)]
    [InlineData("events", "gzip", null, null)]
    [InlineData("failed", "gzip", null, null)]
    public async Task Answers_are_compressed_where_that_helps_and_gives_nothing_away(
        string what, string? accepted, string? header, string? coding)
    {
        foreach (var client in both.Clients)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/answers/{what}");
            if (accepted is not null)
                request.Headers.TryAddWithoutValidation("Accept-Encoding", accepted);
            if (header is not null)
                request.Headers.TryAddWithoutValidation(header.Split(": ")[0], header.Split(": ")[1]);
            using var response = await client.SendAsync(request);
            response.Content.Headers.ContentEncoding.ShouldBe(coding is null ? [] : [coding]);
            response.Headers.Vary.ShouldHaveSingleItem().ShouldBe("Accept-Encoding");
            var body = await response.Content.ReadAsByteArrayAsync();
            Decoded(body, coding).ShouldBe(Answer(what));
        }
    }

    private static string Answer(string what) => $"\"{new string('x', what == "short" ? 10 : 5000)}\"";

    private static HttpRequestMessage Post(byte[] body, string? type, string? coding = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/answers") { Content = new ByteArrayContent(body) };
        if (type is not null)
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        if (coding is not null)
            request.Content.Headers.TryAddWithoutValidation("Content-Encoding", coding);
        return request;
    }

    private static async Task<string> HeardAsync(HttpClient client, HttpRequestMessage request)
    {
        using var response = await client.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await response.Content.ReadAsStringAsync();
    }

    private static byte[] Coded(string coding)
    {
        using var coded = new MemoryStream();
        using (Stream coder = coding switch
        {
            "br" => new BrotliStream(coded, CompressionMode.Compress),
            "deflate" => new ZLibStream(coded, CompressionMode.Compress),
            _ => new GZipStream(coded, CompressionMode.Compress),
        })
            coder.Write(Encoding.UTF8.GetBytes(Document));
        return coded.ToArray();
    }

    private static string Decoded(byte[] body, string? coding)
    {
        using var coded = new MemoryStream(body);
        using Stream decoder = coding switch
        {
            "br" => new BrotliStream(coded, CompressionMode.Decompress),
            "gzip" => new GZipStream(coded, CompressionMode.Decompress),
            _ => coded,
        };
        using var reader = new StreamReader(decoder);
        return reader.ReadToEnd();
    }

    public sealed class Both : IAsyncLifetime
    {
        private const string Secret = "0123456789abcdef0123456789abcdef";
        private readonly TemporaryFolder _folder = new();
        private readonly List<WebApplication> _apps = [];

        public List<HttpClient> Clients { get; } = [];

        public async ValueTask InitializeAsync()
        {
            var here = await StartAsync("here", new Peers(new Dictionary<string, Uri>(), Secret));
            here.Services.GetRequiredService<HostedSides>().Register("adapter:erp", AnswerAsync);
            var there = await StartAsync(
                "there", new Peers(new Dictionary<string, Uri> { ["adapters"] = new(here.Urls.First()) }, Secret));
            foreach (var app in new[] { here, there })
                Clients.Add(new HttpClient(new SocketsHttpHandler { UseCookies = false })
                {
                    BaseAddress = new Uri(app.Urls.First()),
                });
        }

        public async ValueTask DisposeAsync()
        {
            Clients.ForEach(c => c.Dispose());
            foreach (var app in _apps)
                await app.DisposeAsync();
            _folder.Dispose();
        }

        private static async Task AnswerAsync(HttpContext context)
        {
            var (response, what) = (context.Response, context.Request.Path.Value!.Split('/')[^1]);
            if (HttpMethods.IsPost(context.Request.Method))
            {
                using var reader = new StreamReader(context.Request.Body);
                var body = await reader.ReadToEndAsync();
                context.Request.Headers.ContentEncoding.Count.ShouldBe(0);
                await response.WriteAsync($"heard {body}");
                return;
            }

            response.ContentType = what == "events" ? "text/event-stream" : "application/json";
            response.StatusCode = what == "failed" ? 404 : 200;
            response.ContentLength = what == "short" ? Answer(what).Length : null;
            if (what == "tagged")
                response.Headers.ETag = "\"exact\"";
            if (what == "secret")
                response.Headers.CacheControl = "no-store";
            await response.WriteAsync(Answer(what));
        }

        private async Task<WebApplication> StartAsync(string name, Peers peers)
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Services.AddSingleton(peers)
                .AddPlatform(new DataFolder(_folder.File(name)), new PlanReferences()).AddFacade();
            var app = builder.Build();
            app.UseFacade();
            app.MapPublicApi();
            app.MapOwnSurface();
            await app.Services.MigratePlatformAsync();
            await app.Services.MigrateFacadeAsync();
            await app.Services.GetRequiredService<Revisions>().LoadAsync(Plan);
            await app.StartAsync();
            _apps.Add(app);
            return app;
        }

        private static PlanBundle Plan() => new(new Dictionary<string, string>
        {
            ["systems/erp.yaml"] = "system: erp",
            ["capabilities/answers.yaml"] = """
                capability: answers
                owner: answer-team
                sides: { legacy: adapter:erp }
                routes:
                  answers.get: GET /api/answers/{what}
                  answers.post: POST /api/answers
                """,
        }.Select(f => KeyValuePair.Create(f.Key, Encoding.UTF8.GetBytes(f.Value))));
    }
}
