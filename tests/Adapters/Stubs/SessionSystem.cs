using System.Collections.Concurrent;
using System.Text;
using System.Xml.Linq;
using Hub.Platform.Plan;
using Microsoft.AspNetCore.Http;

namespace Hub.Adapters.Tests.Stubs;

/// <summary>An ERP that lets nobody in without a session, of which it has only so many.</summary>
internal sealed class SessionSystem(SoapStub stub)
{
    private readonly ConcurrentDictionary<string, bool> _busy = new(StringComparer.Ordinal);
    private int _logins;
    private int _logouts;
    private int _calls;
    private int _overlaps;

    public const string Wsdl = """
        <definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:tns="urn:erp:wsdl" xmlns:e="urn:erp" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" targetNamespace="urn:erp:wsdl">
          <types><xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:erp" elementFormDefault="qualified">
            <xs:element name="Login"><xs:complexType><xs:sequence>
              <xs:element name="Company" type="xs:string"/><xs:element name="User" type="xs:string"/><xs:element name="Password" type="xs:string"/>
            </xs:sequence></xs:complexType></xs:element>
            <xs:element name="LoginResponse"><xs:complexType><xs:sequence><xs:element name="Result" minOccurs="0"><xs:complexType><xs:sequence>
              <xs:element name="SessionId" type="xs:string" minOccurs="0"/><xs:element name="ServerUrl" type="xs:string" minOccurs="0"/></xs:sequence></xs:complexType></xs:element></xs:sequence></xs:complexType></xs:element>
            <xs:complexType name="Account"><xs:sequence><xs:element name="Ticket" type="xs:string"/></xs:sequence></xs:complexType>
            <xs:complexType name="Caller"><xs:sequence><xs:element name="Ticket" type="xs:string"/><xs:element name="Language" type="xs:string" minOccurs="0"/></xs:sequence></xs:complexType>
            <xs:element name="Find"><xs:complexType><xs:sequence><xs:element name="By" type="e:Caller"/><xs:element name="No" type="xs:string"/></xs:sequence></xs:complexType></xs:element>
            <xs:element name="Count"><xs:complexType><xs:sequence><xs:element name="By" type="e:Account"/></xs:sequence></xs:complexType></xs:element>
            <xs:element name="Logout"><xs:complexType><xs:sequence><xs:element name="SessionId" type="xs:string" minOccurs="0"/></xs:sequence></xs:complexType></xs:element>
            <xs:element name="LogoutResponse"><xs:complexType/></xs:element>
            <xs:element name="Add"><xs:complexType><xs:sequence><xs:element name="SessionId" type="xs:string"/><xs:element name="No" type="xs:string"/></xs:sequence></xs:complexType></xs:element>
            <xs:element name="Get"><xs:complexType><xs:sequence><xs:element name="No" type="xs:string"/></xs:sequence></xs:complexType></xs:element>
            <xs:element name="GetResponse"><xs:complexType><xs:sequence><xs:element name="Name" type="xs:string"/></xs:sequence></xs:complexType></xs:element>
            <xs:element name="SessionHeader"><xs:complexType><xs:sequence><xs:element name="Service" type="xs:string" minOccurs="0"/><xs:element name="SessionId" type="xs:string"/></xs:sequence></xs:complexType></xs:element>
            <xs:element name="SessionOver"><xs:complexType/></xs:element>
            <xs:element name="BadPassword"><xs:complexType/></xs:element><xs:element name="NoSuchCompany"><xs:complexType/></xs:element>
          </xs:schema></types>
          <message name="BadPassword"><part name="p" element="e:BadPassword"/></message>
          <message name="NoSuchCompany"><part name="p" element="e:NoSuchCompany"/></message>
          <message name="Login"><part name="p" element="e:Login"/></message><message name="LoginOut"><part name="p" element="e:LoginResponse"/></message>
          <message name="Logout"><part name="p" element="e:Logout"/></message><message name="LogoutOut"><part name="p" element="e:LogoutResponse"/></message>
          <message name="Get"><part name="p" element="e:Get"/></message><message name="GetOut"><part name="p" element="e:GetResponse"/></message>
          <message name="Add"><part name="p" element="e:Add"/></message>
          <message name="Find"><part name="p" element="e:Find"/></message><message name="Count"><part name="p" element="e:Count"/></message>
          <portType name="Erp">
            <operation name="Login"><input message="tns:Login"/><output message="tns:LoginOut"/>
              <fault name="b" message="tns:BadPassword"/><fault name="c" message="tns:NoSuchCompany"/></operation>
            <operation name="Logout"><input message="tns:Logout"/><output message="tns:LogoutOut"/></operation>
            <operation name="Get"><input message="tns:Get"/><output message="tns:GetOut"/></operation>
            <operation name="Add"><input message="tns:Add"/><output message="tns:GetOut"/></operation>
            <operation name="Find"><input message="tns:Find"/><output message="tns:GetOut"/></operation>
            <operation name="Count"><input message="tns:Count"/><output message="tns:GetOut"/></operation>
          </portType>
          <binding name="B" type="tns:Erp"><soap:binding style="document"/>
            <operation name="Login"><soap:operation soapAction="login"/><input><soap:body use="literal"/></input><output><soap:body use="literal"/></output></operation>
            <operation name="Logout"><soap:operation soapAction="logout"/><input><soap:body use="literal"/></input><output><soap:body use="literal"/></output></operation>
            <operation name="Get"><soap:operation soapAction="get"/><input><soap:body use="literal"/></input><output><soap:body use="literal"/></output></operation>
            <operation name="Add"><soap:operation soapAction="add"/><input><soap:body use="literal"/></input><output><soap:body use="literal"/></output></operation>
            <operation name="Find"><soap:operation soapAction="find"/><input><soap:body use="literal"/></input><output><soap:body use="literal"/></output></operation>
            <operation name="Count"><soap:operation soapAction="count"/><input><soap:body use="literal"/></input><output><soap:body use="literal"/></output></operation>
          </binding>
          <service name="S"><port name="P" binding="tns:B"><soap:address location="http://x/"/></port></service>
        </definitions>
        """;

