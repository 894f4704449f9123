using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Hub.Adapters.Serving;
using Hub.Adapters.Surface;
using Hub.Adapters.Tests.Stubs;
using Hub.Platform.Describing;
using Hub.Platform.Plan;

namespace Hub.Adapters.Tests.Soap;

/// <summary>The hub's own account in a block of the header that the WSDL declares.</summary>
public sealed class HeaderCredentials : IAsyncLifetime
{
    private readonly LogLines _log = new();
    private SoapStub _stub = null!;
    private RunningAdapters? _hub;

    public async ValueTask InitializeAsync()
    {
        _stub = await SoapStub.StartAsync();
        _stub.AnswerWith(GuardedStock.Answer);
    }

    public async ValueTask DisposeAsync()
    {
        if (_hub is not null)
            await _hub.DisposeAsync();
        await _stub.DisposeAsync();
    }

    [Theory]
    [InlineData("GetItem", """{"No":"17"}""", 1)]
    [InlineData("GetItem", """{"No":"17","$headers":{"Locale":{"Language":"de"}}}""", 2)]
    [InlineData("CountItems", "{}", 1)]
    public async Task The_account_stands_in_every_request_beside_what_callers_give(string operation, string json, int blocks)
    {
        await StartAsync();

        using var answer = await CallAsync($"/systems/stock/operations/{operation}", json);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var header = XDocument.Parse(_stub.Requests.Single().Envelope).Descendants().Single(e => e.Name.LocalName == "Header");
        header.Elements().Count().ShouldBe(blocks);
        header.Elements().First().ToString(SaveOptions.DisableFormatting).ShouldStartWith("<AuthHeader xmlns=\"urn:stock\"");
        header.Elements().First().Elements().Select(e => (e.Name.LocalName, e.Value)).ShouldBe(
            [("UserName", "robot"), ("Password", GuardedStock.Secret)]);
    }

    [Theory]
    [InlineData("/systems/stock/operations/GetItem", """{"No":"17","$headers":{"AuthHeader":{"Password":"x"}}}""")]
    [InlineData("/systems/stock/operations/CountItems", """{"$headers":{"AuthHeader":null}}""")]
    [InlineData("/api/items", """{"No":"17","$headers":{"AuthHeader":{"Password":"x"}}}""")]
    public async Task A_caller_who_gives_the_block_is_told_that_it_is_the_hubs(string path, string json)
    {
        await StartAsync();

        using var answer = await CallAsync(path, json);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var errors = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["errors"]!.ToJsonString();
        errors.ShouldContain("$headers.AuthHeader");
        errors.ShouldContain("is filled in by the hub, from the system\\u0027s credentials; leave it out");
        _stub.Requests.ShouldBeEmpty();
    }

    [Fact]
    public void The_block_is_in_no_schema_that_callers_go_by()
    {
        var contract = new PublicContract();
        new SystemContracts().Describe(Load(GuardedStock.Account).Plan!, contract);

        var messages = contract.Operations.SelectMany(o => o.Request.Answers.Select(a => a.Schema).Append(o.Request.Body))
            .Append(contract.Find("items.find")!.Body);
        var whole = string.Concat(messages.Select(m => m?.ToJsonString()))
            + string.Concat(contract.Schemas.Select(s => s.Key + s.Value!.ToJsonString()));
        whole.ShouldContain("Language");
        whole.ShouldNotContain("AuthHeader");
        contract.Schemas["stock.CountItems"]!.ToJsonString().ShouldBe("""{"type":"object","properties":{}}""");
    }

    [Fact]
    public async Task Nobody_sees_the_account_who_tries_a_call()
    {
        await StartAsync();

        foreach (var route in new[] { "none", "items.get" })
        {
            using var answer = await CallAsync("/systems/stock/operations/GetItem/try", route == "none"
                ? """{"input":{"No":"17"},"route":"none"}""" : """{"input":{"path":{"id":"17"}},"route":"items.get"}""");
            var steps = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["steps"]!.AsArray();
            var sent = steps.Single(s => s!["step"]!.ToString() == "message sent")!["content"]!.ToString();
            sent.ShouldContain("<UserName>***</UserName><Password>***</Password>");
            steps.Single(s => s!["step"]!.ToString() == "message received")!["content"]!.ToString()
                .ShouldContain("<Password>***</Password>");
            var shown = string.Concat(steps.Select(s => s!["content"]).Select(
                c => c is JsonValue text ? text.ToString() : c?.ToJsonString()));
            shown.ShouldContain("bolt for ***");
            shown.ShouldNotContain("ss<&");
            shown.ShouldNotContain("ss&lt;");
            shown.ShouldNotContain("ss\\u003C");
        }
    }

