using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Soap.Shapes;

namespace Hub.Adapters.Mapping;

/// <summary>One declaration, read in both directions. Later bindings win where two write one place.</summary>
internal sealed record MappingTable(ImmutableArray<Binding> Bindings)
{
    public ImmutableArray<Binding> Bindings { get; } = SameBinding.Arrange(Bindings);

    // Conditions are asked of what is being written, so what has none is written first.
    private readonly ImmutableArray<Binding> _written =
    [
        .. SameBinding.Arrange(Bindings)
            .Where(b => b is not JoinBinding and not ConstantBinding { InLegacy: null })
            .OrderBy(b => b.When.Any(c => !c.OfRequest)),
    ];

    /// <summary>
    /// Of a request's mapping: what it reads, by where it stands there and its name: <c>query</c>, <c>limit</c>.
    /// </summary>
    public ImmutableArray<(string Root, string Name)> Sources { get; } =
    [
        .. Bindings.Where(b => b is not ConstantBinding).Select(b => b.Contract)
            .Concat(Bindings.SelectMany(b => b.When).Where(c => c.OfRequest).Select(c => c.Path))
            .Where(source => source is [_, _, ..]).Select(source => (source[0], source[1])).Distinct(),
    ];

    /// <summary>What is read, by its places in the contract.</summary>
    public ContractNode Contract { get; } = ContractNode.Of(SameBinding.Arrange(Bindings));

    /// <summary>
    /// The contract form of a legacy document; errors name places in the contract, which is all a reader knows.
    /// </summary>
    /// <returns>Null where the document has nothing for it.</returns>
    public JsonText? ToContract(JsonText? legacy, List<DocumentError> errors)
    {
        using var buffer = JsonBuffer.Rent();
        return new ContractWriter(buffer.Json, errors).Write(Contract, legacy?.Root, null) ? buffer.ToText() : null;
    }

    /// <summary>Whether a legacy document has anything that is read, be it empty.</summary>
    public bool FindsAny(JsonText? legacy)
    {
        foreach (var binding in Bindings)
            if (binding is JoinBinding join ? join.Pieces.Any(p => Finds(legacy, p.Legacy))
                : binding is not ConstantBinding && Finds(legacy, binding.Legacy))
                return true;
        return false;
    }

    // A message without elements is there, and says nothing.
    private static bool Finds(JsonText? legacy, ImmutableArray<string> place) =>
        DocumentTree.TryGet(legacy?.Root, place, out var value) && value.ValueKind != JsonValueKind.Null
        && (place.Length > 0 || value.ValueKind != JsonValueKind.Object || value.EnumerateObject().Any());

    /// <summary>The same for a document that is a tree, as a tree.</summary>
    public JsonNode? ToContract(JsonNode? legacy, List<DocumentError> errors) =>
        ToContract(legacy is null ? null : JsonText.Of(legacy), errors)?.Node;

    /// <summary>The legacy form of a contract document; errors name places in the contract.</summary>
    public JsonNode? ToLegacy(JsonNode? contract, List<DocumentError> errors) => ToLegacy(contract, errors, null);

    /// <summary>Where in the contract a place of the legacy document comes from, or null when no binding reaches it.</summary>
    /// <param name="legacy">The place.</param>
    /// <param name="whole">Whether a place within a list's entries is one that these show, and not only the entry's.</param>
    public ImmutableArray<DocumentStep>? Locate(ReadOnlySpan<DocumentStep> legacy, bool whole = false)
    {
        foreach (var binding in Bindings.Reverse())
        {
            if (binding is ConstantBinding or JoinBinding || !Touches(binding.Legacy, legacy))
                continue;
            var steps = DocumentTree.Steps(binding.Contract);
            if (binding is SameBinding && legacy.Length > binding.Legacy.Length)
                return [.. steps, .. legacy[binding.Legacy.Length..]];
            if (binding is not ListBinding list
                || legacy.Length < list.Legacy.Length
                || legacy[list.Legacy.Length - 1].Index is not { } index)
                return steps;
            var rest = legacy[list.Legacy.Length..];
            var within = list.Items.Locate(rest, whole);
            if (within is null && whole)
                continue;
            return [.. DocumentTree.At(steps, index), .. within ?? [.. rest]];
        }

        return null;
    }

    /// <summary>
    /// Returns the place in the contract that all of a group's fields stand in, of a group that no binding gives as a whole.
    /// </summary>
    /// <param name="legacy">The group's place in the legacy document.</param>
    /// <returns>The place; null where a binding gives the group as a whole, or it has fewer than two fields.</returns>
    public ImmutableArray<DocumentStep>? LocateGroup(ReadOnlySpan<DocumentStep> legacy)
    {
        foreach (var list in Bindings.OfType<ListBinding>())
            if (list.Legacy.Length < legacy.Length && Touches(list.Legacy, legacy)
                && legacy[list.Legacy.Length - 1].Index is { } index)
                return list.Items.LocateGroup(legacy[list.Legacy.Length..]) is { } within
                    ? [.. DocumentTree.At(DocumentTree.Steps(list.Contract), index), .. within]
                    : null;
        if (Gives(legacy))
            return null;
        var fields = new List<ImmutableArray<string>>();
        foreach (var binding in Bindings)
            if (binding is not ConstantBinding and not JoinBinding && Touches(binding.Legacy, legacy))
                fields.Add(binding.Contract);
        if (fields.Count < 2)
            return null;
        var common = fields.Aggregate((one, other) => one[..one.AsSpan().CommonPrefixLength(other.AsSpan())]);
        return DocumentTree.Steps(common);
    }

