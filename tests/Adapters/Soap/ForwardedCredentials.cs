using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Hub.Adapters.Serving;
using Hub.Adapters.Systems;
using Hub.Adapters.Tests.Stubs;
using Hub.Platform.Plan;
using Hub.Soap.Outcomes;

namespace Hub.Adapters.Tests.Soap;

/// <summary>A system that wants to know the hub's callers themselves.</summary>
public sealed class ForwardedCredentials : IAsyncLifetime
{
    private readonly ConcurrentQueue<string> _authorizations = [];
    private SoapStub _stub = null!;
    private RunningAdapters? _hub;

    public async ValueTask InitializeAsync()
    {
        _stub = await SoapStub.StartAsync();
        _stub.AnswerWithBody(PartAnswer.Body);
        var answer = _stub.Answer;
        _stub.Answer = (context, envelope) =>
        {
            _authorizations.Enqueue(context.Request.Headers.Authorization.ToString());
            return answer(context, envelope);
        };
    }

    public async ValueTask DisposeAsync()
    {
        if (_hub is not null)
            await _hub.DisposeAsync();
        await _stub.DisposeAsync();
    }

    [Theory]
    [InlineData("Basic cm9ib3Q6eA==")]
    [InlineData("Bearer a.b.c")]
    [InlineData(null)]
    public async Task What_a_caller_shows_goes_on_as_it_is_and_the_hub_lends_nobody_its_own(string? authorization)
    {
        string[] both = ["forward", "{ forward: true, service: { username: hub, password: \"${env:SECRET}\" } }"];
        foreach (var credentials in both)
        {
            await StartAsync(credentials);
            (await GetAsync(authorization)).StatusCode.ShouldBe(HttpStatusCode.OK);
            _authorizations.Last().ShouldBe(authorization ?? "");
        }
    }

