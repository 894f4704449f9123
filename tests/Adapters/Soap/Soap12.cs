using System.Net;
using Hub.Adapters.Tests.Stubs;
using Hub.Platform.Plan;

namespace Hub.Adapters.Tests.Soap;

public sealed class Soap12 : IAsyncLifetime
{
    private const string System = """
        system: parts
        soap: { wsdl: contracts/parts.wsdl, address: "${env:PARTS}", version: 1.2 }
        credentials: { service: { username: hub, password: "${env:SECRET}" } }
        resources:
          parts.get:
            { call: GetPart, in: { No: path.id }, out: { at: Part, id: No }, faults: { NoSuchPart: 404, code.Busy: 503 } }
          parts.book: { call: GetPart, in: { No: body.id }, out: { at: Part, id: No } }
        """;

    private SoapStub _stub = null!;
    private RunningAdapters _hub = null!;

    public async ValueTask InitializeAsync()
    {
        _stub = await SoapStub.StartAsync();
        _hub = await RunningAdapters.StartAsync(
            Parts.Bundle(System),
            new PlanReferences(new Dictionary<string, string> { ["PARTS"] = _stub.Address, ["SECRET"] = "secret" }));
    }

    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync();
        await _stub.DisposeAsync();
    }

    [Fact]
    public async Task The_action_stands_in_the_content_type()
    {
        var authorization = "";
        _stub.Answer = async (context, _) =>
        {
            authorization = context.Request.Headers.Authorization.ToString();
            await context.Response.Body.WriteAsync("""
                <e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"><e:Body>
                  <GetPartResponse xmlns="urn:parts">
                    <Part><No>17</No><Count>1</Count><Sold>true</Sold><Note/></Part>
                  </GetPartResponse>
                </e:Body></e:Envelope>
                """u8.ToArray());
        };

        (await _hub.Client.GetStringAsync("/api/parts/17")).ShouldBe("""{"id":"17"}""");
        var (action, type, envelope) = _stub.Requests.Single();
        action.ShouldBeNull();
        type.ShouldBe("application/soap+xml; charset=utf-8; action=\"urn:get\"");
        envelope.ShouldContain("http://www.w3.org/2003/05/soap-envelope");
        authorization.ShouldBe("Basic aHViOnNlY3JldA==");
    }

    [Theory]
    [InlineData(
        "<e:Detail><NoSuchPart xmlns='urn:parts'><Text>t</Text></NoSuchPart></e:Detail>", "e:Sender", HttpStatusCode.NotFound)]
    [InlineData("", "x:Busy", HttpStatusCode.ServiceUnavailable)]
    [InlineData("", "e:Receiver", HttpStatusCode.BadGateway)]
    public async Task A_fault_is_known_by_its_detail_or_its_code(string detail, string code, HttpStatusCode status)
    {
        _stub.AnswerWith($"""
            <e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope" xmlns:x="urn:x"><e:Body><e:Fault>
              <e:Code><e:Value>{code}</e:Value></e:Code><e:Reason><e:Text xml:lang="en">No such part.</e:Text></e:Reason>{detail}
            </e:Fault></e:Body></e:Envelope>
            """, 500, "application/soap+xml");

        using var answer = await _hub.Client.GetAsync("/api/parts/17");
        answer.StatusCode.ShouldBe(status);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("No such part.");
    }
}
