using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Hub.ServiceKit.Problems;
using Hub.Soap.Shapes;

namespace Hub.Adapters.Mapping;

/// <summary>
/// The names a request's body may have: those that are written somewhere. One that is mistyped, or cannot be set, is
/// answered and not silently lost. What is taken as it is, is left to the system's own form, which knows its names.
/// </summary>
internal sealed class ContractNames
{
    private const int LongestName = 64;
    private readonly Dictionary<string, ContractNames> _names = new(StringComparer.Ordinal);
    private SameBinding? _same;
    private bool _bound;
    private bool _inList;

    public ContractNames(IReadOnlyCollection<Binding> bindings)
    {
        foreach (var condition in bindings.SelectMany(b => b.When).Where(c => c.OfRequest))
            condition.Path.Aggregate(this, (names, property) => names.Inner(property));
        foreach (var binding in bindings.Where(b => b is not ConstantBinding))
        {
            var end = binding.Contract.Aggregate(this, (names, property) => names.Inner(property));
            end._bound = true;
            if (binding is SameBinding same)
                end._same = same;
            if (binding is not ListBinding list)
                continue;
            var entries = new ContractNames(list.Items.Bindings);
            end._same = entries._same;
            foreach (var (name, inner) in entries._names)
                end._names[name] = inner;
            end._inList = true;
        }
    }

    /// <summary>The names themselves.</summary>
    public IEnumerable<string> All =>
        _names.Keys.Concat(_same?.Type.Members().Select(m => m.Property) ?? []).Distinct(StringComparer.Ordinal);

    /// <summary>The names under a property, or null when there is no such property.</summary>
    public ContractNames? Under(string name) =>
        _names.GetValueOrDefault(name) ?? (All.Contains(name, StringComparer.Ordinal) ? new ContractNames([]) : null);

    /// <summary>Whether a field is read by itself, and not only as a part of what is taken as it is.</summary>
    public bool Names(ReadOnlySpan<string> path) =>
        path.IsEmpty || (_names.TryGetValue(path[0], out var inner) && inner.Names(path[1..]));

    /// <summary>Reports every property that has no meaning here.</summary>
    /// <param name="document">What is there.</param>
    /// <param name="at">Its place.</param>
    /// <param name="errors">Where to report.</param>
    /// <param name="within">Whether what is around it is taken as it is.</param>
    public void Check(JsonNode? document, ImmutableArray<DocumentStep> at, List<DocumentError> errors, bool within = false)
    {
        if (document is JsonArray entries)
            foreach (var (index, entry) in entries.Index())
                Check(entry, DocumentTree.At(at, index), errors, within);
        if (document is not JsonObject fields)
            return;
        foreach (var (property, value) in fields)
        {
            ImmutableArray<DocumentStep> here = [.. at, new DocumentStep(property)];
            var open = _same is not null || (within && !_bound);
            if (!_names.TryGetValue(property, out var inner))
                Refuse(property, open, here, errors);
            else if (inner._names.Count > 0 || inner._same is not null)
                inner.Check(value, here, errors, open);
            if (errors.Count >= RequestMapping.MostErrors)
                return;
        }
    }

    private void Refuse(string property, bool open, ImmutableArray<DocumentStep> here, List<DocumentError> errors)
    {
        // In a list's entry what is set otherwise has no other value to be compared with.
        if (!open || (_inList && _same?.Others.Any(o => o is [var name] && name == property) == true))
            errors.Add(new DocumentError(
                here, "cannot be set" + (property.Length <= LongestName ? Spelling.DidYouMean(property, _names.Keys) : "")));
    }

    private ContractNames Inner(string name) =>
        _names.TryGetValue(name, out var inner) ? inner : _names[name] = new ContractNames([]);
}
