using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Adapters.Mapping;
using Hub.Soap.Shapes;

namespace Hub.Adapters.Recording;

/// <summary>
/// Masks what a system was sent and what it answered; the contract's side is made of that by the mapping itself. What may
/// have but few values stays as it is, since it names nobody and another would be none: codes, flags, dates, enumerations,
/// constants, numbers of one digit and within declared limits.
/// </summary>
internal sealed class ExchangeMask(MaskPlan plan, Scrambler scrambler)
{
    private static readonly MappingTable Nothing = new([]);

    /// <summary>What the system's file says of its recordings.</summary>
    public MaskPlan Plan => plan;

    /// <exception cref="CannotMaskException">A field that is to be hidden cannot be.</exception>
    public JsonNode? Mask(JsonNode? document, TypeShape? type, MappingTable? table) =>
        Mask(document, [], "", type, table ?? Nothing);

    private JsonNode? Mask(JsonNode? node, ImmutableArray<string> at, string name, TypeShape? type, MappingTable table)
    {
        if (node is JsonObject fields)
            return new JsonObject(fields.Select(f =>
                KeyValuePair.Create(f.Key, Mask(f.Value, at.Add(f.Key), f.Key, TypeOf(f.Key, fields, type), table))));
        if (node is not JsonArray entries)
            return node is null ? null : MaskValue(node, at, name, type, table);
        var list = table.Bindings.OfType<ListBinding>().FirstOrDefault(b => b.Legacy.SequenceEqual(at));
        return new JsonArray(
            [.. entries.Select(e => list is null ? Mask(e, at, name, type, table) : Mask(e, [], name, type, list.Items))]);
    }

    private static TypeShape? TypeOf(string field, JsonObject parent, TypeShape? type)
    {
        if (type is null || field == "@type")
            return null;
        var actual = parent["@type"]?.ToString() is { } name && type.Derived.TryGetValue(name, out var derived) ? derived : type;
        return actual.Members().FirstOrDefault(m => m.Property == field)?.Type;
    }

    private JsonNode MaskValue(JsonNode value, ImmutableArray<string> at, string name, TypeShape? type, MappingTable table)
    {
        var kind = value.GetValueKind();
        var bindings = table.Bindings
            .Where(b => b is ValueBinding or ConstantBinding { InLegacy: not null } && b.Legacy.SequenceEqual(at))
            .ToList();
        string[] names = [name, .. bindings.SelectMany(b => b.Contract.TakeLast(1))];
        var hidden = names.Any(plan.Hide.Contains);
        if (kind is not (JsonValueKind.String or JsonValueKind.Number) || names.Any(plan.Keep.Contains) || at is [.., "@type"]
            || bindings.Any(b => b is ConstantBinding))
            return value.DeepClone();
        var text = value.ToString();
        // What a system gives against its own type need not fit it afterwards.
        var limits = Fits(value, type) ? type : null;
        foreach (var candidate in Candidates(text, kind, hidden))
            if (From(candidate, kind) is { } masked
                && Fits(masked, limits)
                && bindings.OfType<ValueBinding>().All(b => Fits(masked, b)))
                return masked;
        return scrambler.Text(text) != text && (hidden || !HasFewValues(text, kind, limits, bindings))
            ? throw new CannotMaskException(name)
            : value.DeepClone();
    }

    private IEnumerable<string> Candidates(string text, JsonValueKind kind, bool hidden)
    {
        var scrambled = scrambler.Text(text);
        if (scrambled == text)
            yield break;
        yield return scrambled;
        yield return Scrambler.Smaller(scrambled);
        if (hidden && scrambler.Date(text) is { } date)
            yield return date;
        // What a type wants to be there stands in front, as a country does: DE89 3704 …, +49 30 ….
        if (kind == JsonValueKind.String)
            foreach (var variant in scrambler.Variants(text).Where(v => v != text))
                yield return variant;
    }

    // Others of these would be no values of theirs, and they name nobody.
    private static bool HasFewValues(string text, JsonValueKind kind, TypeShape? type, List<Binding> bindings) =>
        kind == JsonValueKind.Number || TimeOnly.TryParse(text, CultureInfo.InvariantCulture, out _)
        || type?.Value?.Facets is { Enumeration.IsEmpty: false }
        or { Type: not "string" } or { Format: "date" or "date-time" or "duration" }
        || bindings.OfType<ValueBinding>().SelectMany(b => b.Converters).Any(c => c is Codes or DateNotation or LocalTime);

    private static JsonNode? From(string text, JsonValueKind kind) =>
        kind == JsonValueKind.String ? JsonValue.Create(text) : XmlNumber.ToJson(text, exponent: true);

    private static bool Fits(JsonNode value, TypeShape? type)
    {
        if (type?.Value is not { } simple)
            return true;
        simple.Write(value, out var problem);
        return problem is null;
    }

    // There and back: what the mapping makes of it must be the same when it is read again.
    private static bool Fits(JsonNode value, ValueBinding binding)
    {
        try
        {
            // A piece is not a value of its own; the whole is checked when the request is put together again.
            ImmutableArray<IConverter> converters = [.. binding.Converters.TakeWhile(c => c is not Piece)];
            var contract = Forth(value, converters);
            var back = converters.Reverse().Aggregate(contract, (v, c) => v is null ? null : c.ToLegacy(v));
            return Forth(back, converters)?.ToJsonString() == contract?.ToJsonString();
        }
        catch (ConversionException)
        {
            return false;
        }
    }

    private static JsonNode? Forth(JsonNode? value, ImmutableArray<IConverter> converters) =>
        converters.Aggregate(value, (v, c) => v is null ? null : c.ToContract(v));
}

/// <summary>A field that is to be hidden, or may have any value, has no other one that fits.</summary>
internal sealed class CannotMaskException(string field) : Exception(field);