    [Fact]
    public async Task A_fault_that_repeats_the_password_is_told_without_it()
    {
        _stub.AnswerWith(SoapStub.Envelope("""
            <s:Fault><faultcode>s:Client</faultcode><faultstring>robot may not with pa"ss&lt;&amp;&gt;17</faultstring>
              <detail><ItemAnswer xmlns="urn:stock"><Name>of pa"ss&lt;&amp;&gt;17</Name></ItemAnswer></detail></s:Fault>
            """), 500);
        await StartAsync();

        using var mapped = await _hub!.Client.GetAsync("/api/items/17");
        mapped.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        JsonNode.Parse(await mapped.Content.ReadAsStringAsync())!["detail"]!.ToString().ShouldBe("robot may not with ***");
        using var itself = await CallAsync("/systems/stock/operations/GetItem", """{"No":"1"}""");
        var problem = JsonNode.Parse(await itself.Content.ReadAsStringAsync())!;
        problem["detail"]!.ToString().ShouldBe("robot may not with ***");
        problem["fault"]!["detail"]!["Name"]!.ToString().ShouldBe("of ***");
        _log.Lines.ShouldAllBe(l => !l.Contains("ss<&", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_answer_says_nothing_of_the_account_either()
    {
        await StartAsync();

        using var answer = await CallAsync("/systems/stock/operations/GetItem", """{"No":"17"}""");
        JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsObject().Select(f => f.Key).ShouldBe(["Name"]);
    }

    [Theory]
    [InlineData(
        "header: AuthHedaer, with: { Password: \"${env:SECRET}\" }",
        "no operation of contracts/stock.wsdl declares a header 'AuthHedaer'; did you mean 'AuthHeader'?")]
    [InlineData("header: GetItem, with: { No: 1 }", "no operation of contracts/stock.wsdl declares a header 'GetItem'")]
    [InlineData("header: AuthHeader", "'with' is missing: what stands in AuthHeader (UserName, Password, Company)")]
    [InlineData("with: { UserName: robot }", "'with' is what stands in a header's block: name the block beside it, as 'header'")]
    [InlineData(
        "header: AuthHeader, with: { UserName: robot }",
        "header 'AuthHeader' cannot be written so: Password is required")]
    [InlineData(
        "header: AuthHeader, with: { Password: hunter2 }",
        "'Password' is written in the plan, where everybody reads it: write ${env:NAME} or ${file:PATH}")]
    [InlineData(
        "header: AuthHeader, with: { Pasword: x, Password: \"${env:SECRET}\" }",
        "header 'AuthHeader' cannot be written so: Pasword is not known here; did you mean 'Password'?")]
    [InlineData(
        "header: AuthHeader, with: { Password: \"${env:SECRET}\", Company: x }",
        "header 'AuthHeader' cannot be written so: Company 'x' is not a whole number from -2147483648 to 2147483647")]
    [InlineData(
        "header: AuthHeader, with: { Password: \"${env:SECRET}\", Company: \"${env:SECRET}\" }",
        "header 'AuthHeader' cannot be written so: Company has a value that its type does not take")]
    [InlineData(
        GuardedStock.Account + ", forward: true",
        "'header' is an account and 'forward' another; a system takes one of them")]
    [InlineData(
        GuardedStock.Account + ", service: { username: robot, password: \"${env:SECRET}\" }",
        "'header' is an account and 'service' another; a system takes one of them")]
    [InlineData(
        GuardedStock.Account + ", session: { login: CountItems, token: { http: X } }",
        "'header' is an account and 'session' another; a system takes one of them")]
    public void What_is_wrong_with_it_is_said_where_it_stands(string credentials, string error) =>
        Load(credentials).Errors.ShouldBe([$"systems/stock.yaml(3): {error}"]);

    [Fact]
    public void Each_fault_has_its_own_line() =>
        Load("\n  header: AuthHeader, with: {\n    Password: \"${env:SECRET}\",\n    Company: x }").Errors.ShouldBe(
            ["systems/stock.yaml(6): header 'AuthHeader' cannot be written so: "
                + "Company 'x' is not a whole number from -2147483648 to 2147483647"]);

    [Fact]
    public async Task A_block_that_is_a_single_value_is_an_account_as_well()
    {
        var bundle = WithKey("header: ApiKey, with: \"${env:SECRET}\"");
        _hub = await RunningAdapters.StartAsync(bundle, GuardedStock.References(_stub.Address), _log);

        using var answer = await CallAsync("/systems/stock/operations/GetItem/try", """{"input":{"No":"17"},"route":"none"}""");
        XDocument.Parse(_stub.Requests.Single().Envelope).Descendants().Single(e => e.Name.LocalName == "ApiKey").Value
            .ShouldBe(GuardedStock.Secret);
        var steps = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["steps"]!.AsArray();
        steps.Single(s => s!["step"]!.ToString() == "message sent")!["content"]!.ToString()
            .ShouldContain("<ApiKey xmlns=\"urn:stock\">***</ApiKey>");
        steps.Single(s => s!["step"]!.ToString() == "message received")!["content"]!.ToString().ShouldContain("bolt for ***");
    }

    [Fact]
    public void A_key_in_the_plan_is_refused_by_the_blocks_own_name()
    {
        var errors = new PlanErrors();
        new PlanLoader([new SystemsFitTheirContracts()]).Load(
            WithKey("header: ApiKey, with: hunter2"), GuardedStock.References("http://127.0.0.1:1"), errors);
        errors.Select(e => e.ToString()).ShouldBe(
            [
                "systems/stock.yaml(3): 'ApiKey' is written in the plan, where everybody reads it: "
                    + "write ${env:NAME} or ${file:PATH}",
            ]);
    }

    [Fact]
    public void A_mapping_cannot_reach_into_it() => Load(GuardedStock.Account, plan => plan.Replace(
            "No: path.id }", "No: path.id, \"$headers/AuthHeader/UserName\": path.id }", StringComparison.Ordinal)).Errors
        .ShouldHaveSingleItem().ShouldContain("'AuthHeader'");

    [Fact]
    public void What_can_be_read_on_the_way_is_remarked_on()
    {
        var errors = new PlanErrors();
        new PlanLoader([new SystemsFitTheirContracts()]).Load(
            GuardedStock.Bundle(GuardedStock.Account), GuardedStock.References("http://stock.example/"), errors);
        errors.Notes.Select(n => n.Message).ShouldContain(
            "what stock is told of credentials can be read on the way to ${env:STOCK}: use https");
    }

    // The same system with another header: a key, which has no fields.
    private static PlanBundle WithKey(string credentials)
    {
        var files = GuardedStock.Bundle(credentials).Files.ToDictionary(f => f.Key, f => f.Value);
        var wsdl = XDocument.Parse(GuardedStock.Wsdl.Replace("Locale", "ApiKey", StringComparison.Ordinal));
        var key = wsdl.Descendants().Single(e => e.Name.LocalName == "element" && (string?)e.Attribute("name") == "ApiKey");
        key.RemoveNodes();
        key.SetAttributeValue("type", "xs:string");
        files["contracts/stock.wsdl"] = Encoding.UTF8.GetBytes(wsdl.ToString());
        return new PlanBundle(files);
    }

    private static (MigrationPlan? Plan, IReadOnlyList<string> Errors) Load(string credentials, Func<string, string>? edit = null)
    {
        var bundle = GuardedStock.Bundle(credentials);
        var files = bundle.Files.ToDictionary(f => f.Key, f => f.Value);
        files["systems/stock.yaml"] = Encoding.UTF8.GetBytes((edit ?? (t => t))(bundle.Text("systems/stock.yaml")!));
        var errors = new PlanErrors();
        var plan = new PlanLoader([new SystemsFitTheirContracts()]).Load(
            new PlanBundle(files), GuardedStock.References("http://127.0.0.1:1"), errors);
        return (plan, [.. errors.Select(e => e.ToString())]);
    }

    private async Task StartAsync() => _hub = await RunningAdapters.StartAsync(
        GuardedStock.Bundle(GuardedStock.Account), GuardedStock.References(_stub.Address), _log);

    private async Task<HttpResponseMessage> CallAsync(string path, string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        return await _hub!.Client.PostAsync(path, content);
    }
}
