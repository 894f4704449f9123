using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Hub.Adapters.Shapes;
using Hub.Adapters.Sql;
using Hub.Adapters.Systems;
using Hub.Platform.Describing;

namespace Hub.Adapters.Schemas;

/// <summary>
/// Types in JSON Schema, as the JSON form of their documents has them. A type with elements or attributes is a schema of
/// its own that others refer to, so that recursion needs nothing further.
/// </summary>
/// <param name="system">The system, which the names begin with.</param>
/// <param name="contract">Its contract; what a plan declares has no types, and is called after its place.</param>
/// <param name="schemas">Where they are put.</param>
internal sealed partial class ShapeSchemas(string system, ISystemContract contract, JsonObject schemas)
{
    private readonly Dictionary<TypeShape, string> _names = new(ReferenceEqualityComparer.Instance);

    /// <summary>A type's schema: a value's own, or a reference.</summary>
    /// <param name="type">The type.</param>
    /// <param name="called">What it is called if it has no name itself.</param>
    public JsonObject Of(TypeShape type, string called) => type.IsValue ? ValueSchema.Of(type.Value!) : Refer(Named(type, called));

    /// <summary>The schema of one of a type's properties.</summary>
    public JsonObject OfMember(TypeShape type, MemberShape member, string called)
    {
        var slot = type.Content.ByProperty.GetValueOrDefault(member.Property);
        var one = Of(member.Type, $"{called}.{member.Property}");
        return slot?.Element.Nillable == true ? ValueSchema.OrNull(one) : one;
    }

    private static JsonObject Refer(string name) => new() { ["$ref"] = PublicContract.SchemasPrefix + name };

    private string Named(TypeShape type, string called)
    {
        if (_names.TryGetValue(type, out var known))
            return known;
        var name = _names[type] = Free($"{system}.{(type.Name.IsEmpty || contract is SqlContract ? called : type.Name.Name)}");
        // Its place first: what is within may refer to it.
        schemas[name] = new JsonObject();
        schemas[name] = type.Derived.Count == 0 ? Own(type, called) : Any(type, called);
        return name;
    }

    // What may stand for a type names itself, so that a reader knows which one it is.
    private JsonObject Any(TypeShape type, string called)
    {
        var any = new JsonArray();
        if (!type.Abstract)
            any.Add(Own(type, called));
        foreach (var (name, derived) in type.Derived.Where(d => !d.Value.Abstract).OrderBy(d => d.Key, StringComparer.Ordinal))
        {
            var own = Own(derived, $"{called}.{name}");
            var properties = new JsonObject { ["@type"] = new JsonObject { ["const"] = name } };
            foreach (var (property, schema) in own["properties"]?.AsObject().ToList() ?? [])
                properties[property] = schema!.DeepClone();
            own["properties"] = properties;
            own["required"] = new JsonArray(["@type", .. own["required"]?.AsArray().Select(r => r!.DeepClone()) ?? []]);
            any.Add(own);
        }

        return new JsonObject { ["anyOf"] = any };
    }

    private JsonObject Own(TypeShape type, string called)
    {
        var (properties, required) = (new JsonObject(), new JsonArray());
        foreach (var attribute in type.Attributes)
        {
            properties[attribute.Property] = ValueSchema.Of(attribute.Value);
            if (attribute.Required)
                required.Add(attribute.Property);
        }

        if (type.Value is { } value)
            properties["$value"] = ValueSchema.Of(value);
        else if (type.Content.Ordered)
            properties["$content"] = new JsonObject { ["type"] = "array", ["items"] = Entry(type.Content, called) };
        else
            foreach (var slot in type.Content.Slots)
                properties[slot.Property] = Slot(slot, called);
        foreach (var element in type.Content.Ordered ? [] : LegacyPlace.Fixed(type.Content.Root).Where(e => e.Min > 0))
            required.Add(element.Property);
        var schema = new JsonObject { ["type"] = "object", ["properties"] = properties };
        if (required.Count > 0)
            schema["required"] = required;
        if (Choices(type.Content.Root).Distinct(StringComparer.Ordinal).ToList() is { Count: > 0 } choices && !type.Content.Ordered)
            schema["description"] = string.Join(" ", choices);
        return schema;
    }

    private JsonObject Slot(Slot slot, string called)
    {
        var one = Of(slot.Element.Type, $"{called}.{slot.Property}");
        if (slot.Element.Nillable)
            one = ValueSchema.OrNull(one);
        return slot.Repeats ? new JsonObject { ["type"] = "array", ["items"] = one } : one;
    }

    // Where order carries meaning an entry is an object with one property, or a text.
    private JsonObject Entry(ContentModel content, string called) => new()
    {
        ["anyOf"] = new JsonArray(
        [
            .. content.Slots.Select(slot => new JsonObject
            {
                ["type"] = "object",
                ["properties"] = new JsonObject { [slot.Property] = Slot(slot with { Repeats = false }, called) },
                ["required"] = new JsonArray(slot.Property),
                ["additionalProperties"] = false,
            }),
            .. content.Mixed || content.Slots.IsEmpty ? new[] { new JsonObject { ["type"] = "string" } } : [],
        ]),
    };

    private static IEnumerable<string> Choices(Particle particle) => particle switch
    {
        GroupParticle { Choice: true, Items.Length: > 1 } choice =>
            [$"{(choice.MayBeEmpty ? "At most one" : "One")} of {string.Join(" | ", choice.Items.Select(NamesOf))}."],
        GroupParticle group => group.Items.SelectMany(Choices),
        _ => [],
    };

    private static string NamesOf(Particle particle) =>
        string.Join(" with ", particle is GroupParticle group ? group.Elements.Select(e => e.Property) : [((ElementParticle)particle).Property]);

    private string Free(string wanted)
    {
        var name = Unnamable.Replace(wanted, "_");
        for (var number = 2; schemas.ContainsKey(name); number++)
            name = $"{Unnamable.Replace(wanted, "_")}-{number}";
        return name;
    }

    [GeneratedRegex("[^A-Za-z0-9._-]", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Unnamable { get; }
}
