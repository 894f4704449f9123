using System.Globalization;
using System.Text.Json.Nodes;
using Hub.Adapters.Shapes;

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
        if (shape.Type.IsValue)
            return Value(shape.Type.Value!);
        var type = shape.Type;
        var json = new JsonObject();
        if (type.Abstract)
        {
            var (name, derived) = type.Derived.OrderBy(d => d.Key, StringComparer.Ordinal).ElementAt(_random.Next(type.Derived.Count));
            json["@type"] = name;
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
        return json;
    }

    private void Fill(Particle particle, JsonObject json, bool inChoice, int depth)
    {
        if (particle is GroupParticle { Choice: true } choice)
        {
            if (choice.Min > 0 || Perhaps())
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
            json[list.Property] = new JsonArray([.. Enumerable.Range(0, Math.Max(least, _random.Next(most + 1))).Select(_ => Of(list.Element, depth + 1))]);
        }
        else if (particle is ElementParticle element && (element.Min > 0 || Perhaps()))
        {
            json[element.Property] = Of(element.Element, depth + 1);
        }
    }

    private JsonArray Ordered(ContentModel content, int depth)
    {
        var entries = new JsonArray();
        for (var i = _random.Next(1, 5); i > 0; i--)
        {
            var slot = content.Slots[_random.Next(content.Slots.Length)];
            entries.Add(new JsonObject { [slot.Property] = Of(slot.Element, depth + 1) });
            // Two texts side by side are one in XML, and an empty one is none.
            if (content.Mixed)
                entries.Add($"text {i} & more");
        }

        return entries;
    }

    private JsonNode Value(SimpleValue type) => type.Name switch
    {
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