    /// <summary>Sessions that are good; a test takes some away.</summary>
    public ConcurrentDictionary<string, bool> Sessions { get; } = new(StringComparer.Ordinal);

    public int Logins => _logins;

    public int Logouts => _logouts;

    /// <summary>Calls that did something.</summary>
    public int Calls => _calls;

    /// <summary>Calls that came while another one was under way in the same session.</summary>
    public int Overlaps => _overlaps;

    /// <summary>Where a login says that calls go; null for nothing.</summary>
    public string? ServerUrl { get; set; }

    public string Password { get; set; } = "open-sesame";

    /// <summary>What each call waits for.</summary>
    public Func<Task> Work { get; set; } = () => Task.CompletedTask;

    /// <summary>The fault that a login with another password ends in.</summary>
    public string Refusal { get; set; } = "<faultcode>s:Client</faultcode><faultstring>hub may not</faultstring>";

    /// <summary>Answers in place of a call, or null.</summary>
    public Func<HttpContext, Task>? Instead { get; set; }

    public static PlanBundle Bundle(string session) => RunningAdapters.Bundle(
        ("contracts/erp.wsdl", Wsdl),
        ("capabilities/parts.yaml", """
            capability: parts
            owner: parts-team
            zone: outside
            pace: record
            access: anonymous
            sides: { legacy: "adapter:erp" }
            routes: { parts.find: { match: "POST /api/found" }, parts.get: { match: "GET /api/parts/{id}" }, parts.add: { match: "POST /api/parts/{id}" } }
            """),
        ("systems/erp.yaml", $$"""
            system: erp
            soap: { wsdl: contracts/erp.wsdl, address: "${env:ERP}" }
            credentials: { session: { login: Login, in: { Company: CRONUS, User: hub, Password: "${env:SECRET}" }, {{session}} } }
            limits: { concurrency: 32, timeout: 20s }
            resources:
              parts.get: { call: Get, in: { No: path.id }, out: { name: Name } }
              parts.find: { call: Find, in: { same: body{{(session.Contains("in: By/Ticket", StringComparison.Ordinal) ? "" : ", \"By/Ticket\": body.t")}} }, out: { name: Name } }
              parts.add: { call: Add, in: { No: path.id{{(session.Contains("in: SessionId", StringComparison.Ordinal) ? "" : ", SessionId: path.id")}} }, out: { name: Name } }
            """));

    /// <param name="tokenOf">Where a call names its session.</param>
    public void Serve(Func<HttpContext, XDocument, string?> tokenOf) => stub.Answer = async (context, text) =>
    {
        var envelope = XDocument.Parse(text);
        var body = envelope.Descendants().First(e => e.Name.LocalName == "Body").Elements().Single();
        if (body.Name.LocalName == "Login")
            await LogInAsync(context, body);
        else if (body.Name.LocalName == "Logout")
        {
            Interlocked.Increment(ref _logouts);
            Sessions.TryRemove(tokenOf(context, envelope) ?? "", out _);
            await WriteAsync(context, "<LogoutResponse xmlns='urn:erp'/>");
        }
        else if (tokenOf(context, envelope) is not { } token || !Sessions.ContainsKey(token))
            await WriteAsync(context, "<s:Fault><faultcode>s:Client</faultcode><faultstring>Invalid session</faultstring><detail><SessionOver xmlns='urn:erp'/></detail></s:Fault>", 500);
        else
            await CallAsync(context, token);
    };

    private async Task LogInAsync(HttpContext context, XElement login)
    {
        var number = Interlocked.Increment(ref _logins);
        if (login.Elements().Single(e => e.Name.LocalName == "Password").Value != Password)
        {
            await WriteAsync(context, $"<s:Fault>{Refusal}</s:Fault>", 500);
            return;
        }

        Sessions[$"tok-{number}"] = true;
        context.Response.Headers.SetCookie = new([$"ERPSESSION=tok-{number}; path=/; HttpOnly", "node=2"]);
        context.Response.Headers["X-Session"] = $"tok-{number}";
        await WriteAsync(context, $"<LoginResponse xmlns='urn:erp'><Result><SessionId>tok-{number}</SessionId>{(ServerUrl is null ? "" : $"<ServerUrl>{ServerUrl}</ServerUrl>")}</Result></LoginResponse>");
    }

    private async Task CallAsync(HttpContext context, string token)
    {
        if (Instead is { } instead)
        {
            await instead(context);
            return;
        }

        if (!_busy.TryAdd(token, true))
            Interlocked.Increment(ref _overlaps);
        Interlocked.Increment(ref _calls);
        await Work();
        _busy.TryRemove(token, out _);
        await WriteAsync(context, "<GetResponse xmlns='urn:erp'><Name>bolt</Name></GetResponse>");
    }

    private static async Task WriteAsync(HttpContext context, string body, int status = 200)
    {
        (context.Response.StatusCode, context.Response.ContentType) = (status, "text/xml");
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(SoapStub.Envelope(body)));
    }
}
