using System.Net;
using System.Text;
using Hub.Facade.Hops;
using Hub.Facade.Watching;
using Hub.Platform;
using Hub.Platform.Asking;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.Platform.Sides;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Hosting;
using Hub.ServiceKit.Problems;
using Hub.ServiceKit.Requests;
using Hub.ServiceKit.Storage;
using Hub.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace Hub.Facade.Tests;

/// <summary>A facade in one process, the side it forwards to in another.</summary>
public sealed class HopsBetweenProcesses : IAsyncLifetime
{
    private const string Secret = "0123456789abcdef0123456789abcdef";
    private readonly TemporaryFolder _folder = new();
    private WebApplication _front = null!;
    private WebApplication _back = null!;
    private HttpClient _client = null!;
    private SideRequest? _told;
    private string? _path;
    private RequestDelegate? _answer;

    public async ValueTask InitializeAsync()
    {
        _back = await StartAsync("back", new Peers(new Dictionary<string, Uri>(), Secret), publicApi: false);
        _back.Services.GetRequiredService<HostedSides>().Register("adapter:erp", async context =>
        {
            (_told, _path) = (context.Features.Get<SideRequest>(), context.Request.Path.Value);
            if (_answer is not null)
            {
                await _answer(context);
                return;
            }

            using var reader = new StreamReader(context.Request.Body);
            context.Response.Headers["X-Heard-As"] = context.Request.Method;
            await context.Response.WriteAsync($"side heard {await reader.ReadToEndAsync()} {context.Request.QueryString}");
        });
        var peers = new Peers(new Dictionary<string, Uri> { ["adapters"] = new(_back.Urls.First()) }, Secret);
        _front = await StartAsync("front", peers, publicApi: true);
        _client = new HttpClient { BaseAddress = new Uri(_front.Urls.First()) };
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _front.DisposeAsync();
        await _back.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_side_in_another_process_is_told_what_one_in_this_process_would_be()
    {
        using var response = await _client.PostAsync(
            "/api/orders/O%2F1%20x?a=%2B", new StringContent("this", mediaType: new("application/json")));
        (await response.Content.ReadAsStringAsync()).ShouldBe("side heard this ?a=%2B");
        var id = response.Headers.GetValues("X-Hub-Request-Id").ShouldHaveSingleItem();
        _told.ShouldNotBeNull().RequestId.ShouldBe(id);
        _told.RouteId.ShouldBe("orders.change");
        _told.Values["id"].ShouldBe("O/1 x");
        _told.Address.ShouldBe(IPAddress.Loopback, "by which callers are told apart");
        PathText.EncodePath(_path.ShouldNotBeNull()).ShouldBe("/api/orders/O%2F1%20x");
        response.Headers.Contains("X-Hub-Secret").ShouldBeFalse();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_side_in_another_process_is_asked_without_a_caller(bool oneSide)
    {
        var door = _front.Services.GetRequiredService<IRouteDoor>();
        var request = new ContractRequest("POST", "/api/orders/O%2F1?a=%2B")
        {
            Headers = new Dictionary<string, StringValues> { ["Content-Type"] = "application/json" },
            Body = "this"u8.ToArray(),
            Address = IPAddress.Parse("192.0.2.7"),
            InBackground = true,
        };
        var answer = await (oneSide
            ? door.AskSideAsync("orders.change", Side.Legacy, request)
            : door.AskAsync("orders.change", request));
        Encoding.UTF8.GetString(answer.Body.Span).ShouldBe("side heard this ?a=%2B");
        (answer.Status, answer.Headers["X-Heard-As"].ToString()).ShouldBe((200, "POST"));
        _told.ShouldNotBeNull().RequestId.ShouldBe(answer.Headers["X-Hub-Request-Id"].ToString());
        (_told.RouteId, _told.Values["id"], _told.InBackground).ShouldBe(("orders.change", "O/1", true));
        _told.Address.ShouldBe(IPAddress.Parse("192.0.2.7"));
        answer.Headers.ShouldNotContainKey("X-Hub-Secret");
    }

    [Fact]
    public async Task HEAD_of_a_side_that_is_asked_has_no_body()
    {
        var answer = await _front.Services.GetRequiredService<IRouteDoor>()
            .AskAsync("orders.get", new ContractRequest("HEAD", "/api/orders/1"));
        (answer.Status, answer.Body.Length, answer.Headers["X-Heard-As"].ToString()).ShouldBe((200, 0, "GET"));
    }

    [Fact]
    public async Task It_knows_which_parameters_the_hub_itself_reads()
    {
        using var response = await _client.GetAsync("/api/orders/1?as=pdf");
        _told.ShouldNotBeNull().RouteId.ShouldBe("orders.printed");
        _told.RouteQuery.ShouldBe(["as", "customerId"]);
    }

    [Theory]
    [InlineData("/api/orders/p%252Fq", "p%2Fq")]
    [InlineData("/api/orders/p%25252Fq", "p%252Fq")]
    [InlineData("/../../api/orders/%2e%2e%2F1", "../1")]
    [InlineData("/api/./x/../orders/100%25", "100%")]
    public async Task A_value_is_decoded_once_however_many_processes_it_passes(string target, string value)
    {
        using var response = await SendAsync(HttpMethod.Post, target);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        _told.ShouldNotBeNull().Values["id"].ShouldBe(value);
        PathText.TryDecode(_path.ShouldNotBeNull()["/api/orders/".Length..], out var last).ShouldBeTrue();
        last.ShouldBe(value);
    }

    [Theory]
    [InlineData("/api/orders/%F6")]
    [InlineData("/api/orders/%zz")]
    [InlineData("/api/orders/1%")]
    public async Task A_value_that_cannot_be_decoded_is_400_where_it_is_needed(string target)
    {
        using var response = await SendAsync(HttpMethod.Post, target);
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.Content.ReadAsStringAsync()).ShouldContain("invalid percent sequence");
        _told.ShouldBeNull();
    }

    [Fact]
    public async Task HEAD_of_a_hosted_side_is_its_GET_without_the_body()
    {
        using var head = await SendAsync(HttpMethod.Head, "/api/orders/1");
        head.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await head.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
        head.Headers.GetValues("X-Heard-As").ShouldBe(["GET"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_peer_says_whether_a_write_that_failed_did_anything_and_its_key_is_free_if_not(bool nothingDone)
    {
        var asked = 0;
        _answer = context =>
        {
            asked++;
            return new Problem(StatusCodes.Status502BadGateway, "gone") { NothingDone = nothingDone }.WriteAsync(context);
        };
        for (var i = 0; i < 2; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/orders/O-1")
            {
                Content = new StringContent("{}", Encoding.UTF8, "application/json"),
            };
            request.Headers.Add("Idempotency-Key", "k-1");
            using var response = await _client.SendAsync(request);
            response.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
            response.Headers.Contains("X-Hub-Nothing-Done").ShouldBeFalse();
        }

        asked.ShouldBe(nothingDone ? 2 : 1);
    }

    [Fact]
    public async Task A_peer_tells_whether_what_stands_behind_a_side_is_there()
    {
        var probe = _front.Services.GetRequiredService<SideProbe>();
        Task<string?> AskAsync(string side) =>
            probe.FindProblemAsync(
                new SideTarget(SideName.Parse(side), Address: null, Path: null), TestContext.Current.CancellationToken);
        _back.Services.GetRequiredService<HostedSides>()
            .Register("adapter:crm", _ => Task.CompletedTask, _ => Task.FromResult<string?>("crm: “cannot be reached”"));

        (await AskAsync("adapter:erp")).ShouldBeNull();
        _told.ShouldBeNull("nothing is asked of the side itself");
        (await AskAsync("adapter:crm")).ShouldBe("crm: “cannot be reached”");
        (await AskAsync("adapter:nobody")).ShouldBe("the peer that should run it does not");
        (await AskAsync("service:nobody")).ShouldBe("it does not run on this node, and no peer is named that runs it");
        await _back.StopAsync();
        (await AskAsync("adapter:erp")).ShouldBe("the side refused the connection: nothing listens at its address");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("0123456789abcdef0123456789abcdeX")]
    public async Task Without_the_secret_there_is_no_such_address(string? secret)
    {
        using var outside = new HttpClient { BaseAddress = new Uri(_back.Urls.First()) };
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{Hop.PathPrefix}/adapter:erp/api/orders/O-1");
        request.Headers.Add("X-Hub-Request-Id", "forged");
        request.Headers.Add("X-Hub-Probe", "1");
        if (secret is not null)
            request.Headers.Add("X-Hub-Secret", secret);
        using var response = await outside.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        response.Headers.GetValues("X-Hub-Request-Id").Single().ShouldNotBe("forged");
        _told.ShouldBeNull();
    }

    [Theory]
    [InlineData("GET", "/hub/api/routes")]
    [InlineData("GET", "/hub/api/audit")]
    [InlineData("POST", "/hub/api/plan")]
    public async Task The_secret_opens_nothing_of_the_own_surface(string method, string path)
    {
        using var peer = new HttpClient { BaseAddress = new Uri(_back.Urls.First()) };
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Add("X-Hub-Secret", Secret);
        using var response = await peer.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_peer_that_is_gone_is_502()
    {
        await _back.StopAsync();
        using var response = await _client.PostAsync("/api/orders/O-1", new StringContent(""));
        response.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
    }

    /// <summary>Sends a target as it stands, which HTTP clients would change.</summary>
    private Task<HttpResponseMessage> SendAsync(HttpMethod method, string target)
    {
        var asSent = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true };
        return _client.SendAsync(new HttpRequestMessage(method, new Uri(_front.Urls.First() + target, asSent)));
    }

    private async Task<WebApplication> StartAsync(string name, Peers peers, bool publicApi)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(peers).AddPlatform(new DataFolder(_folder.File(name)), new PlanReferences()).AddFacade();
        var app = builder.Build();
        app.UseFacade();
        if (publicApi)
            app.MapPublicApi();
        app.MapOwnSurface();
        await app.Services.MigratePlatformAsync();
        await app.Services.MigrateFacadeAsync();
        await app.Services.GetRequiredService<Revisions>().LoadAsync(Plan);
        await app.StartAsync();
        return app;
    }

    private static PlanBundle Plan() => new(new Dictionary<string, string>
    {
        ["systems/erp.yaml"] = "system: erp",
        ["capabilities/orders.yaml"] = """
            capability: orders
            owner: order-team
            cohort: { key: customerId, from: [query customerId], seed: s }
            sides: { legacy: adapter:erp }
            routes:
              orders.printed: { match: "GET /api/orders/{id}", query: { as: pdf } }
              orders.change: POST /api/orders/{id}
              orders.get: GET /api/orders/{id}
            """,
    }.Select(f => KeyValuePair.Create(f.Key, System.Text.Encoding.UTF8.GetBytes(f.Value))));
}
