using System.Text.Json.Nodes;
using System.Xml;
using Hub.Adapters.Shapes;
using Hub.Platform.Plan;

namespace Hub.Adapters.Soap;

/// <summary>
/// Writes JSON as an element by its shape, in the schema's order whatever the properties' order. Strict: every fault
/// is gathered with its path, and with any fault what was written is of no use.
/// </summary>
internal sealed class JsonToXml(XmlWriter writer)
{
    private readonly List<DocumentStep> _path = [];
    private readonly List<DocumentError> _errors = [];

    public IReadOnlyList<DocumentError> Errors => _errors;

    public void Write(ElementShape shape, JsonNode? value)
    {
        writer.WriteStartElement(shape.Name.Name, shape.Name.Namespace);
        if (value is null)
            WriteNil(shape);
        else if (shape.Type.IsValue)
            WriteText(shape.Type.Value!, value);
        else if (value is JsonObject content)
            WriteObject(shape.Type, content);
        else
            Fail("must be an object");
        writer.WriteEndElement();
    }

    private void WriteNil(ElementShape shape)
    {
        if (shape.Nillable)
            writer.WriteAttributeString("xsi", "nil", SoapNamespaces.SchemaInstance, "true");
        else
            Fail("must not be null");
    }

    private void WriteText(SimpleValue type, JsonNode value)
    {
        if (type.Write(value, out var problem) is { } text)
            writer.WriteString(text);
        else
            Fail(problem!);
    }

    private void WriteObject(TypeShape declared, JsonObject value)
    {
        var type = ActualType(declared, value);
        WriteAttributes(type, value);
        if (type.Value is not null)
            WriteMember("$value", value, required: true, node => WriteText(type.Value, node));
        else if (type.Content.Ordered)
            WriteOrdered(type.Content, value["$content"]);
        else
            WriteParticle(type.Content.Root, value);
        RefuseUnknown(type, declared, value);
    }

    private TypeShape ActualType(TypeShape declared, JsonObject value)
    {
        if (value["@type"] is not { } node)
        {
            if (declared.Abstract)
                Fail($"needs '@type', one of {string.Join(", ", declared.Derived.Keys.Order(StringComparer.Ordinal))}");
            return declared;
        }

        var name = node is JsonValue text && text.TryGetValue<string>(out var given) ? given : node.ToJsonString();
        if (name == declared.Name.Name && !declared.Abstract)
            return declared;
        if (!declared.Derived.TryGetValue(name, out var type))
        {
            Fail($"'{name}' is no type known here{Spelling.DidYouMean(name, declared.Derived.Keys)}", new DocumentStep("@type"));
            return declared;
        }

        if (writer.LookupPrefix(type.Name.Namespace) is not { Length: > 0 } prefix && type.Name.Namespace.Length > 0)
            writer.WriteAttributeString("xmlns", prefix = $"t{_path.Count}", null, type.Name.Namespace);
        else
            prefix = writer.LookupPrefix(type.Name.Namespace) ?? "";
        writer.WriteAttributeString("xsi", "type", SoapNamespaces.SchemaInstance, prefix.Length == 0 ? type.Name.Name : $"{prefix}:{type.Name.Name}");
        return type;
    }

    private void WriteAttributes(TypeShape type, JsonObject value)
    {
        foreach (var attribute in type.Attributes)
        {
            WriteMember(attribute.Property, value, attribute.Required, node =>
            {
                if (attribute.Value.Write(node, out var problem) is { } text)
                    writer.WriteAttributeString(attribute.Name.Name, attribute.Name.Namespace, text);
                else
                    Fail(problem!);
            });
        }
    }

    private void WriteMember(string property, JsonObject value, bool required, Action<JsonNode> write)
    {
        if (value[property] is { } node)
            At(new DocumentStep(property), () => write(node));
        else if (required)
            Fail("is required", new DocumentStep(property));
    }

    private void WriteParticle(Particle particle, JsonObject value)
    {
        if (particle is ElementParticle element)
            WriteElement(element, value);
        else if (particle is GroupParticle { Choice: true } choice)
            WriteChoice(choice, value);
        else if (particle is GroupParticle group && (group.Min > 0 || group.Elements.Any(e => IsGiven(e, value))))
            foreach (var item in group.Items)
                WriteParticle(item, value);
    }

