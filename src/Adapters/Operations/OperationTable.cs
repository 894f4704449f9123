using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Hub.Adapters.Operations;

/// <summary>
/// A system's operations by name: exactly as written, else by the one spelling that differs in case and hyphens only.
/// </summary>
internal sealed class OperationTable
{
    private readonly FrozenDictionary<string, OfferedOperation> _exact;
    private readonly FrozenDictionary<string, ImmutableArray<OfferedOperation>> _loose;

    public OperationTable(IEnumerable<OfferedOperation> operations)
    {
        All = [.. operations.OrderBy(o => o.Operation.Name, StringComparer.Ordinal)];
        _exact = All.ToFrozenDictionary(o => o.Operation.Name, StringComparer.Ordinal);
        _loose = All.GroupBy(o => OperationName.Loose(o.Operation.Name), StringComparer.Ordinal)
            .ToFrozenDictionary(g => g.Key, g => g.ToImmutableArray(), StringComparer.Ordinal);
    }

    public ImmutableArray<OfferedOperation> All { get; }

    /// <summary>The operation of a name, or null where there is none or more than one.</summary>
    public OfferedOperation? Find(string name) => _exact.GetValueOrDefault(name) ?? (Alike(name) is [var only] ? only : null);

    /// <summary>All operations that a name may mean.</summary>
    public ImmutableArray<OfferedOperation> Alike(string name) =>
        _loose.TryGetValue(OperationName.Loose(name), out var alike) ? alike : [];
}