    /// <summary>Whether a binding gives a place of the legacy document, or something around it, not only parts of it.</summary>
    public bool Gives(ReadOnlySpan<DocumentStep> legacy)
    {
        foreach (var binding in Bindings)
            if (binding is not ConstantBinding && binding.Legacy.Length <= legacy.Length && Touches(binding.Legacy, legacy))
                return true;
        return false;
    }

    private JsonNode? ToLegacy(JsonNode? contract, List<DocumentError> errors, ListEntry? at)
    {
        JsonNode? result = null;
        foreach (var binding in _written)
        {
            var here = new ContractPlace(at, binding.Contract);
            // Null says of a list that there is none, which is not an empty one.
            var given = DocumentTree.TryGet(contract, binding.Contract, out var value) && binding is not ConstantBinding
                && (value is not null || binding is not ListBinding);
            if (!binding.When.IsEmpty && !binding.When.All(c => !c.OfRequest || c.Holds(contract)))
                continue;
            if (!binding.When.IsEmpty && !Applies(binding, ref result, given && value is not null))
            {
                if (given
                    && value is not null
                    && !Bindings.Any(b => b != binding && b.Contract.SequenceEqual(binding.Contract) && CanApply(b, result)))
                    errors.Add(new DocumentError(
                        here.Steps, $"belongs only where {string.Join(" and ", binding.When.Where(c => !c.OfRequest))}"));
            }
            else if (binding is ConstantBinding constant)
                DocumentTree.Set(ref result, constant.Legacy, JsonValue.Create(constant.Value));
            else if (given)
                DocumentTree.Set(ref result, binding.Legacy, binding switch
                {
                    ValueBinding single => Convert(value, single, errors, here),
                    ListBinding list => Entries(value, here, errors, list.Items, list.AtMost),
                    SameBinding same => same.Take(value),
                    _ => null,
                });
            else if (binding is ValueBinding { Default: { } otherwise })
                DocumentTree.Set(ref result, binding.Legacy, JsonValue.Create(otherwise));
            else if (binding.Required)
                errors.Add(DocumentError.Missing(here.Steps));
        }

        return result;
    }

    // What is given says by itself which kind of record it is, where the system's field for that can have but one value.
    private static bool Applies(Binding binding, ref JsonNode? result, bool given)
    {
        foreach (var condition in binding.When.Where(c => !c.OfRequest))
            if (!(given ? condition.TryMake(ref result) : condition.Holds(result)))
                return false;
        return true;
    }

    private static bool CanApply(Binding binding, JsonNode? result)
    {
        var tried = result?.DeepClone();
        return Applies(binding, ref tried, given: true);
    }

    private static JsonNode? Convert(
        JsonNode? value, ValueBinding binding, List<DocumentError> errors, ContractPlace at)
    {
        var (given, converters) = (value, binding.Converters);
        try
        {
            for (var i = 0; i < converters.Length && value is not null; i++)
            {
                value = converters[^(i + 1)].ToLegacy(value);
                if (value is JsonValue text && text.TryGetValue<string>(out var key) && key.Length == 0 && IsKey(at))
                    throw new ConversionException("without its prefix or padding the key is empty");
            }

            if (given is not null && value is not null && IsKey(at))
                KeySpelling.Check(binding, given, value);
            return value?.DeepClone();
        }
        catch (ConversionException e)
        {
            errors.Add(new DocumentError(at.Steps, e.Fault));
            return null;
        }
    }

    // Of a request's path: many a system answers an empty key with some record, or with all of them.
    private static bool IsKey(ContractPlace at) => at.Steps is [{ Property: "path" }, _, ..];

    private static JsonArray? Entries(
        JsonNode? value,
        ContractPlace at,
        List<DocumentError> errors,
        MappingTable items,
        int? atMost)
    {
        if (value is null)
            return null;
        if (value is JsonArray entries && entries.Count > atMost)
            errors.Add(new DocumentError(at.Steps, $"has {entries.Count} entries, at most {atMost} are allowed"));
        else if (value is JsonArray)
            return new JsonArray(
                [.. value.AsArray().Select((entry, index) => items.Entry(entry, new ListEntry(at, index), errors))]);
        else
            errors.Add(new DocumentError(at.Steps, "must be an array"));
        return null;
    }

    private JsonNode? Entry(JsonNode? entry, ListEntry at, List<DocumentError> errors)
    {
        var fields = Bindings.Where(b => b is not ConstantBinding).ToList();
        if (entry is JsonObject || fields.Count == 0 || fields.Exists(b => b.Contract.IsEmpty))
        {
            // An empty entry is still an entry: its required fields are reported as missing.
            var empty = entry is not null && Bindings.All(b => b.Legacy.Length > 0) ? new JsonObject() : null;
            return ToLegacy(entry, errors, at) ?? empty;
        }

        errors.Add(new DocumentError(at.Steps, "must be an object"));
        return null;
    }

    // Whether one of the two places lies within the other: a missing wrapper is its contents' fault.
    private static bool Touches(ImmutableArray<string> path, ReadOnlySpan<DocumentStep> steps)
    {
        for (var i = 0; i < Math.Min(path.Length, steps.Length); i++)
            if (path[i] != steps[i].Property)
                return false;
        return true;
    }
}
