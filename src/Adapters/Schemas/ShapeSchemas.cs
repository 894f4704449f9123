using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Hub.Adapters.Mapping;
using Hub.Adapters.SoapSystems;
using Hub.Adapters.Sql;
using Hub.Adapters.Systems;
using Hub.Platform.Describing;
using Hub.Soap.Contracts;
using Hub.Soap.Outcomes;
using Hub.Soap.Shapes;

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
    private readonly Dictionary<TypeShape, string> _given = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<TypeShape, string> _answered = new(ReferenceEqualityComparer.Instance);

    // A statement's own columns: declared without '?', one that is NULL is left out. A table's never are, its catalogue says.
    private readonly HashSet<TypeShape> _leftOut = new(
        contract is SqlContract sql
            ? sql.Operations.Values.OfType<DeclaredOperation>().SelectMany(o => Documents(o.OutputType))
            : [],
        ReferenceEqualityComparer.Instance);

    /// <summary>A type's schema: a value's own, or a reference.</summary>
    /// <param name="type">The type.</param>
    /// <param name="called">What it is called if it has no name itself.</param>
    /// <param name="answered">Whether it is what a system answers, and not what it is given.</param>
    public JsonObject Of(TypeShape type, string called, bool answered) => type.IsAnything ? []
        : type.IsValue ? ValueSchema.Of(type.Value!)
        : Refer(Named(type, called, answered && AnswersNull));

    /// <summary>
    /// Whether answers have null where their schema has none: services in the field write <c>xsi:nil</c> at elements that are
    /// not nillable, and an empty element for a number, a flag or a date. A request is held to the schema.
    /// </summary>
    public bool AnswersNull => contract is SoapSystemContract;

    /// <summary>Whether an answer may leave out what its schema requires: what may be nil, and all of a lenient system's.
    /// </summary>
    public bool AnswersLack(LegacyPlace place) =>
        contract is SoapSystemContract { Soap: var soap } && (soap.Lenient || place.Nullable);

    /// <summary>What a caller of an operation gives: all of its input but what the hub fills in.</summary>
    public JsonObject OfInput(Operation operation) =>
        Without(
            Of(operation.InputType, operation.Name, answered: false), operation.FilledIn.Select(f => f.Split('/')));

    /// <summary>A schema but for some of its places; what others refer to stays whole.</summary>
    public JsonObject Without(JsonObject schema, IEnumerable<IReadOnlyList<string>> places) =>
        places.Aggregate(schema, (whole, place) => Without(whole, [.. place]) ?? whole);

    // Null where the place is not in it.
    private JsonObject? Without(JsonObject schema, ReadOnlySpan<string> place)
    {
        if (schema["$ref"]?.ToString() is { } reference)
        {
            var own = schemas[reference[PublicContract.SchemasPrefix.Length..]]!.AsObject();
            return Without(own, place) is { } rest ? Described(rest, schema) : null;
        }

        if (schema["anyOf"] is JsonArray kinds && !schema.ContainsKey("properties"))
        {
            var (any, found) = (new JsonArray(), false);
            foreach (var kind in kinds)
            {
                var rest = Without(kind!.AsObject(), place);
                found |= rest is not null;
                any.Add((rest ?? kind).DeepClone());
            }

            return found ? Described(new JsonObject { ["anyOf"] = any }, schema) : null;
        }

        if (place.IsEmpty || schema["properties"]?[place[0]] is not JsonObject member)
            return null;
        var inner = place.Length == 1 ? null : Without(member, place[1..]);
        if (place.Length > 1 && inner is null)
            return null;
        var copy = schema.DeepClone().AsObject();
        // Nobody gives an object of which nothing is left to give.
        if (inner?["properties"] is JsonObject { Count: > 0 } || inner?["anyOf"] is not null)
            copy["properties"]![place[0]] = inner;
        else
        {
            copy["properties"]!.AsObject().Remove(place[0]);
            ChoiceSchemas.Release(copy, place[0]);
        }

        if (inner?["required"] is not JsonArray { Count: > 0 })
            Release(copy, place[0]);
        return copy;
    }

    private static void Release(JsonObject schema, string name)
    {
        schema["required"]?.AsArray().RemoveAll(r => r?.ToString() == name);
        if (schema["required"] is JsonArray { Count: 0 })
            schema.Remove("required");
    }

    private static JsonObject Described(JsonObject schema, JsonObject by)
    {
        if (by["description"] is { } words)
            schema["description"] = words.DeepClone();
        return schema;
    }

    /// <summary>Whether values that a type has always may be left out of it all the same.</summary>
    public bool LeavesOut(TypeShape type) => _leftOut.Contains(type);

    private bool Lenient(bool answered) => answered && contract is SoapSystemContract { Soap.Lenient: true };

    private static IEnumerable<TypeShape> Documents(TypeShape? type) =>
        type is null or { IsValue: true } ? [] : type.Members().SelectMany(m => Documents(m.Type)).Prepend(type);

    private static JsonObject Refer(string name) => new() { ["$ref"] = PublicContract.SchemasPrefix + name };

    private string Named(TypeShape type, string called, bool answered)
    {
        var names = answered ? _answered : _given;
        if (names.TryGetValue(type, out var known))
            return known;
        var name = names[type] = Free($"{system}.{(type.Name.IsEmpty || contract is SqlContract ? called : type.Name.Name)}");
        // Its place first: what is within may refer to it.
        schemas[name] = new JsonObject();
        schemas[name] = type.Derived.Count == 0 ? Own(type, called, answered) : Any(type, called, answered);
        return name;
    }

    // What may stand for a type names itself, so that a reader knows which one it is.
    private JsonObject Any(TypeShape type, string called, bool answered)
    {
        var any = new JsonArray();
        if (!type.Abstract)
            any.Add(Own(type, called, answered));
        foreach (var (name, derived) in type.Derived.Where(d => !d.Value.Abstract).OrderBy(d => d.Key, StringComparer.Ordinal))
        {
            var own = Own(derived, $"{called}.{name}", answered);
            var properties = new JsonObject { [type.TypeProperty] = new JsonObject { ["const"] = name } };
            foreach (var (property, schema) in own["properties"]?.AsObject().ToList() ?? [])
                properties[property] = schema!.DeepClone();
            own["properties"] = properties;
            own["required"] = new JsonArray([type.TypeProperty, .. own["required"]?.AsArray().Select(r => r!.DeepClone()) ?? []]);
            any.Add(own);
        }

        return new JsonObject { ["anyOf"] = any };
    }

    private JsonObject Own(TypeShape type, string called, bool answered)
    {
        var (properties, required) = (new JsonObject(), new JsonArray());
        foreach (var attribute in type.Attributes)
        {
            var one = attribute.Fixed is { } only ? ValueSchema.Only(attribute.Value, only) : ValueSchema.Of(attribute.Value);
            properties[attribute.Property] = answered ? ValueSchema.OrNull(one) : one;
            if (attribute.Required && !Lenient(answered))
                required.Add(attribute.Property);
        }

        if (type.Headers is { } headers)
            properties[SoapMessage.HeadersProperty] = Of(headers, $"{called}.headers", answered);
        if (type.Value is { } value)
            properties["$value"] = answered ? ValueSchema.OrNull(ValueSchema.Of(value)) : ValueSchema.Of(value);
        else if (type.Content.Ordered)
            properties[ContentModel.OrderedProperty] = new JsonObject
            {
                ["type"] = "array",
                ["items"] = Entry(type.Content, called, answered),
            };
        else
            foreach (var slot in type.Content.Slots)
                properties[slot.Property] = Slot(slot, called, answered);
        if (type.Content is { Open: true, Ordered: false })
            properties[ContentModel.AnyProperty] = new JsonObject
            {
                ["type"] = "array",
                ["description"] = "What the schema leaves open.",
                ["items"] = new JsonObject { ["type"] = "object" },
            };
        // One with a default is there without being sent.
        var needed = LegacyPlace.Fixed(type.Content.Root).Where(e => e.Min > 0 && e.Element.Default is null);
        foreach (var element in type.Content.Ordered || Lenient(answered) ? [] : needed)
            if ((!LeavesOut(type) || !element.Element.Type.IsValue) && !(answered && element.Element.Nillable))
                required.Add(element.Property);
        var schema = new JsonObject { ["type"] = "object", ["properties"] = properties };
        if (required.Count > 0)
            schema["required"] = required;
        if (!type.Content.Ordered && !Lenient(answered))
            ChoiceSchemas.AddTo(schema, [.. new ChoiceSchemas(answered).Of(type.Content.Root)]);
        var choices = type.Content.Ordered ? [] : Choices(type.Content.Root).Distinct(StringComparer.Ordinal);
        var words = new[] { type.Documentation }.Concat(choices).OfType<string>().ToList();
        if (words.Count > 0)
            schema["description"] = string.Join(" ", words);
        return schema;
    }

    private JsonObject Slot(Slot slot, string called, bool answered)
    {
        var one = slot.Element is { Fixed: true, Default: { } only, Type: { IsValue: true, Value: { } value } }
            ? ValueSchema.Only(value, only)
            : Of(slot.Element.Type, $"{called}.{slot.Property}", answered);
        if (slot.Element.Nillable || (answered && one.Count > 0))
            one = ValueSchema.OrNull(one);
        if (slot.Element is { Fixed: false, Default: { } otherwise, Type: { IsValue: true, Value: { } type } }
            && ValueSchema.ValueOf(type, otherwise) is { } given)
            one["default"] = given;
        if (slot.Element.Documentation is { } documentation)
            one["description"] = documentation;
        return slot.Repeats ? new JsonObject { ["type"] = "array", ["items"] = one } : one;
    }

    // Where order carries meaning an entry is an object with one property, or a text.
    private JsonObject Entry(ContentModel content, string called, bool answered) => new()
    {
        ["anyOf"] = new JsonArray(
        [
            .. content.Slots.Select(slot => new JsonObject
            {
                ["type"] = "object",
                ["properties"] = new JsonObject { [slot.Property] = Slot(slot with { Repeats = false }, called, answered) },
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
        string.Join(" with ", particle switch
        {
            GroupParticle group => group.Elements.Select(e => e.Property),
            ElementParticle element => [element.Property],
            _ => [ContentModel.AnyProperty],
        });

    private string Free(string wanted)
    {
        var name = Unnamable.Replace(wanted, "_");
        for (var number = 2; schemas.ContainsKey(name); number++)
            name = $"{Unnamable.Replace(wanted, "_")}-{number}";
        return name;
    }

    [GeneratedRegex("[^A-Za-z0-9._-]", RegexOptions.None, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Unnamable { get; }
}
