using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml;
using Hub.Adapters.Shapes;
using Hub.Platform.Plan;

namespace Hub.Adapters.Soap;

/// <summary>What a type leaves open.</summary>
internal sealed partial class JsonToXml
{
    /// <summary>Types that JSON has itself, and which are not named there.</summary>
    public static readonly FrozenSet<string> OwnTypes = new[] { "xs:string", "xs:boolean", "xs:decimal" }.ToFrozenSet(StringComparer.Ordinal);

    private OpenEntry?[] OpenEntries(JsonNode any)
    {
        if (any is not JsonArray array)
        {
            Fail("must be an array", new DocumentStep(ContentModel.AnyProperty));
            return [];
        }

        var entries = new OpenEntry?[array.Count];
        for (var i = 0; i < entries.Length; i++)
        {
            if (array[i] is JsonObject { Count: 1 } entry && entry.First() is var (key, value) && OpenName.Parse(key) is { } name)
                entries[i] = new OpenEntry(name, value);
            else
                Fail("must be an object with one property, written {namespace}local", new DocumentStep(ContentModel.AnyProperty, i));
        }

        return entries;
    }

    private void WriteOpen(AnyParticle particle, TypeShape type, OpenEntry?[] open)
    {
        var left = particle.Max;
        for (var i = 0; i < open.Length && left > 0; i++)
        {
            if (open[i] is not { } entry || !particle.Wildcard.Admits(entry.Name.Namespace))
                continue;
            _path.Add(new DocumentStep(ContentModel.AnyProperty, i));
            WriteOpen(type.Anything!, entry.Name, entry.Value);
            Leave();
            open[i] = null;
            left--;
        }
    }

    private void WriteOpen(KnownShapes known, XmlQualifiedName name, JsonNode? value)
    {
        _path.Add(new DocumentStep(OpenName.Of(name.Name, name.Namespace)));
        if (known.Elements.TryGetValue(name, out var element))
        {
            Write(element, value);
        }
        else
        {
            writer.WriteStartElement(name.Name, name.Namespace);
            if (value is null)
                WriteNil(nillable: true);
            else
                WriteAnything(known, value, named: false);
            writer.WriteEndElement();
        }

        Leave();
    }

    /// <param name="known">The types there are.</param>
    /// <param name="value">The value.</param>
    /// <param name="named">Whether text says that it is text: where it is declared to be anything, and not only tolerated.</param>
    private void WriteAnything(KnownShapes known, JsonNode value, bool named)
    {
        if (value is JsonObject content)
            WriteAnything(known, content);
        else if (value is not JsonValue)
            Fail("must be an object or a value");
        else
        {
            var kind = value.GetValueKind();
            var type = known.Types[kind switch { JsonValueKind.String => "xs:string", JsonValueKind.Number => "xs:decimal", _ => "xs:boolean" }];
            if (named || kind != JsonValueKind.String)
                WriteTypeName(type.Name);
            WriteText(type.Value!, value, only: null);
        }
    }

    private void WriteAnything(KnownShapes known, JsonObject content)
    {
        if (content[known.TypeProperty] is { } node)
        {
            var name = node is JsonValue text && text.TryGetValue<string>(out var given) ? given : node.ToJsonString();
            if (known.Types.TryGetValue(name, out var type))
                WriteNamed(known, type, content);
            else
                Fail($"'{name}' is no type known here{Spelling.DidYouMean(name, known.Types.Keys)}", new DocumentStep(known.TypeProperty));
            return;
        }

        WriteOpenAttributes(content);
        if (content["$value"] is { } value)
        {
            _path.Add(new DocumentStep("$value"));
            WriteText(SimpleValue.Any, value, only: null);
            Leave();
        }
        else if (content[ContentModel.OrderedProperty] is { } entries)
            WriteUntyped(known, entries);
        foreach (var (property, _) in content)
            if (property is not ("$value" or ContentModel.OrderedProperty) && !property.StartsWith("@{", StringComparison.Ordinal))
                Fail(
                    $"is not known here: what has no type is written {{ \"{ContentModel.OrderedProperty}\": [{{ \"{{namespace}}name\": … }}] }}, "
                        + $"or names one in '{known.TypeProperty}'",
                    new DocumentStep(property));
    }

    private void WriteNamed(KnownShapes known, TypeShape type, JsonObject content)
    {
        WriteTypeName(type.Name);
        if (type.IsValue)
        {
            WriteValue(type.Value!, content, element: null);
            return;
        }

        // The name is not part of the type's own content.
        var own = content.DeepClone().AsObject();
        own.Remove(known.TypeProperty);
        WriteObject(type, own);
    }

    private void WriteUntyped(KnownShapes known, JsonNode entries)
    {
        if (entries is not JsonArray array)
        {
            Fail("must be an array", new DocumentStep(ContentModel.OrderedProperty));
            return;
        }

        for (var i = 0; i < array.Count; i++)
        {
            _path.Add(new DocumentStep(ContentModel.OrderedProperty, i));
            if (array[i] is JsonValue text && text.TryGetValue<string>(out var given))
                WriteText(SimpleValue.Any, JsonValue.Create(given), only: null);
            else if (array[i] is JsonObject { Count: 1 } entry && entry.First() is var (key, value) && OpenName.Parse(key) is { } name)
                WriteOpen(known, name, value);
            else
                Fail("must be a text, or an object with one property, written {namespace}local");
            Leave();
        }
    }

    private void WriteOpenAttributes(JsonObject value)
    {
        foreach (var (property, node) in value)
        {
            if (!property.StartsWith("@{", StringComparison.Ordinal) || node is null)
                continue;
            _path.Add(new DocumentStep(property));
            if (OpenName.Parse(property[1..]) is not { } name || !OpenName.IsContent(name.Namespace))
                Fail("is no name that an attribute can have here");
            else if (Text(SimpleValue.Any, node, only: null) is { } text)
                writer.WriteAttributeString(name.Name, name.Namespace, text);
            Leave();
        }
    }

    private sealed record OpenEntry(XmlQualifiedName Name, JsonNode? Value);
}
