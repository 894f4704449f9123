using System.Collections.Frozen;
using System.Text.Json;
using System.Xml;
using Hub.Soap.Shapes;

namespace Hub.Soap.Messages;

/// <summary>What a type leaves open.</summary>
internal sealed partial class JsonToXml
{
    /// <summary>Types that JSON has itself, and which are not named there.</summary>
    public static readonly FrozenSet<string> OwnTypes =
        new[] { "xs:string", "xs:boolean", "xs:decimal" }.ToFrozenSet(StringComparer.Ordinal);

    private OpenEntry?[] OpenEntries(JsonElement any)
    {
        if (any.ValueKind != JsonValueKind.Array)
        {
            Fail("must be an array", new DocumentStep(ContentModel.AnyProperty));
            return [];
        }

        var entries = new OpenEntry?[any.GetArrayLength()];
        foreach (var (i, entry) in any.EnumerateArray().Index())
        {
            if (TryGetOnly(entry, out var key, out var value) && OpenName.Parse(key) is { } name)
                entries[i] = new OpenEntry(name, value);
            else
                Fail(
                    "must be an object with one property, written {namespace}local",
                    new DocumentStep(ContentModel.AnyProperty, i));
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

    private void WriteOpen(KnownShapes known, XmlQualifiedName name, JsonElement value)
    {
        _path.Add(new DocumentStep(OpenName.Of(name.Name, name.Namespace)));
        if (known.Elements.TryGetValue(name, out var element))
        {
            Write(element, value);
        }
        else
        {
            StartOpen(name, value);
            if (IsNull(value))
                WriteNil(nillable: true);
            else
                WriteAnything(known, value, named: false);
            writer.WriteEndElement();
        }

        Leave();
    }

    /// <param name="known">The types there are.</param>
    /// <param name="value">The value.</param>
    /// <param name="named">
    /// Whether text says that it is text: where it is declared to be anything, and not only tolerated.
    /// </param>
    private void WriteAnything(KnownShapes known, JsonElement value, bool named)
    {
        var kind = value.ValueKind;
        if (kind == JsonValueKind.Object)
            WriteAnything(known, value);
        else if (kind == JsonValueKind.Array)
            Fail("must be an object or a value");
        else
        {
            var type = known.Types[kind switch
            {
                JsonValueKind.String => "xs:string",
                JsonValueKind.Number => "xs:decimal",
                _ => "xs:boolean",
            }];
            if (named || kind != JsonValueKind.String)
                WriteTypeName(type.Name);
            WriteText(type.Value!, value, only: null);
        }
    }

    private void WriteAnything(KnownShapes known, JsonElement content)
    {
        if (TryGet(content, known.TypeProperty, out var node))
        {
            var name = NameIn(node);
            if (known.Types.TryGetValue(name, out var type))
            {
                WriteNamed(known, type, content);
                return;
            }

            // One that came with a namespace and that the contract does not have.
            if (!name.StartsWith('{') || OpenName.Parse(name) is not { } foreign)
            {
                FailUnknown(
                    $"'{name}' is not a type known here", new(name, known.Types.Keys), new DocumentStep(known.TypeProperty));
                return;
            }

            WriteTypeName(foreign);
        }

        WriteOpenAttributes(content);
        if (TryGet(content, "$value", out var value))
        {
            _path.Add(new DocumentStep("$value"));
            WriteText(SimpleValue.Any, value, only: null);
            Leave();
        }
        else if (TryGet(content, ContentModel.OrderedProperty, out var entries))
            WriteUntyped(known, entries);
        foreach (var property in content.EnumerateObject().Select(p => p.Name))
            if (property is not ("$value" or ContentModel.OrderedProperty or OpenPrefixes.Property)
                && property != known.TypeProperty
                && !property.StartsWith("@{", StringComparison.Ordinal))
                Fail(
                    $"is not known here: what has no type is written {{ \"{ContentModel.OrderedProperty}\": "
                    + $"[{{ \"{{namespace}}name\": … }}] }}, "
                        + $"or names one in '{known.TypeProperty}'",
                    new DocumentStep(property));
    }

    private void WriteNamed(KnownShapes known, TypeShape type, JsonElement content)
    {
        WriteTypeName(type.Name);
        if (type.IsValue)
            WriteValue(type.Value!, content, element: null);
        else
            WriteObject(type, content, besides: known.TypeProperty);
    }

    private void WriteUntyped(KnownShapes known, JsonElement entries)
    {
        if (entries.ValueKind != JsonValueKind.Array)
        {
            Fail("must be an array", new DocumentStep(ContentModel.OrderedProperty));
            return;
        }

        var i = 0;
        foreach (var entry in entries.EnumerateArray())
        {
            _path.Add(new DocumentStep(ContentModel.OrderedProperty, i++));
            if (entry.ValueKind == JsonValueKind.String)
                WriteText(SimpleValue.Any, entry, only: null);
            else if (TryGetOnly(entry, out var key, out var value) && OpenName.Parse(key) is { } name)
                WriteOpen(known, name, value);
            else
                Fail("must be a text, or an object with one property, written {namespace}local");
            Leave();
        }
    }

    private void WriteOpenAttributes(JsonElement value)
    {
        foreach (var given in value.EnumerateObject())
        {
            var (property, node) = (given.Name, given.Value);
            if (!property.StartsWith("@{", StringComparison.Ordinal) || IsNull(node))
                continue;
            _path.Add(new DocumentStep(property));
            if (OpenName.Parse(property[1..]) is not { } name || !OpenName.IsContent(name.Namespace))
                Fail("is no name that an attribute can have here");
            else if (Text(SimpleValue.Any, node, only: null) is { } text)
                writer.WriteAttributeString(name.Name, name.Namespace, text);
            Leave();
        }
    }

    private sealed record OpenEntry(XmlQualifiedName Name, JsonElement Value);
}
