using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Hub.Adapters.Shapes;
using Hub.Platform.Plan;

namespace Hub.Adapters.Mapping;

/// <summary>
/// The names a request's body may have: those that are written somewhere. One that is mistyped, or cannot be set, is
/// answered and not silently lost.
/// </summary>
internal sealed class ContractNames
{
    private const int LongestName = 64;
    private readonly Dictionary<string, ContractNames> _names = new(StringComparer.Ordinal);

    public ContractNames(IEnumerable<Binding> bindings)
    {
        foreach (var binding in bindings.Where(b => b is not ConstantBinding))
        {
            var end = binding.Contract.Aggregate(this, (names, property) => names.Inner(property));
            foreach (var (name, inner) in binding is ListBinding list ? new ContractNames(list.Items.Bindings)._names : [])
                end._names[name] = inner;
        }
    }

    /// <summary>The names themselves.</summary>
    public IEnumerable<string> Names => _names.Keys;

    /// <summary>The names under a property, or null when there is no such property.</summary>
    public ContractNames? Under(string name) => _names.GetValueOrDefault(name);

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
                errors.Add(new DocumentError(here, "cannot be set" + (property.Length <= LongestName ? Spelling.DidYouMean(property, _names.Keys) : "")));
            else if (inner._names.Count > 0)
                inner.Check(value, here, errors);
            if (errors.Count >= RequestMapping.MostErrors)
                return;
        }
    }

    private ContractNames Inner(string name) =>
        _names.TryGetValue(name, out var inner) ? inner : _names[name] = new ContractNames([]);
}