    private void WriteElement(ElementParticle particle, JsonObject value)
    {
        var step = new DocumentStep(particle.Property);
        if (!value.TryGetPropertyValue(particle.Property, out var node) || (node is null && !particle.Element.Nillable))
        {
            if (particle.Min > 0)
                Fail("is required", step);
        }
        else if (particle.Max == 1)
        {
            At(step, () => Write(particle.Element, node));
        }
        else if (node is not JsonArray entries)
        {
            Fail("must be an array", step);
        }
        else
        {
            if (entries.Count < particle.Min)
                Fail($"needs at least {particle.Min} {(particle.Min == 1 ? "entry" : "entries")}", step);
            if (entries.Count > particle.Max)
                Fail($"has {entries.Count} entries, at most {particle.Max} are allowed", step);
            for (var i = 0; i < entries.Count; i++)
                At(new DocumentStep(particle.Property, i), () => Write(particle.Element, entries[i]));
        }
    }

    private void WriteChoice(GroupParticle choice, JsonObject value)
    {
        var given = choice.Elements.Where(e => IsGiven(e, value)).Select(e => e.Property).Distinct(StringComparer.Ordinal).ToList();
        if (given.Count == 0)
        {
            if (!choice.MayBeEmpty)
                Fail($"needs one of {string.Join(", ", choice.Elements.Select(e => e.Property).Distinct(StringComparer.Ordinal))}");
            return;
        }

        // Branches may share an element's name; the one that knows all that is given is meant.
        var branch = choice.Items.FirstOrDefault(i => given.TrueForAll(name => Has(i, name)));
        if (branch is null)
            Fail($"has {string.Join(" and ", given)}, which exclude each other");
        else
            WriteParticle(branch, value);
    }

    private void WriteOrdered(ContentModel content, JsonNode? value)
    {
        if (value is not JsonArray entries)
        {
            if (value is not null || !content.Root.MayBeEmpty)
                Fail("must be an array", new DocumentStep("$content"));
            return;
        }

        for (var i = 0; i < entries.Count; i++)
            At(new DocumentStep("$content", i), () => WriteEntry(content, entries[i]));
    }

    private void WriteEntry(ContentModel content, JsonNode? entry)
    {
        if (content.Mixed && entry is JsonValue text && text.TryGetValue<string>(out var given))
            WriteText(SimpleValue.Any, JsonValue.Create(given));
        else if (entry is not JsonObject { Count: 1 } element)
            Fail("must be an object with one property");
        else if (!content.ByProperty.TryGetValue(element.First().Key, out var slot))
            Fail($"'{element.First().Key}' is not known here{Spelling.DidYouMean(element.First().Key, content.ByProperty.Keys)}");
        else
            At(new DocumentStep(slot.Property), () => Write(slot.Element, element.First().Value));
    }

    private void RefuseUnknown(TypeShape type, TypeShape declared, JsonObject value)
    {
        foreach (var (property, _) in value)
        {
            var known = property switch
            {
                "@type" => declared.Derived.Count > 0,
                "$value" => type.Value is not null,
                "$content" => type.Content.Ordered,
                _ => (!type.Content.Ordered && type.Content.ByProperty.ContainsKey(property)) || type.Attributes.Any(a => a.Property == property),
            };
            var names = type.Content.ByProperty.Keys.Concat(type.Attributes.Select(a => a.Property));
            if (!known)
                Fail($"is not known here{Spelling.DidYouMean(property, names)}", new DocumentStep(property));
        }
    }

    private static bool IsGiven(ElementParticle element, JsonObject value) =>
        value.TryGetPropertyValue(element.Property, out var node) && (node is null ? element.Element.Nillable : node is not JsonArray { Count: 0 });

    private static bool Has(Particle particle, string property) => particle switch
    {
        ElementParticle element => element.Property == property,
        GroupParticle group => group.Elements.Any(e => e.Property == property),
        _ => false,
    };

    private void At(DocumentStep step, Action write)
    {
        _path.Add(step);
        write();
        _path.RemoveAt(_path.Count - 1);
    }

    private void Fail(string problem, params ReadOnlySpan<DocumentStep> further) => _errors.Add(new DocumentError([.. _path, .. further], problem));
}
