using System.Net;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Hub.Adapters.Serving;
using Hub.Adapters.Surface;
using Hub.Adapters.Systems;
using Hub.Adapters.Tests.Stubs;
using Hub.Platform.Describing;
using Hub.Platform.Plan;
using Hub.Soap.Outcomes;
using Hub.Tests;
using Microsoft.AspNetCore.Http;

namespace Hub.Adapters.Tests.Soap;

/// <summary>Systems that want a login first: one session for all calls or several lent out, renewed when they are over.</summary>
public sealed class LoginSessions : IAsyncLifetime
{
    private const string InHeader =
        "token: Result/SessionId, put: { header: SessionHeader/SessionId, with: { Service: Orders } }, renewOn: [SessionOver]";
    private readonly LogLines _log = new();
    private SoapStub _stub = null!;
    private SessionSystem _erp = null!;
    private RunningAdapters? _hub;

    public async ValueTask InitializeAsync()
    {
        _stub = await SoapStub.StartAsync();
        _erp = new SessionSystem(_stub);
        _erp.Serve((_, envelope) => HeaderOf(envelope)?.Elements().Single(e => e.Name.LocalName == "SessionId").Value);
    }

    public async ValueTask DisposeAsync()
    {
        if (_hub is not null)
            await _hub.DisposeAsync();
        await _stub.DisposeAsync();
    }

