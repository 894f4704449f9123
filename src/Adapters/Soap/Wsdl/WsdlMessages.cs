using System.Collections.Immutable;
using System.Xml;
using System.Xml.Linq;
using Hub.Soap.Contracts;
using Hub.Soap.Shapes;
using Hub.Soap.Xml;
using Hub.Soap.Xsd;

namespace Hub.Soap.Wsdl;

/// <summary>Reads what stands in an operation's messages: parts of the body, of the header, and of faults.</summary>
/// <param name="schemas">The types.</param>
/// <param name="soap">The namespace of the binding's elements.</param>
/// <param name="find">Finds a definition by a reference to it.</param>
/// <param name="warn">Told of small faults.</param>
internal sealed class WsdlMessages(
    SchemaCompiler schemas, XNamespace soap, Func<string, XElement, string, XElement?> find, Action<string> warn)
{
    private static readonly XNamespace Wsdl = SoapNamespaces.Wsdl;

    /// <param name="bound">The binding's <c>input</c> or <c>output</c>.</param>
    /// <param name="direction">The port type's.</param>
    /// <param name="wrapper">In rpc, the name of the element around the parts; null in document style.</param>
    /// <exception cref="InvalidContractException">It is nothing the hub can read or write.</exception>
    public SoapMessage Read(XElement? bound, XElement direction, string? wrapper)
    {
        var body = bound?.Descendants(soap + "body").FirstOrDefault();
        var message = Message(direction);
        var headers = (bound?.Descendants(soap + "header") ?? []).ToList();
        var inHeader = headers
            .Where(h => find("message", h, "message") == message)
            .Select(h => (string?)h.Attribute("part"))
            .ToHashSet(StringComparer.Ordinal);
        var chosen = ((string?)body?.Attribute("parts"))?.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var parts = message.Elements(Wsdl + "part")
            .Where(p => chosen?.Contains((string?)p.Attribute("name"), StringComparer.Ordinal)
                ?? !inHeader.Contains((string?)p.Attribute("name")))
            .ToList();
        var read = wrapper is null ? Document(parts) : Rpc(parts, new XmlQualifiedName(wrapper, Namespace(body, direction)));
        var encoded = (string?)body?.Attribute("use") == "encoded";
        return (encoded ? read with { Encoding = EncodingOf(body!) } : read).With(Headers(headers));
    }

    /// <summary>What may stand in a fault's detail: names, and shapes of those that are no global elements.</summary>
    public IReadOnlyList<(string Name, ElementShape? Shape)> Faults(XElement operation)
    {
        var found = new List<(string Name, ElementShape? Shape)>();
        foreach (var part in operation.Elements(Wsdl + "fault").SelectMany(f =>
            find("message", f, "message")?.Elements(Wsdl + "part") ?? []))
        {
            var name = (string?)part.Attribute("name") ?? "";
            if (NameIn(part, "element") is { } element)
                found.Add((element.Name, null));
            else if (NameIn(part, "type") is { } type && schemas.FindType(type) is { } shape && schemas.FaultIn(shape) is null)
                found.Add((name, new ElementShape(new XmlQualifiedName(name), Nillable: true, shape)));
        }

        return [.. found.DistinctBy(f => f.Name, StringComparer.Ordinal)];
    }

    private SoapMessage Document(List<XElement> parts)
    {
        if (parts.Count == 0)
            return SoapMessage.Empty;
        if (parts is [var only])
            // A part with a type is the type of the body itself, and so has no element of its own.
            return NameIn(only, "element") is { } element ? SoapMessage.Of(Element(element)) : new SoapMessage(null, Type(only));
        return new SoapMessage(null, Struct(XmlQualifiedName.Empty, parts, p =>
            Element(NameIn(p, "element") ?? throw new InvalidContractException(
                "a message of it has several parts, and one of them has a type instead of an element"))));
    }

    private SoapMessage Rpc(List<XElement> parts, XmlQualifiedName name)
    {
        var type = Struct(name, parts, part => NameIn(part, "element") is { } element
            ? Element(element)
            // Nobody declares whether a parameter may be null; most stacks take it.
            : new ElementShape(new XmlQualifiedName((string?)part.Attribute("name")), Nillable: true, Type(part)));
        return new SoapMessage(new ElementShape(name, Nillable: false, type), type) { Rpc = true };
    }

    private static TypeShape Struct(XmlQualifiedName name, IEnumerable<XElement> parts, Func<XElement, ElementShape> read)
    {
        var members = parts.Select(read).Select(e => (Particle)new ElementParticle(e, e.Name.Name, 1, 1)).ToImmutableArray();
        var shape = new TypeShape(name);
        shape.Complete(
            null, [], new ContentModel(new GroupParticle(Choice: false, members, 1, 1), mixed: false), isAbstract: false);
        return shape;
    }

    private ImmutableArray<ElementParticle> Headers(List<XElement> headers)
    {
        var found = headers.Select(Header).OfType<ElementShape>().DistinctBy(h => h.Name).ToList();
        var colliding = found.GroupBy(h => h.Name.Name, StringComparer.Ordinal).Where(g => g.Count() > 1)
            .Select(g => g.Key).ToHashSet(StringComparer.Ordinal);
        // What a binding lists may be left out: few services want all of it each time.
        return [.. found.Select(h => new ElementParticle(
            h, colliding.Contains(h.Name.Name) ? SchemaNotes.Qualified(h.Name) : h.Name.Name, 0, 1))];
    }

    private ElementShape? Header(XElement header)
    {
        var (name, part) = ((string?)header.Attribute("part"), find("message", header, "message"));
        var found = part?.Elements(Wsdl + "part").FirstOrDefault(p => (string?)p.Attribute("name") == name);
        var element = found is null ? null
            : NameIn(found, "element") is { } global ? schemas.FindElement(global)
            : NameIn(found, "type") is { } type && schemas.FindType(type) is { } shape
                ? new ElementShape(
                    new XmlQualifiedName(name, (string?)header.Attribute("namespace") ?? ""), Nillable: true, shape)
            : null;
        if (element is not null && schemas.FaultIn(element.Type) is null)
            return element;
        warn($"header '{name}' is in no schema that can be read; it is left out.");
        return null;
    }

    // What WS-I asks for, some leave out; their own namespace is what they then mean.
    private static string Namespace(XElement? body, XElement direction) =>
        (string?)body?.Attribute("namespace")
            ?? (string?)direction.Ancestors(Wsdl + "definitions").First().Attribute("targetNamespace")
            ?? "";

    private static string EncodingOf(XElement body) =>
        ((string?)body.Attribute("encodingStyle"))?.Contains(SoapNamespaces.Encoding12, StringComparison.Ordinal) == true
            ? SoapNamespaces.Encoding12
            : SoapNamespaces.Encoding11;

    private ElementShape Element(XmlQualifiedName name) =>
        schemas.FindElement(name) ?? throw new InvalidContractException($"element '{name.Name}' is in no schema");

    private TypeShape Type(XElement part)
    {
        var name = NameIn(part, "type")
            ?? throw new InvalidContractException($"part '{(string?)part.Attribute("name")}' has neither an element nor a type");
        return schemas.FindType(name)
            ?? throw new InvalidContractException($"type '{name.Name}' of '{name.Namespace}' is in no schema");
    }

    private XElement Message(XElement referring) => find("message", referring, "message")
        ?? throw new InvalidContractException($"message '{(string?)referring.Attribute("message")}' is not in the WSDL");

    private static XmlQualifiedName? NameIn(XElement part, string attribute) =>
        ((string?)part.Attribute(attribute))?.Trim() is { Length: > 0 } text
            ? SchemaNames.Resolve(part, text)
                ?? throw new InvalidContractException($"the prefix of {attribute}=\"{text}\" is not declared")
            : null;
}
