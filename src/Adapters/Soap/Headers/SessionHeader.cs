using System.Xml;
using Hub.Soap.Messages;
using Hub.Soap.Shapes;

namespace Hub.Soap.Headers;

/// <summary>The block of a request's header that names a session.</summary>
/// <param name="Shape">The header's element.</param>
/// <param name="Content">What stands in it, the token with the rest.</param>
internal sealed record SessionHeader(ElementShape Shape, JsonText Content)
{
    public void Write(XmlWriter writer) => new JsonToXml(writer).Write(Shape, Content.Root);

    public override string ToString() => nameof(SessionHeader);
}
