using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Hub.Adapters.Soap;
using Hub.Platform.Plan;

namespace Hub.Adapters.Mapping;

/// <summary>The names a contract document may have, so that a mistyped one is answered and not silently lost.</summary>
internal sealed class ContractNames
{
    private const int LongestName = 64;
    private readonly Dictionary<string, ContractNames> _names = new(StringComparer.Ordinal);

    /// <summary>Adds what a mapping names.</summary>
    public ContractNames Add(PlanNode block, Func<string, PlanNode?> find, int depth = 0)
    {
        // A mapping that holds itself is reported elsewhere.
        if (depth > 20)
            return this;
        if (block.Text is { } name)
            return find(name) is { } named ? Add(named, find, depth + 1) : this;
        if (block["mapping"] is { } included)
            Add(included, find, depth + 1);
        if (block["fields"] is { } fields)
            Add(fields, find, depth + 1);
        foreach (var (field, value) in block.Fields.Where(f => f.Key is not ("at" or "mapping" or "fields" or "each")))
        {
            var inner = Inner(field);
            if (value.Kind == PlanNodeKind.Map && value["from"] is null && value["const"] is null)
                inner.Add(value, find, depth + 1);
        }

        return this;
    }

    /// <summary>Adds a path.</summary>
    public ContractNames Add(IEnumerable<string> path) => path.Aggregate(this, (names, property) => names.Inner(property));

    /// <summary>Reports every property that has no meaning here.</summary>
    public void Check(JsonNode? document, ImmutableArray<DocumentStep> at, List<DocumentError> errors)
    {
        if (document is JsonArray entries)
            foreach (var (index, entry) in entries.Index())
                Check(entry, DocumentTree.At(at, index), errors);
        if (document is not JsonObject fields)
            return;
        foreach (var (property, value) in fields)
        {
            ImmutableArray<DocumentStep> here = [.. at, new DocumentStep(property)];
            if (!_names.TryGetValue(property, out var inner))
                errors.Add(new DocumentError(here, "is not known here" + (property.Length <= LongestName ? Spelling.DidYouMean(property, _names.Keys) : "")));
            else if (inner._names.Count > 0)
                inner.Check(value, here, errors);
            if (errors.Count >= RequestMapping.MostErrors)
                return;
        }
    }

    private ContractNames Inner(string name) => _names.TryGetValue(name, out var inner) ? inner : _names[name] = new ContractNames();
}
