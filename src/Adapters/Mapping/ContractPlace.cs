using System.Collections.Immutable;
using Hub.Soap.Shapes;

namespace Hub.Adapters.Mapping;

/// <summary>A place of the contract on the way through a mapping: spelled out only where something is wrong there.</summary>
/// <param name="Entry">The entry of a list that it is in, or null for the document itself.</param>
/// <param name="Path">Properties from there.</param>
internal readonly record struct ContractPlace(ListEntry? Entry, ImmutableArray<string> Path)
{
    public ImmutableArray<DocumentStep> Steps =>
        Entry is null ? DocumentTree.Steps(Path) : [.. Entry.Steps, .. DocumentTree.Steps(Path)];
}

/// <summary>An entry of a list at a place.</summary>
internal sealed record ListEntry(ContractPlace List, int Index)
{
    public ImmutableArray<DocumentStep> Steps => DocumentTree.At(List.Steps, Index);
}
