using System.Collections.Immutable;
using System.Text.Json.Nodes;
using System.Xml;
using Hub.Adapters.Shapes;

namespace Hub.Adapters.Soap;

/// <summary>What a type leaves open: by a global element or type where there is one, else as it stands.</summary>
internal sealed partial class XmlToJson
{
    // {namespace}name: value
    private JsonObject ReadOpen(KnownShapes known, int index, string property = ContentModel.AnyProperty)
    {
        var name = OpenName.Of(_reader.LocalName, _reader.NamespaceURI);
        _path.Add(new DocumentStep(property, index));
        _path.Add(new DocumentStep(name));
        var entry = new JsonObject
        {
            [name] = known.Elements.TryGetValue(new XmlQualifiedName(_reader.LocalName, _reader.NamespaceURI), out var element)
                ? ReadElement(element)
                : ReadAnything(known),
        };
        Leave();
        Leave();
        return entry;
    }

    // Of a type that it names itself; without one, text as a string, else attributes, and what is inside in its order.
    private JsonNode? ReadAnything(KnownShapes known)
    {
        BoundedXml.CheckDepth(_reader);
        if (_reader.GetAttribute("nil", SoapNamespaces.SchemaInstance)?.Trim() is "true" or "1")
        {
            BoundedXml.SkipElement(_reader);
            return null;
        }

        return TypeName() is { } name && known.TryFind(name, out var found) ? ReadNamed(known, found.Name, found.Type) : ReadUntyped(known);
    }

    private JsonNode? ReadNamed(KnownShapes known, string name, TypeShape type)
    {
        if (type.IsValue)
        {
            var value = ReadValue(type.Value!, whenEmpty: null);
            // The types that JSON has itself need not be named.
            return JsonToXml.OwnTypes.Contains(name) ? value : new JsonObject { [known.TypeProperty] = name, ["$value"] = value };
        }

        var content = ReadObject(type);
        content.Insert(0, known.TypeProperty, name);
        return content;
    }

    private JsonNode? ReadUntyped(KnownShapes known)
    {
        var result = new JsonObject();
        ReadOpenAttributes([], Wildcard.Everything, result);
        var entries = new JsonArray();
        var hasElements = false;
        if (Enter())
        {
            while (AtNode())
            {
                if (_reader.NodeType == XmlNodeType.Element)
                {
                    hasElements = true;
                    entries.Add((JsonNode)ReadOpen(known, entries.Count, ContentModel.OrderedProperty));
                    continue;
                }

                AddText(entries, _reader.Value);
                _reader.Read();
            }
        }

        if (!hasElements)
        {
            var text = entries.Count == 0 ? "" : entries[0]!.GetValue<string>();
            if (result.Count == 0)
                return JsonValue.Create(text);
            if (text.Length > 0)
                result["$value"] = text;
            return result;
        }

        // Between elements blanks are somebody's indentation.
        for (var i = entries.Count - 1; i >= 0; i--)
            if (entries[i] is JsonValue blank && string.IsNullOrWhiteSpace(blank.GetValue<string>()))
                entries.RemoveAt(i);
        result[ContentModel.OrderedProperty] = entries;
        return result;
    }

    private void ReadOpenAttributes(ImmutableArray<AttributeShape> declared, Wildcard open, JsonObject result)
    {
        for (var more = _reader.MoveToFirstAttribute(); more; more = _reader.MoveToNextAttribute())
            if (OpenName.IsContent(_reader.NamespaceURI) && open.Admits(_reader.NamespaceURI) && !IsDeclared(declared))
                result[OpenName.OfAttribute(_reader.LocalName, _reader.NamespaceURI)] = _reader.Value;
        _reader.MoveToElement();
    }

    private bool IsDeclared(ImmutableArray<AttributeShape> declared)
    {
        foreach (var attribute in declared)
            if (attribute.Name.Name == _reader.LocalName && attribute.Name.Namespace == _reader.NamespaceURI)
                return true;
        return false;
    }
}