    [Fact]
    public async Task What_nobody_asked_for_goes_by_the_hubs_own_account()
    {
        await StartAsync("{ forward: true, service: { username: hub, password: \"${env:SECRET}\" } }");
        var adapter = _hub!.Adapters.Find("parts")!;
        await adapter.BackgroundCalls.RunAsync(
            adapter.Definition.Resources["parts.get"].Call, new JsonObject
            {
                ["path"] = new JsonObject { ["id"] = "17" },
            }, strict: true, CancellationToken.None);

        _authorizations.ShouldHaveSingleItem()
            .ShouldBe("Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("hub:open-sesame")));
    }

    [Fact]
    public async Task A_connection_that_a_caller_authenticated_is_nobody_elses()
    {
        var users = new ConcurrentDictionary<string, string>();
        var answer = _stub.Answer;
        _stub.Answer = (context, envelope) =>
        {
            var sent = context.Request.Headers.Authorization.ToString();
            if (sent.StartsWith("Negotiate ", StringComparison.OrdinalIgnoreCase))
                users[context.Connection.Id] = sent;
            if (users.ContainsKey(context.Connection.Id))
                return answer(context, envelope);
            context.Response.StatusCode = 401;
            context.Response.Headers.WWWAuthenticate = "Negotiate";
            return Task.CompletedTask;
        };
        await StartAsync("forward");
        (await GetAsync("Negotiate YWxpY2U=")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await GetAsync(null)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await GetAsync("negotiate Ym9i")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await GetAsync(null)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        users.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_caller_without_credentials_is_not_taken_for_the_hub_where_its_account_is_of_Windows()
    {
        _stub.Answer = (context, _) =>
        {
            _authorizations.Enqueue(context.Request.Headers.Authorization.ToString());
            context.Response.StatusCode = 401;
            context.Response.Headers.WWWAuthenticate = "NTLM";
            return Task.CompletedTask;
        };
        await StartAsync("{ forward: true, service: { scheme: ntlm, username: hub, domain: D, password: \"${env:SECRET}\" } }");
        (await GetAsync(null)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        _authorizations.ShouldAllBe(a => a.Length == 0);
    }

    [Fact]
    public async Task Without_forward_a_callers_credentials_go_nowhere()
    {
        await StartAsync("{ service: { username: hub, password: \"${env:SECRET}\" } }");
        await GetAsync("Bearer a.b.c");

        _authorizations.ShouldHaveSingleItem().ShouldStartWith("Basic ");
    }

    [Theory]
    [InlineData("Basic Z3Vlc3Q6Z3Vlc3Q=", "Basic Z3Vlc3Q6Z3Vlc3Q=")]
    [InlineData("Bearer hub_0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", "")]
    public async Task A_trial_shows_a_system_what_a_caller_would_show_it_and_never_a_token_of_the_hubs(string given, string shown)
    {
        await StartAsync("forward");
        var input = new { route = "parts.get", input = new { path = new { id = "17" }, header = new { Authorization = given } } };
        using var tried = await _hub!.Client.PostAsJsonAsync("/systems/parts/operations/GetPart/try", input);
        tried.StatusCode.ShouldBe(HttpStatusCode.OK);
        _authorizations.ShouldHaveSingleItem().ShouldBe(shown);
    }

    [Fact]
    public async Task Credentials_of_the_callers_that_are_refused_are_the_callers_to_hear_of()
    {
        await StartAsync("forward");
        _stub.Answer = (context, _) =>
        {
            context.Response.StatusCode = 401;
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"erp\"";
            return Task.CompletedTask;
        };

        using var answer = await GetAsync("Basic Z3Vlc3M6Z3Vlc3M=");
        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        answer.Headers.WwwAuthenticate.ToString().ShouldBe("Basic realm=\"erp\"");
    }

    [Fact]
    public void A_session_of_the_hubs_and_callers_own_credentials_exclude_each_other()
    {
        var errors = new PlanErrors();
        CredentialsReader.Read(
            PlanNode.Map(
                new PlanLocation("s.yaml", 1),
                [new("forward", PlanNode.Scalar(new("s.yaml", 2), "true")), new("session", PlanNode.Map(new("s.yaml", 3), []))]),
            AllowedFiles.None,
            errors);
        errors.Single().ToString()
            .ShouldBe("s.yaml(3): 'session' is the hub's own and 'forward' the callers'; a system takes one of them");
    }

    [Theory]
    [InlineData("token", true)]
    [InlineData("forward", false)]
    [InlineData("jwt", false)]
    public void Tokens_of_the_hubs_own_are_no_callers_credentials(string access, bool refused)
    {
        var plan = Parts.Bundle(
            "system: parts\nsoap: { wsdl: contracts/parts.wsdl, address: http://127.0.0.1:1 }\ncredentials: forward\n");
        var files = plan.Files.ToDictionary(f => f.Key, f => f.Value);
        files["capabilities/parts.yaml"] = Encoding.UTF8.GetBytes(
            plan.Text("capabilities/parts.yaml")!.Replace("access: anonymous", $"access: {access}", StringComparison.Ordinal));
        var errors = new PlanErrors();
        new PlanLoader([new ForwardedCallers()]).Load(new PlanBundle(files), new PlanReferences(), errors);
        errors.Count(e => e.Message.Contains("is not passed on", StringComparison.Ordinal)).ShouldBe(refused ? 1 : 0);
    }

    private async Task StartAsync(string credentials)
    {
        if (_hub is not null)
            await _hub.DisposeAsync();
        _hub = await RunningAdapters.StartAsync(
            Parts.Bundle($$"""
                system: parts
                soap: { wsdl: contracts/parts.wsdl, address: "${env:PARTS}" }
                credentials: {{credentials}}
                resources:
                  parts.get: { call: GetPart, in: { No: path.id }, out: { at: Part, id: No } }
                  parts.book: { call: GetPart, in: { No: body.id }, out: { at: Part, id: No } }
                """),
            new PlanReferences(new Dictionary<string, string> { ["PARTS"] = _stub.Address, ["SECRET"] = "open-sesame" }));
    }

    private async Task<HttpResponseMessage> GetAsync(string? authorization)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/parts/17");
        if (authorization is not null)
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        return await _hub!.Client.SendAsync(request);
    }
}
