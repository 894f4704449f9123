using System.Net;
using System.Xml.Linq;

namespace LegacyLandscape.Tests.Harness;

internal sealed record Soap12Reply(HttpStatusCode Status, XElement Content)
{
    public static readonly XNamespace Soap = "http://www.w3.org/2003/05/soap-envelope";

    public bool IsFault => Content.Name == Soap + "Fault";

    public XName FaultCode => Name(Content.Element(Soap + "Code")!.Element(Soap + "Value")!);

    public XName Subcode => Name(Content.Element(Soap + "Code")!.Element(Soap + "Subcode")!.Element(Soap + "Value")!);

    public string Reason => Content.Element(Soap + "Reason")!.Element(Soap + "Text")!.Value;

    public XElement? Detail => Content.Element(Soap + "Detail")?.Elements().Single();

    public XElement Answer => IsFault ? throw new ShouldAssertException($"The answer is a fault: {Content}") : Content;

    public IReadOnlyList<XElement> Customers =>
        [.. Answer.Element(CrmXml.M + "Customers")!.Elements(CrmXml.T + "Customer")];

    public static async Task<Soap12Reply> ReadAsync(HttpResponseMessage response)
    {
        response.Content.Headers.ContentType!.ToString().ShouldBe("application/soap+xml; charset=utf-8");
        var envelope = XDocument.Parse(await response.Content.ReadAsStringAsync(), LoadOptions.PreserveWhitespace).Root!;
        return new Soap12Reply(response.StatusCode, envelope.Element(Soap + "Body")!.Elements().Single());
    }

    // The value is a qualified name: its prefix means what it means at this element.
    private static XName Name(XElement value) =>
        value.Value.Split(':') is [var prefix, var local]
            ? value.GetNamespaceOfPrefix(prefix)! + local
            : throw new ShouldAssertException($"{value} holds no qualified name.");
}
