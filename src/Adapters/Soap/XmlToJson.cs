using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml;
using Hub.Adapters.Shapes;

namespace Hub.Adapters.Soap;

/// <summary>Reads an element as JSON by its shape. Tolerant: what the schema does not know is passed over.</summary>
internal static class XmlToJson
{
    /// <param name="reader">At the element's start; left after its end.</param>
    /// <param name="shape">What the element should be.</param>
    /// <exception cref="MalformedDocumentException">A value is not of its type, or the nesting is too deep.</exception>
    /// <exception cref="XmlException">The text is no XML.</exception>
    public static JsonNode? Read(XmlReader reader, ElementShape shape)
    {
        BoundedXml.CheckDepth(reader);
        if (reader.GetAttribute("nil", SoapNamespaces.SchemaInstance)?.Trim() is "true" or "1")
        {
            BoundedXml.SkipElement(reader);
            return null;
        }

        if (shape.Type.IsValue)
            return ReadValue(reader, shape.Name.Name, shape.Type.Value!);
        var result = new JsonObject();
        var type = ActualType(reader, shape.Type, result);
        ReadAttributes(reader, type.Attributes, result);
        if (type.Value is not null)
            result["$value"] = ReadValue(reader, shape.Name.Name, type.Value);
        else if (type.Content.Ordered)
            result["$content"] = ReadOrdered(reader, type.Content);
        else
            ReadElements(reader, type.Content, result);
        return result;
    }

    private static TypeShape ActualType(XmlReader reader, TypeShape declared, JsonObject result)
    {
        if (reader.GetAttribute("type", SoapNamespaces.SchemaInstance)?.Trim() is not { } name)
            return declared;
        var parts = name.Split(':', 2);
        var space = reader.LookupNamespace(parts.Length == 2 ? parts[0] : "") ?? "";
        foreach (var (key, derived) in declared.Derived)
        {
            if (derived.Name.Name != parts[^1] || derived.Name.Namespace != space)
                continue;
            result["@type"] = key;
            return derived;
        }

        return declared;
    }

    private static void ReadAttributes(XmlReader reader, ImmutableArray<AttributeShape> attributes, JsonObject result)
    {
        foreach (var attribute in attributes)
            if (reader.GetAttribute(attribute.Name.Name, attribute.Name.Namespace) is { } text)
                result[attribute.Property] = Value(attribute.Property, attribute.Value, text);
    }

    private static void ReadElements(XmlReader reader, ContentModel content, JsonObject result)
    {
        var found = new Found[content.Slots.Length];
        ForEachChild(reader, onText: null, () =>
        {
            var index = content.IndexOf(reader.LocalName, reader.NamespaceURI);
            if (index < 0)
            {
                BoundedXml.SkipElement(reader);
                return;
            }

            var slot = content.Slots[index];
            var value = Read(reader, slot.Element);
            if (!slot.Repeats)
                found[index] = new Found(true, value);
            else if (found[index].Value is JsonArray array)
                array.Add(value);
            else
                found[index] = new Found(true, new JsonArray(value));
        });

        // In the schema's order, whatever order the system sent.
        for (var i = 0; i < found.Length; i++)
        {
            var slot = content.Slots[i];
            if (found[i].Present)
                result[slot.Property] = found[i].Value;
            else if (slot is { Repeats: true, Always: true })
                result[slot.Property] = new JsonArray();
        }
    }

    private static JsonArray ReadOrdered(XmlReader reader, ContentModel content)
    {
        var entries = new JsonArray();
        ForEachChild(reader, content.Mixed ? entries.Add : null, () =>
        {
            var index = content.IndexOf(reader.LocalName, reader.NamespaceURI);
            if (index < 0)
                BoundedXml.SkipElement(reader);
            else
                entries.Add(new JsonObject { [content.Slots[index].Property] = Read(reader, content.Slots[index].Element) });
        });
        return entries;
    }

    private static JsonNode? ReadValue(XmlReader reader, string name, SimpleValue value)
    {
        var text = new StringBuilder();
        ForEachChild(reader, piece => text.Append(piece), () => BoundedXml.SkipElement(reader));
        return Value(name, value, text.ToString());
    }

    private static JsonNode? Value(string name, SimpleValue value, string text)
    {
        try
        {
            return value.Read(text);
        }
        catch (MalformedDocumentException e)
        {
            throw new MalformedDocumentException($"{name}: {e.Message}");
        }
    }

    private static void ForEachChild(XmlReader reader, Action<string>? onText, Action onElement)
    {
        if (reader.IsEmptyElement)
        {
            reader.Read();
            return;
        }

        reader.Read();
        while (reader.NodeType != XmlNodeType.EndElement)
        {
            if (reader.NodeType == XmlNodeType.Element)
            {
                onElement();
                continue;
            }

            if (reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace)
                onText?.Invoke(reader.Value);
            if (!reader.Read())
                throw new MalformedDocumentException("it ends in the middle");
        }

        reader.Read();
    }

    private readonly record struct Found(bool Present, JsonNode? Value);
}
