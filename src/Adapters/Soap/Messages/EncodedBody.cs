using System.Xml;
using System.Xml.Linq;
using Hub.Soap.Shapes;
using Hub.Soap.Xml;
using Hub.Soap.Xsd;

namespace Hub.Soap.Messages;

/// <summary>
/// A body whose parts refer to each other: in SOAP's encoding by href and id (in SOAP 1.2 ref and id), in data contracts of
/// .NET by z:Ref and z:Id. What is referred to is put where it belongs, so that the message becomes a tree: bounded, as ten
/// references to ten references are soon a million.
/// </summary>
internal sealed class EncodedBody
{
    private const int MostElements = 200_000;
    private readonly Dictionary<string, XElement> _byId = new(StringComparer.Ordinal);
    private readonly XElement _body = new("body");
    private readonly bool _ofContracts;
    private readonly HashSet<XElement> _around = [];
    private int _elements;
    private long _characters;
    private bool _hasReferences;

    private EncodedBody(bool ofContracts) => _ofContracts = ofContracts;

    /// <param name="reader">At the first element in the body.</param>
    /// <param name="expected">The name of the element wanted; the first one will do where there is none of that name.</param>
    /// <returns>A reader at that element.</returns>
    /// <exception cref="MalformedDocumentException">
    /// References lead nowhere or in circles, or there is too much of it.
    /// </exception>
    public static XmlReader Read(XmlReader reader, string expected)
    {
        var body = new EncodedBody(ofContracts: false);
        body.Load(reader);
        var found = body._body.Elements().FirstOrDefault(e => e.Name.LocalName == expected)
            ?? body._body.Elements().FirstOrDefault(e => e.Attributes().All(a => a is not { Name.LocalName: "root", Value: "0" }))
            ?? body._body.Elements().First();
        return body.ReadTree(found);
    }

    /// <summary>
    /// Reads a body with data contracts. What refers to an element around it stays a reference: the graph is cut there.
    /// </summary>
    /// <param name="reader">At the first element in the body.</param>
    /// <returns>A reader at that element.</returns>
    /// <exception cref="MalformedDocumentException">References lead nowhere, or there is too much of it.</exception>
    public static XmlReader ReadContracts(XmlReader reader)
    {
        var body = new EncodedBody(ofContracts: true);
        body.Load(reader);
        return body.ReadTree(body._body.Elements().First());
    }

    private XmlReader ReadTree(XElement root)
    {
        (_elements, _characters) = (0, 0);
        if (_hasReferences)
            _body.Add(root = Expand(root, root, 0));
        var content = root.CreateReader();
        content.MoveToContent();
        return content;
    }

    private void Load(XmlReader reader)
    {
        if (reader is IXmlNamespaceResolver scope)
            foreach (var (prefix, space) in scope.GetNamespacesInScope(XmlNamespaceScope.ExcludeXml))
                _body.SetAttributeValue(prefix.Length == 0 ? "xmlns" : XNamespace.Xmlns + prefix, space);
        var at = _body;
        while (true)
        {
            if (reader.NodeType == XmlNodeType.Element)
            {
                BoundedXml.CheckDepth(reader);
                var element = Load(reader, at);
                if (!reader.IsEmptyElement)
                    at = element;
            }
            else if (reader.NodeType == XmlNodeType.EndElement)
            {
                if (at == _body)
                    return;
                at = at.Parent!;
            }
            else if (reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA
                or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace)
            {
                at.Add(new XText(reader.Value));
            }

            if (!reader.Read())
                throw new MalformedDocumentException("it ends in the middle");
        }
    }

    private XElement Load(XmlReader reader, XElement parent)
    {
        Count(0);
        var element = new XElement(XName.Get(reader.LocalName, reader.NamespaceURI));
        for (var more = reader.MoveToFirstAttribute(); more; more = reader.MoveToNextAttribute())
        {
            var name = reader.Prefix.Length == 0 && reader.LocalName == "xmlns"
                ? "xmlns"
                : XName.Get(reader.LocalName, reader.NamespaceURI);
            element.Add(new XAttribute(name, reader.Value));
            if (IsId(name) && !_byId.TryAdd(reader.Value, element))
                throw new MalformedDocumentException("two elements have the same id");
            // Leaving entries out and counting on from somewhere: to read them as if they were whole would be wrong.
            if (EncodedTypes.IsEncoding(name.NamespaceName)
                && (name.LocalName == "position" || (name.LocalName == "offset" && reader.Value.Trim() != "[0]")))
                throw new MalformedDocumentException("a part of an array, or a sparse one, cannot be read");
            _hasReferences |= IsReference(name);
        }

        reader.MoveToElement();
        parent.Add(element);
        return element;
    }

    // The accessor has the name, what it refers to has the rest.
    private XElement Expand(XElement accessor, XElement value, int depth)
    {
        if (depth > BoundedXml.MaxDepth)
            throw new MalformedDocumentException($"references go in circles, or deeper than {BoundedXml.MaxDepth}");
        Count(0);
        while (value.Attributes().FirstOrDefault(a => IsReference(a.Name)) is { } reference && reference.Value is var to
            && (reference.Name.NamespaceName.Length > 0 || to.StartsWith('#')))
        {
            Count(0);
            if (!_byId.TryGetValue(to.TrimStart('#'), out var target))
                throw new MalformedDocumentException("a reference leads nowhere");
            if (_ofContracts && _around.Contains(target))
                return new XElement(accessor.Name, new XAttribute(reference.Name, to));
            value = target;
        }

        var copy = new XElement(
            accessor.Name, value.AncestorsAndSelf().Attributes().Where(a => a.IsNamespaceDeclaration).DistinctBy(a => a.Name));
        // Of two elements with one id there would be no telling which is meant.
        var keepsId = _ofContracts && accessor == value;
        copy.Add(value.Attributes().Where(a => !a.IsNamespaceDeclaration && (keepsId || !IsId(a.Name))));
        _around.Add(value);
        foreach (var node in value.Nodes())
        {
            if (node is XText text)
                Count(text.Value.Length, elements: 0);
            copy.Add(node is XElement inner ? Expand(inner, inner, depth + 1) : node);
        }

        _around.Remove(value);
        return copy;
    }

    private void Count(int characters, int elements = 1)
    {
        _characters += characters;
        _elements += elements;
        if (_elements > MostElements || _characters > BoundedXml.MaxCharacters)
            throw new MalformedDocumentException("it is too large, or its references make it so");
    }

    private bool IsId(XName name) => _ofContracts
        ? name.LocalName == "Id" && name.NamespaceName == SoapNamespaces.Serialization
        : name.LocalName == "id";

    private bool IsReference(XName name) => _ofContracts
        ? name.LocalName == "Ref" && name.NamespaceName == SoapNamespaces.Serialization
        : (name.LocalName == "href" && name.NamespaceName.Length == 0)
            || (name.LocalName == "ref" && name.NamespaceName == SoapNamespaces.Encoding12);
}
