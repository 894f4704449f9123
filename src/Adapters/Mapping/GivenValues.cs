using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Schema;
using Hub.Soap.Shapes;

namespace Hub.Adapters.Mapping;

/// <summary>
/// Holds the body of a request to the types that its mapping is published with: a number is not given as a text, nor a date with
/// a zone. Paths, queries and headers have nothing but texts, and are not asked.
/// </summary>
internal sealed class GivenValues
{
    private static readonly SimpleValue Flag = BuiltIn(XmlTypeCode.Boolean);
    private static readonly SimpleValue Number = BuiltIn(XmlTypeCode.Decimal);
    private readonly ImmutableArray<Place> _places;

    /// <param name="bindings">What is written.</param>
    /// <param name="legacy">The type of the document it is written to.</param>
    public GivenValues(IEnumerable<Binding> bindings, TypeShape legacy) =>
        _places = [.. bindings.Where(b => b is not ConstantBinding).Select(b => PlaceOf(b, legacy)).OfType<Place>()];

    /// <summary>Reports every value that is not of its published type.</summary>
    /// <param name="document">What the places begin at: the request, or an entry of a list.</param>
    /// <param name="at">Its place.</param>
    /// <param name="errors">Where to report.</param>
    public void Check(JsonNode? document, ImmutableArray<DocumentStep> at, List<DocumentError> errors)
    {
        foreach (var place in _places)
        {
            if (!DocumentTree.TryGet(document, place.Contract, out var value) || value is null)
                continue;
            ImmutableArray<DocumentStep> here = [.. at, .. DocumentTree.Steps(place.Contract)];
            if (place.Entries is { } entries && value is JsonArray list)
                foreach (var (i, entry) in list.Index())
                    entries.Check(entry, DocumentTree.At(here, i), errors);
            else if (place.Same is { } same)
                CheckSame(same, value, here, errors);
            else if (place.Value?.FindMisform(ElementOf(value)) is { } problem)
                errors.Add(new DocumentError(here, problem));
        }
    }

    // What was read of a request is an element already.
    private static JsonElement ElementOf(JsonNode value) =>
        value is JsonValue single && single.TryGetValue<JsonElement>(out var element) ? element : JsonText.Of(value).Root;

    private static void CheckSame(
        SameBinding same, JsonNode value, ImmutableArray<DocumentStep> at, List<DocumentError> errors)
    {
        if (same.Take(value) is { } taken)
            errors.AddRange(GivenDocument.FindFaults(same.Type, JsonText.Of(taken).Root)
                .Select(fault => fault with { Path = [.. at, .. fault.Path] }));
    }

    private static Place? PlaceOf(Binding binding, TypeShape legacy)
    {
        var type = LegacyPlace.Follow(legacy, binding.Legacy)?.Type;
        return binding switch
        {
            ValueBinding { IsPiece: false } single when type?.Value is { } value =>
                Converted(value, single.Converters) is { } published ? new Place(single.Contract) { Value = published } : null,
            ListBinding list when type is not null =>
                new Place(list.Contract) { Entries = new GivenValues(list.Items.Bindings, type) },
            SameBinding { Type.IsValue: false } same => new Place(same.Contract) { Same = same },
            _ => null,
        };
    }

    // As the published schema has it; null where a converter of somebody's own takes what it takes.
    private static SimpleValue? Converted(SimpleValue legacy, ImmutableArray<IConverter> converters)
    {
        SimpleValue? value = legacy;
        foreach (var converter in converters)
            value = converter switch
            {
                Range or MinLength or Trimming => value,
                Codes { Flag: true } => Flag,
                TextNumber or ScaledNumber or NumberNotation => Number,
                Prefix or Padding or LetterCase or Zeros or Codes or DateNotation or LocalTime => SimpleValue.Any,
                _ => null,
            };
        return value;
    }

    private static SimpleValue BuiltIn(XmlTypeCode code) => SimpleValue.Of(XmlSchemaType.GetBuiltInSimpleType(code));

    /// <summary>A place of the contract, with a value's type, a list's entries, or the document taken unchanged.</summary>
    private sealed record Place(ImmutableArray<string> Contract)
    {
        public SimpleValue? Value { get; init; }

        public GivenValues? Entries { get; init; }

        public SameBinding? Same { get; init; }
    }
}
