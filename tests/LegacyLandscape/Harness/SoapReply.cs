using System.Net;
using System.Xml.Linq;

namespace LegacyLandscape.Tests.Harness;

internal sealed record SoapReply(HttpStatusCode Status, XElement Content)
{
    public bool IsFault => Content.Name == Xml.Soap + "Fault";

    public string FaultCode => (string)Content.Element("faultcode")!;

    public string FaultString => (string)Content.Element("faultstring")!;

    public XElement? Detail => Content.Element("detail")?.Elements().Single();

    public XElement Answer => IsFault ? throw new ShouldAssertException($"The answer is a fault: {Content}") : Content;

    public static async Task<SoapReply> ReadAsync(HttpResponseMessage response)
    {
        response.Content.Headers.ContentType!.ToString().ShouldBe("text/xml; charset=utf-8");
        var envelope = XDocument.Parse(await response.Content.ReadAsStringAsync(), LoadOptions.PreserveWhitespace).Root!;
        return new SoapReply(response.StatusCode, envelope.Element(Xml.Soap + "Body")!.Elements().Single());
    }
}
