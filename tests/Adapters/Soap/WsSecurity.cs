using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Hub.Adapters.Serving;
using Hub.Adapters.Tests.Stubs;
using Hub.Platform.Plan;

namespace Hub.Adapters.Tests.Soap;

/// <summary>The hub's own account at a system that asks for a UsernameToken and checks it.</summary>
public sealed class WsSecurity : IAsyncLifetime
{
    private const string Secret = "pässword<&>17";
    private static readonly XNamespace Wsse = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
    private static readonly XNamespace Wsu = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";
    private readonly LogLines _log = new();
    private SoapStub _stub = null!;
    private RunningAdapters? _hub;

    public async ValueTask InitializeAsync() => _stub = await SoapStub.StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (_hub is not null)
            await _hub.DisposeAsync();
        await _stub.DisposeAsync();
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("1.2")]
    public async Task A_digest_proves_the_password_without_sending_it(string version)
    {
        _stub.Answer = (context, envelope) => AnswerAsync(context.Response, version, IsDigestOf(Secret, envelope));
        await StartAsync(version, "scheme: usernameToken, timestamp: true");

        (await GetAsync()).ShouldBe(HttpStatusCode.OK);
        (await GetAsync()).ShouldBe(HttpStatusCode.OK);
        var headers = _stub.Requests.Select(r => XDocument.Parse(r.Envelope).Descendants(Wsse + "Security").Single()).ToList();
        headers.ShouldAllBe(h => h.Attributes().Single(a => a.Name.LocalName == "mustUnderstand").Value == "1");
        headers.ShouldAllBe(h =>
            h.Attributes().Single(a => a.Name.LocalName == "mustUnderstand").Name.Namespace == h.Document!.Root!.Name.Namespace);
        headers.ShouldAllBe(h => h.Element(Wsu + "Timestamp")!.Element(Wsu + "Expires") != null);
        headers.Select(h => h.Descendants(Wsse + "Nonce").Single().Value).Distinct().Count().ShouldBe(2);
        headers.ShouldAllBe(h => Convert.FromBase64String(h.Descendants(Wsse + "Nonce").Single().Value).Length == 16);
        _stub.Requests.ShouldAllBe(r => !r.Envelope.Contains("17&", StringComparison.Ordinal)
            && !r.Envelope.Contains("pässword", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_password_may_go_as_text()
    {
        _stub.Answer = (context, envelope) =>
        {
            var password = XDocument.Parse(envelope).Descendants(Wsse + "Password").Single();
            var good = password.Value == Secret
                && password.Attribute("Type")!.Value.EndsWith("#PasswordText", StringComparison.Ordinal);
            return AnswerAsync(context.Response, "1.1", good);
        };
        await StartAsync("1.1", "scheme: usernameToken, digest: false");

        (await GetAsync()).ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData(", nonce: false", false)]
    public async Task A_password_as_text_goes_with_a_nonce_unless_the_plan_says_otherwise(string option, bool nonce)
    {
        _stub.Answer = (context, _) => AnswerAsync(context.Response, "1.1", good: true);
        await StartAsync("1.1", $"scheme: usernameToken, digest: false{option}");

        await GetAsync();
        var token = XDocument.Parse(_stub.Requests.Single().Envelope).Descendants(Wsse + "UsernameToken").Single();
        token.Elements().Select(e => e.Name.LocalName)
            .ShouldBe(nonce ? ["Username", "Password", "Nonce", "Created"] : ["Username", "Password"]);
    }

    [Fact]
    public void A_password_in_the_plan_itself_is_refused_and_not_repeated()
    {
        var errors = new PlanErrors();
        new PlanLoader([new SystemsFitTheirContracts()]).Load(
            Parts.Bundle(Plan("1.1", "", "").Replace("\"${env:SECRET}\"", "hunter2", StringComparison.Ordinal)),
            References("http://127.0.0.1:1"),
            errors);
        errors.Select(e => e.ToString()).ShouldBe(
            ["systems/parts.yaml(3): 'password' is written in the plan, where everybody reads it: "
                + "write ${env:NAME} or ${file:PATH}"]);
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("1.2")]
    public async Task Credentials_refused_are_the_hubs_own_trouble_and_never_a_401(string version)
    {
        _stub.Answer = (context, _) => AnswerAsync(context.Response, version, good: false);
        await StartAsync(version, "scheme: usernameToken");

        await ShouldTellOfTheHubsCredentialsAsync();
    }

    [Fact]
    public async Task A_401_is_not_passed_on()
    {
        _stub.AnswerWith("who are you?", status: 401);
        await StartAsync("1.1", "scheme: basic");

        await ShouldTellOfTheHubsCredentialsAsync();
    }

    [Fact]
    public async Task A_subcode_tells_more_than_its_code()
    {
        _stub.AnswerWith(Fault12("e:Sender", "x:Locked", "x:LockedByBatch"), 500, "application/soap+xml");
        await StartAsync("1.2", "scheme: usernameToken", faults: "code.Sender: 400, code.Locked: 409, code.Receiver: 503");

        (await GetAsync()).ShouldBe(HttpStatusCode.Conflict);
    }

    [Theory]
    [InlineData(
        "scheme: usernametoken",
        "'scheme' is one of basic, usernameToken, negotiate, ntlm, and not 'usernametoken'; did you mean 'usernameToken'?")]
    [InlineData("digest: true", "'digest' belongs to scheme: usernameToken")]
    [InlineData("scheme: usernameToken, nonce: false", "a digest is made of the nonce: write digest: false beside nonce: false")]
    [InlineData("domain: CRONUS", "'domain' belongs to scheme: negotiate or ntlm")]
    [InlineData("shceme: basic", "'shceme' is not known here; did you mean 'scheme'?")]
    public void Faults_of_the_plan_are_told_without_the_password(string options, string error)
    {
        var errors = new PlanErrors();
        new PlanLoader([new SystemsFitTheirContracts()]).Load(
            Parts.Bundle(Plan("1.1", options, "")), References("http://127.0.0.1:1"), errors);
        errors.Select(e => e.ToString()).ShouldBe([$"systems/parts.yaml(3): {error}"]);
    }

    private async Task ShouldTellOfTheHubsCredentialsAsync()
    {
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Post })
        {
            using var request = new HttpRequestMessage(method, method == HttpMethod.Get ? "/api/parts/17" : "/api/bookings");
            request.Content = method == HttpMethod.Get ? null : JsonContent.Create(new { id = 17 });
            using var answer = await _hub!.Client.SendAsync(request);
            answer.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
            var problem = await answer.Content.ReadAsStringAsync();
            problem.ShouldContain("The hub's credentials for parts were refused; nothing was done.");
            problem.ShouldNotContain(Secret);
            problem.ShouldNotContain("robot");
        }

        _log.Lines.ShouldContain(l => l.Contains("credentials were refused", StringComparison.Ordinal));
        _log.Lines
            .ShouldAllBe(l => !l.Contains(Secret, StringComparison.Ordinal) && !l.Contains("robot", StringComparison.Ordinal));
    }

    private async Task StartAsync(string version, string options, string faults = "") =>
        _hub = await RunningAdapters.StartAsync(Parts.Bundle(Plan(version, options, faults)), References(_stub.Address), _log);

    private static string Plan(string version, string options, string faults) => $$"""
        system: parts
        soap: { wsdl: contracts/parts.wsdl, address: "${env:PARTS}", version: {{version}} }
        credentials: { service: { username: robot, password: "${env:SECRET}", {{options}} } }
        faults: { {{faults}} }
        resources:
          parts.get: { call: GetPart, in: { No: path.id }, out: { at: Part, id: No } }
          parts.book: { call: GetPart, in: { No: body.id }, out: { at: Part, id: No } }
        """;

    private static PlanReferences References(string address) =>
        new(new Dictionary<string, string> { ["PARTS"] = address, ["SECRET"] = Secret });

    private async Task<HttpStatusCode> GetAsync()
    {
        using var answer = await _hub!.Client.GetAsync("/api/parts/17");
        return answer.StatusCode;
    }

    private static bool IsDigestOf(string password, string envelope)
    {
        var token = XDocument.Parse(envelope).Descendants(Wsse + "UsernameToken").Single();
        var nonce = Convert.FromBase64String(token.Element(Wsse + "Nonce")!.Value);
        var created = token.Element(Wsu + "Created")!.Value;
        var age = TimeProvider.System.GetUtcNow() - DateTimeOffset.Parse(created);
#pragma warning disable CA5350 // as the profile has it
        var digest = Convert.ToBase64String(
            SHA1.HashData([.. nonce, .. Encoding.UTF8.GetBytes(created), .. Encoding.UTF8.GetBytes(password)]));
#pragma warning restore CA5350
        return token.Element(Wsse + "Username")!.Value == "robot" && token.Element(Wsse + "Password")!.Value == digest
            && token.Element(Wsse + "Password")!.Attribute("Type")!.Value.EndsWith("#PasswordDigest", StringComparison.Ordinal)
            && age.Duration() < TimeSpan.FromMinutes(1);
    }

    private static async Task AnswerAsync(Microsoft.AspNetCore.Http.HttpResponse response, string version, bool good)
    {
        var space = version == "1.1" ? "http://schemas.xmlsoap.org/soap/envelope/" : "http://www.w3.org/2003/05/soap-envelope";
        var text = good
            ? $"""<e:Envelope xmlns:e="{space}"><e:Body>"""
                + PartAnswer.Body + "</e:Body></e:Envelope>"
            : version == "1.2" ? Fault12("e:Sender", "wsse:FailedAuthentication")
            : SoapStub.Envelope(
                $"""<s:Fault><faultcode xmlns:w="{Wsse}">w:FailedAuthentication</faultcode>"""
                + "<faultstring>robot is unknown</faultstring></s:Fault>");
        response.StatusCode = good ? 200 : 500;
        await response.Body.WriteAsync(Encoding.UTF8.GetBytes(text));
    }

    private static string Fault12(params string[] codes)
    {
        var code = codes.Reverse().Aggregate("", (inner, c) =>
            $"<e:Value>{c}</e:Value>{(inner.Length == 0 ? "" : $"<e:Subcode>{inner}</e:Subcode>")}");
        return $"""
            <e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope" xmlns:wsse="{Wsse}" xmlns:x="urn:x"><e:Body><e:Fault>
              <e:Code>{code}</e:Code><e:Reason><e:Text xml:lang="en">robot is unknown</e:Text></e:Reason>
            </e:Fault></e:Body></e:Envelope>
            """;
    }
}
