using System.Globalization;
using System.Text.Json.Nodes;
using Hub.Soap.Shapes;

namespace Hub.Adapters.Tests.Soap;

/// <summary>Makes JSON that a shape allows, in the schema's order, from a seed.</summary>
internal sealed class Generated(int seed)
{
    private static readonly string[] Texts = ["", "a", " x  y ", "ü & <b> ]]>", "\r\n\t", "😀", "'\""];
    private readonly Random _random = new(seed);

    public JsonNode? Of(ElementShape shape, int depth = 0)
    {
        if (shape.Nillable && _random.Next(4) == 0)
            return null;
        return shape.Type.IsAnything ? Anything(shape.Type.Anything!)
            : shape.Type.IsValue ? Value(shape.Type.Value!)
            : Of(shape.Type, depth);
    }

    /// <summary>An object of a type.</summary>
    public JsonObject Of(TypeShape type, int depth = 0)
    {
        var json = new JsonObject();
        if (type.Abstract || (type.Derived.Count > 0 && _random.Next(3) == 0))
        {
            var (name, derived) = type.Derived
                .OrderBy(d => d.Key, StringComparer.Ordinal)
                .ElementAt(_random.Next(type.Derived.Count));
            json[type.TypeProperty] = name;
            type = derived;
        }

        foreach (var attribute in type.Attributes.Where(a => a.Required || Perhaps()))
            json[attribute.Property] = Value(attribute.Value);
        if (type.Value is not null)
            json["$value"] = Value(type.Value);
        else if (type.Content.Ordered)
            json["$content"] = Ordered(type.Content, depth);
        else
            Fill(type.Content.Root, json, inChoice: false, depth);
        if (type.Content is { Open: true, Ordered: false } && depth < 3 && Perhaps())
            json["$any"] = new JsonArray(
                new JsonObject
                {
                    ["{urn:open}a"] = Pick(Texts),
                }, new JsonObject { ["{urn:open}b"] = new JsonObject { ["@{}c"] = "d", ["$value"] = "e" } });
        return json;
    }

    private JsonNode Anything(KnownShapes known) => _random.Next(6) switch
    {
        0 => JsonValue.Create(Pick(Texts)),
        1 => JsonValue.Create(Perhaps()),
        2 => JsonNode.Parse("-12.50")!,
        3 => new JsonObject { [known.TypeProperty] = "xs:int", ["$value"] = 5 },
        4 => new JsonObject { [known.TypeProperty] = "xs:dateTime", ["$value"] = "2026-01-02T03:04:05Z" },
        _ => new JsonObject { ["@{urn:open}x"] = "y", ["$content"] = new JsonArray(
            new JsonObject { ["z"] = "t" }, "between", new JsonObject { ["{urn:open}w"] = null }) },
    };

    private void Fill(Particle particle, JsonObject json, bool inChoice, int depth)
    {
        if (particle is GroupParticle { Choice: true } choice)
        {
            if (!choice.Items.IsEmpty && (choice.Min > 0 || Perhaps()))
                Fill(choice.Items[_random.Next(choice.Items.Length)], json, inChoice: true, depth);
        }
        else if (particle is GroupParticle group)
        {
            foreach (var item in group.Items)
                Fill(item, json, inChoice, depth);
        }
        else if (particle is ElementParticle { Max: > 1 } list)
        {
            var most = depth > 2 ? list.Min : Math.Min(list.Max, 3);
            var least = inChoice ? 1 : list.Min;
            json[list.Property] = new JsonArray(
                [.. Enumerable.Range(0, Math.Max(least, _random.Next(most + 1))).Select(_ => Of(list.Element, depth + 1))]);
        }
        else if (particle is ElementParticle element && (element.Min > 0 || (depth < 4 && Perhaps())))
        {
            json[element.Property] = Of(element.Element, depth + 1);
        }
    }

    private JsonArray Ordered(ContentModel content, int depth)
    {
        var entries = new JsonArray();
        // What is required is never left out altogether; deep inside, only what ends there.
        var slots = depth > 4 ? content.Slots.Where(s => s.Element.Type.IsValue).ToArray() : [.. content.Slots];
        for (var i = slots.Length == 0 ? 0 : _random.Next(1, 5); i > 0; i--)
        {
            var slot = slots[_random.Next(slots.Length)];
            entries.Add(new JsonObject { [slot.Property] = Of(slot.Element, depth + 1) });
            // Two texts side by side are one in XML, and an empty one is none.
            if (content.Mixed)
                entries.Add($"text {i} & more");
        }

        return entries;
    }

    private JsonNode Value(SimpleValue type) => type.Form == JsonForm.List
        ? new JsonArray([.. Enumerable.Range(0, _random.Next(4)).Select(_ => Value(type.Item!))])
        : type.Facets.Enumeration.IsEmpty ? Single(type) : JsonValue.Create(Pick([.. type.Facets.Enumeration]));

    private JsonNode Single(SimpleValue type) => type.Name switch
    {
        "Percent" => JsonNode.Parse(Pick("0", "12.50", "100"))!,
        "Numeric" => JsonNode.Parse(Pick("7", "-12.50"))!,
        "xs:date" => JsonValue.Create("2026-01-02"),
        "xs:anyURI" => JsonValue.Create(Pick("urn:x", "a/b?c=d")),
        "xs:QName" => JsonValue.Create(Pick("{urn:q}n", "{urn:s}n")),
        "xs:boolean" => JsonValue.Create(Perhaps()),
        "xs:int" => JsonNode.Parse(_random.Next(int.MinValue, int.MaxValue).ToString(CultureInfo.InvariantCulture))!,
        "xs:integer" => JsonNode.Parse("-123456789012345678901234567890")!,
        "xs:decimal" or "Money" => JsonNode.Parse(Pick("0", "12.50", "-0.0450", "99999999999999999999999999999.0001"))!,
        "xs:double" => Perhaps() ? JsonNode.Parse(Pick("1.5", "-2E-7", "0"))! : JsonValue.Create(Pick("NaN", "INF", "-INF")),
        "xs:dateTime" => JsonValue.Create(Pick("2026-01-02T03:04:05Z", "2026-01-02T03:04:05.123+02:00", "2026-01-02T03:04:05")),
        "xs:base64Binary" => JsonValue.Create(Convert.ToBase64String([(byte)_random.Next(256), 1, 2])),
        "Code" => JsonValue.Create(Pick("", "a", "abcd", " b ")),
        _ => JsonValue.Create(Pick(Texts)),
    };

    private string Pick(params string[] from) => from[_random.Next(from.Length)];

    private bool Perhaps() => _random.Next(2) == 0;
}