    [Fact]
    public async Task One_login_serves_all_calls_and_each_names_its_session_in_the_header()
    {
        await StartAsync(InHeader);

        (await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => GetAsync()))).ShouldAllBe(s => s == HttpStatusCode.OK);
        _erp.Logins.ShouldBe(1);
        var header = HeaderOf(XDocument.Parse(_stub.Requests.Last().Envelope))!;
        header.Elements().Select(e => e.Name.LocalName).ShouldBe(["Service", "SessionId"]);
        header.Name.NamespaceName.ShouldBe("urn:erp");
    }

    [Theory]
    [InlineData(InHeader)]
    [InlineData("token: { http: X-Session }, renewOn: [SessionOver]")]
    public async Task An_operation_called_by_itself_has_its_session_too_and_its_request_outlives_a_renewal(string session)
    {
        if (session != InHeader)
            _erp.Serve((context, _) => context.Request.Headers["X-Session"].ToString());
        await StartAsync(session);

        (await CallAsync("Get", """{"No":"17"}""")).ShouldBe("""{"Name":"bolt"}""");
        _erp.Sessions.Clear();
        (await CallAsync("Get", """{"No":"17"}""")).ShouldBe("""{"Name":"bolt"}""");
        _erp.Logins.ShouldBe(2);
    }

    [Theory]
    [InlineData("Find", """{"No":"17"}""", "<By><Ticket>tok-1</Ticket></By>")]
    [InlineData("Find", """{"By":{"Language":"de"},"No":"17"}""", "<By><Ticket>tok-1</Ticket><Language>de</Language></By>")]
    [InlineData("Count", "{}", "<By><Ticket>tok-1</Ticket></By>")]
    public async Task A_token_deep_in_the_request_is_filled_in_beside_what_the_caller_gives(
        string operation, string json, string by)
    {
        _erp.Serve((_, envelope) => envelope.Descendants().FirstOrDefault(e => e.Name.LocalName == "Ticket")?.Value);
        await StartAsync("token: Result/SessionId, put: { in: By/Ticket }, renewOn: [SessionOver]");

        (await CallAsync(operation, json)).ShouldBe("""{"Name":"bolt"}""");
        _stub.Requests.Last().Envelope.ShouldContain(by);
    }

    [Fact]
    public void What_is_filled_in_is_in_no_schema_that_callers_go_by()
    {
        var contract = Describe("token: Result/SessionId, put: { in: By/Ticket }");

        contract.Operations.Single(o => o.Name == "Find").Request.Body!.ToJsonString().ShouldBe(
            """{"type":"object","properties":{"By":{"type":"object","properties":{"Language":{"type":"string"}}},"""
            + "\"No\":{\"type\":\"string\"}},\"required\":[\"No\"]}");
        contract.Operations.Single(o => o.Name == "Count").Request.Body!.ToJsonString()
            .ShouldBe("""{"type":"object","properties":{}}""");
        // A type is others' too, and stays what it is.
        contract.Schemas["erp.Caller"]!["required"]!.ToJsonString().ShouldBe("""["Ticket"]""");
        contract.Find("parts.find")!.Body!["properties"]!["By"]!.ToJsonString().ShouldBe(
            """{"type":"object","properties":{"Language":{"type":"string"}}}""");
    }

    [Fact]
    public async Task Calls_go_where_the_login_says()
    {
        await using var node = await SoapStub.StartAsync();
        var elsewhere = new SessionSystem(node);
        elsewhere.Serve((_, envelope) => HeaderOf(envelope)?.Value);
        elsewhere.Sessions["Orderstok-1"] = true;
        _erp.ServerUrl = node.Address + "/instances/7?x=1";
        await StartAsync(
            $"{InHeader}, endpoint: {{ at: Result/ServerUrl, hosts: [\"{new Uri(node.Address).Authority}\"] }}, logout: Logout");

        (await GetAsync()).ShouldBe(HttpStatusCode.OK);
        (elsewhere.Calls, _erp.Calls).ShouldBe((1, 0));
        await _hub!.StopAsync();
        elsewhere.Logouts.ShouldBe(1);
    }

    [Theory]
    [InlineData(
        "http://127.0.0.2/",
        "endpoint: Result/ServerUrl",
        "the login's answer wants calls at 127.0.0.2, which 'endpoint' does not allow: name it under its 'hosts'")]
    [InlineData(
        "http://evil.example/",
        "endpoint: { at: Result/ServerUrl, hosts: [\"*.erp.example\"] }",
        "wants calls at evil.example, which")]
    [InlineData(
        "http://erp.example/",
        "endpoint: { at: Result/ServerUrl, hosts: [\"*.erp.example\"] }",
        "wants calls at erp.example, which")]
    [InlineData(
        "http://erp.example@evil.example/",
        "endpoint: { at: Result/ServerUrl, hosts: [erp.example] }",
        "has no address to call at Result/ServerUrl")]
    [InlineData("file:///etc/passwd", "endpoint: Result/ServerUrl", "has no address to call at Result/ServerUrl")]
    [InlineData("", "endpoint: Result/ServerUrl", "has no address to call at Result/ServerUrl")]
    public async Task No_token_goes_where_the_plan_does_not_allow(string url, string endpoint, string reason)
    {
        _erp.ServerUrl = url;
        await StartAsync($"{InHeader}, {endpoint}");

        (await GetAsync()).ShouldBe(HttpStatusCode.BadGateway);
        _stub.Requests.Count.ShouldBe(1);
        _log.Lines.ShouldContain(l => l.Contains(reason, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("token: Result/SessionId, put: { http: X-Session }", "http")]
    [InlineData("token: { http: X-Session }", "http")]
    [InlineData("token: { cookie: ERPSESSION }", "cookie")]
    [InlineData("token: { cookie: \"*\" }", "cookies")]
    [InlineData("token: Result/SessionId, put: { cookie: ERPSESSION }", "cookie")]
    public async Task A_token_goes_wherever_the_system_wants_it(string session, string where)
    {
        var cookies = "";
        _erp.Serve((context, _) =>
        {
            cookies = context.Request.Headers.Cookie.ToString();
            return where == "http" ? context.Request.Headers["X-Session"].ToString() : context.Request.Cookies["ERPSESSION"];
        });
        await StartAsync($"{session}, renewOn: [SessionOver]");

        (await GetAsync(), await GetAsync()).ShouldBe((HttpStatusCode.OK, HttpStatusCode.OK));
        _erp.Logins.ShouldBe(1);
        cookies.ShouldBe(where switch { "http" => "", "cookie" => "ERPSESSION=tok-1", _ => "ERPSESSION=tok-1; node=2" });
    }

    [Fact]
    public async Task A_token_that_is_a_field_of_the_request_is_nothing_a_mapping_has_to_give()
    {
        _erp.Serve((_, envelope) => envelope.Descendants().FirstOrDefault(e => e.Name.LocalName == "SessionId")?.Value);
        await StartAsync("token: Result/SessionId, put: { in: SessionId }, renewOn: [SessionOver], logout: Logout");

        (await _hub!.Client.PostAsync("/api/parts/17", null)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await _hub.StopAsync();
        (_erp.Logouts, _erp.Sessions.Count).ShouldBe((1, 0));
    }

    [Theory]
    [InlineData("renewOn: [SessionOver]")]
    [InlineData("renewOn: [code.Client]")]
    [InlineData("renewOn: [\"text invalid SESSION\"]")]
    public async Task A_session_that_is_over_is_renewed_once_for_all_who_find_it_so(string renewOn)
    {
        await StartAsync(InHeader.Replace("renewOn: [SessionOver]", renewOn, StringComparison.Ordinal));
        await GetAsync();
        _erp.Sessions.Clear();

        (await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => GetAsync()))).ShouldAllBe(s => s == HttpStatusCode.OK);
        (_erp.Logins, _erp.Calls).ShouldBe((2, 21));
    }

    [Fact]
    public async Task A_fault_that_does_not_say_so_repeats_nothing()
    {
        await StartAsync(InHeader.Replace("renewOn: [SessionOver]", "renewOn: [SomethingElse]", StringComparison.Ordinal));
        await GetAsync();
        _erp.Sessions.Clear();

        (await PostAsync()).ShouldBe(HttpStatusCode.UnprocessableEntity);
        (_erp.Logins, _stub.Requests.Count).ShouldBe((1, 3));
    }

    [Fact]
    public async Task A_call_without_an_answer_is_not_repeated_whatever_became_of_its_session()
    {
        await StartAsync(InHeader);
        _erp.Instead = context =>
        {
            context.Abort();
            return Task.CompletedTask;
        };

        (await PostAsync()).ShouldBe(HttpStatusCode.GatewayTimeout);
        _stub.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Sessions_that_are_lent_have_one_call_at_a_time_and_there_are_only_so_many()
    {
        await StartAsync(InHeader + ", pool: 3, logout: Logout");
        var inWork = 0;
        var go = new TaskCompletionSource();
        _erp.Work = async () =>
        {
            Interlocked.Increment(ref inWork);
            await go.Task;
        };
        var calls = Enumerable.Range(0, 12).Select(_ => GetAsync()).ToList();
        await Eventually.HoldsAsync("three calls under way", () => Task.FromResult(Volatile.Read(ref inWork) == 3));
        go.SetResult();

        (await Task.WhenAll(calls)).ShouldAllBe(s => s == HttpStatusCode.OK);
        (_erp.Logins, _erp.Overlaps, _erp.Calls).ShouldBe((3, 0, 12));
        await _hub!.StopAsync();
        _erp.Logouts.ShouldBe(3);
    }

    [Fact]
    public async Task A_login_refused_is_the_hubs_trouble_told_without_the_password_and_not_tried_again_at_once()
    {
        _erp.Password = "another";
        await StartAsync(InHeader);

        using var answer = await _hub!.Client.GetAsync("/api/parts/17");
        answer.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("The hub's credentials for erp were refused; nothing was done.");
        await GetAsync();
        // An account that is tried again and again gets locked.
        _erp.Logins.ShouldBe(1);
        _log.Lines.ShouldAllBe(l => !l.Contains("open-sesame", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("<faultcode>s:Client</faultcode>")]
    [InlineData("<faultcode>s:Client.Authentication</faultcode>")]
    [InlineData("<faultcode>x:INVALID_LOGIN</faultcode>")]
    [InlineData("<faultcode>s:Server</faultcode><detail><BadPassword xmlns='urn:erp'/></detail>")]
    [InlineData("<faultcode>s:Client</faultcode><detail><LoginFault xmlns='urn:erp'/></detail>")]
    [InlineData("<faultcode>x:PASSWORD_LIMIT_REACHED</faultcode>")]
    public async Task A_login_that_is_refused_for_its_account_is_not_tried_again_at_once(string refusal)
    {
        (_erp.Password, _erp.Refusal) = ("another", refusal);
        await StartAsync(InHeader);

        (await GetAsync(), await GetAsync()).ShouldBe((HttpStatusCode.BadGateway, HttpStatusCode.BadGateway));
        _erp.Logins.ShouldBe(1);
        _log.Lines.ShouldContain(l => l.Contains("the hub's credentials were refused", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("<faultcode>s:Server</faultcode><faultstring>server busy</faultstring>", "code.Server")]
    [InlineData("<faultcode>s:Server.userException</faultcode>", "code.Server.userException")]
    [InlineData("<faultcode>s:Server</faultcode><detail><LoginFault xmlns='urn:erp'/></detail>", "LoginFault")]
    [InlineData("<faultcode>s:Client</faultcode><detail><NoSuchCompany xmlns='urn:erp'/></detail>", "NoSuchCompany")]
    [InlineData("<faultcode>s:Client</faultcode><detail><ServerBusy xmlns='urn:erp'/></detail>", "ServerBusy")]
    [InlineData("<faultcode>x:REQUEST_LIMIT_EXCEEDED</faultcode>", "code.REQUEST_LIMIT_EXCEEDED")]
    public async Task A_login_that_fails_for_the_systems_own_trouble_is_told_so_and_tried_with_the_next_call(
        string trouble, string name)
    {
        (_erp.Password, _erp.Refusal) = ("another", trouble);
        await StartAsync(InHeader);

        using var answer = await _hub!.Client.PostAsync("/api/parts/17", null);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("erp failed; nothing was done.");
        _log.Lines.ShouldContain(
            l => l.Contains($"an invalid answer: the login ended in the fault {name}", StringComparison.Ordinal));
        _erp.Password = "open-sesame";
        (await GetAsync(), _erp.Logins).ShouldBe((HttpStatusCode.OK, 2));
    }

    [Fact]
    public async Task A_login_that_comes_to_nothing_means_that_nothing_was_sent()
    {
        _stub.Answer = (context, _) =>
        {
            context.Abort();
            return Task.CompletedTask;
        };
        await StartAsync(InHeader);

        using var answer = await _hub!.Client.PostAsync("/api/parts/17", null);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("nothing was sent");
    }

    [Fact]
    public async Task An_answer_of_the_login_that_is_none_is_told_as_the_logins()
    {
        _stub.AnswerWith("<html/>", type: "text/html");
        await StartAsync(InHeader);

        (await GetAsync()).ShouldBe(HttpStatusCode.BadGateway);
        _log.Lines.ShouldContain(
            l => l.Contains("an invalid answer: of the login, HTTP 200: it is text/html and no SOAP", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_session_that_lay_idle_too_long_is_not_tried()
    {
        await StartAsync(InHeader + ", idle: 1ms");

        await Eventually.HoldsAsync(
            "a call in a second session", async () => await GetAsync() == HttpStatusCode.OK && _erp.Logins > 1);
        // None was refused first: each request is a login or a call that did something.
        _stub.Requests.Count.ShouldBe(_erp.Logins + _erp.Calls);
    }

    [Fact]
    public async Task Nobody_sees_a_token_who_looks_at_the_messages()
    {
        await StartAsync(InHeader);
        var adapter = _hub!.Adapters.Find("erp")!;
        var exchange = new Exchange();
        await adapter.Calls.ObservedBy(call => exchange = call.Exchange).RunAsync(
            adapter.Definition.Resources["parts.get"].Call, new JsonObject
            {
                ["path"] = new JsonObject { ["id"] = "17" },
            }, strict: true, CancellationToken.None);

        exchange.Request!.ShouldContain("<SessionId>***</SessionId>");
        (exchange.Request + exchange.Answer).ShouldNotContain("tok-");
    }

    [Theory]
    [InlineData(
        "token: Result/Id, put: { http: X }",
        "'Id' of 'Result/Id' is not in contracts/erp.wsdl; its fields are SessionId, ServerUrl")]
    [InlineData(
        "token: Result/SessionId",
        "'put' is missing: { header: ELEMENT/FIELD }, { http: HEADER }, { cookie: NAME } or { in: FIELD }")]
    [InlineData(
        "token: Result/SessionId, put: { header: SessionHedaer/SessionId }",
        "element 'SessionHedaer' is not in contracts/erp.wsdl; did you mean 'SessionHeader'?")]
    [InlineData(
        "put: { http: X }", "'token' is missing: its place in the login's answer, or { cookie: NAME } or { http: HEADER }")]
    [InlineData("token: { http: X }, logout: Logot", "operation 'Logot' is not in contracts/erp.wsdl; did you mean 'Logout'?")]
    [InlineData(
        "token: { http: X }, endpoint: Result/ServerURL",
        "'ServerURL' of 'Result/ServerURL' is not in contracts/erp.wsdl; did you mean 'ServerUrl'?")]
    [InlineData(
        "token: { http: X }, endpoint: Result",
        "'Result' is no single value: 'endpoint' is the place of an address in the login's answer")]
    [InlineData(
        "token: { http: X }, endpoint: [Result]",
        "'endpoint' is the place of an address in the login's answer, or { at: PLACE, hosts: [HOST] }")]
    [InlineData(
        "token: { http: X }, endpoint: { at: Result/ServerUrl, hosts: [\"http://x\"] }",
        "'http://x' is no host: 'hosts' is a list such as [erp2.example.com, \"*.example.com\"]")]
    [InlineData(
        "token: { http: X }, put: { in: SessionID }",
        "no operation of contracts/erp.wsdl takes 'SessionID'; did you mean 'SessionId'?")]
    [InlineData("token: { http: X }, put: { in: By }", "'By' is no single value")]
    [InlineData("token: { http: X }, pool: 0", "'pool' is a whole number from 1 to 1000")]
    public void What_is_wrong_with_a_session_is_said_where_it_stands(string session, string error)
    {
        var errors = new PlanErrors();
        new PlanLoader([new SystemsFitTheirContracts()]).Load(
            SessionSystem.Bundle(session), References("http://127.0.0.1:1"), errors);
        errors.Select(e => e.ToString()).ShouldBe([$"systems/erp.yaml(3): {error}"]);
    }

    [Fact]
    public void A_login_that_cannot_be_called_so_and_a_password_in_the_plan_are_found_before()
    {
        var plan = SessionSystem.Bundle("token: { http: X }");
        var files = plan.Files.ToDictionary(f => f.Key, f => f.Value);
        files["systems/erp.yaml"] = global::System.Text.Encoding.UTF8.GetBytes(
            plan.Text("systems/erp.yaml")!
                .Replace("Company: CRONUS, ", "", StringComparison.Ordinal)
                .Replace("\"${env:SECRET}\"", "hunter2", StringComparison.Ordinal));
        var errors = new PlanErrors();
        new PlanLoader([new SystemsFitTheirContracts()]).Load(new PlanBundle(files), References("http://127.0.0.1:1"), errors);
        errors.Select(e => e.Message).ShouldBe(
        [
            "'Password' is written in the plan, where everybody reads it: write ${env:NAME} or ${file:PATH}",
            "'Login' cannot be called so: Company is required",
        ]);
    }

    private static XElement? HeaderOf(XDocument envelope) =>
        envelope.Descendants().FirstOrDefault(e => e.Name.LocalName == "SessionHeader");

    private static PlanReferences References(string address) =>
        new(new Dictionary<string, string> { ["ERP"] = address, ["SECRET"] = "open-sesame" });

    private static PublicContract Describe(string session)
    {
        var errors = new PlanErrors();
        var plan = new PlanLoader([new SystemsFitTheirContracts()]).Load(
            SessionSystem.Bundle(session), References("http://127.0.0.1:1"), errors);
        errors.Select(e => e.ToString()).ShouldBeEmpty();
        var contract = new PublicContract();
        new SystemContracts().Describe(plan!, contract);
        return contract;
    }

    private async Task StartAsync(string session) =>
        _hub = await RunningAdapters.StartAsync(SessionSystem.Bundle(session), References(_stub.Address), _log);

    private async Task<HttpStatusCode> GetAsync()
    {
        using var answer = await _hub!.Client.GetAsync("/api/parts/17");
        return answer.StatusCode;
    }

    private async Task<string> CallAsync(string operation, string json)
    {
        using var content = new StringContent(json, global::System.Text.Encoding.UTF8, "application/json");
        using var answer = await _hub!.Client.PostAsync($"/systems/erp/operations/{operation}", content);
        return await answer.Content.ReadAsStringAsync();
    }

    private async Task<HttpStatusCode> PostAsync()
    {
        using var answer = await _hub!.Client.PostAsync("/api/parts/17", null);
        return answer.StatusCode;
    }
}
