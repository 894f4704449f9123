using System.Collections.Immutable;
using System.Text.Json;
using Hub.Soap.Shapes;

namespace Hub.Adapters.Mapping;

/// <summary>
/// A place in the contract and what is read into it, so that a document is written from its beginning to its end.
/// </summary>
/// <param name="Property">Its property; empty for the document itself, or an entry of a list.</param>
/// <param name="Bindings">What is read into this very place; where several give something, the last of them wins.</param>
/// <param name="Children">The places within, in the order in which they were first named.</param>
internal sealed record ContractNode(string Property, ImmutableArray<Binding> Bindings, ImmutableArray<ContractNode> Children)
{
    /// <summary>The property as it is written; null for none.</summary>
    public JsonEncodedText? Name { get; } =
        Property.Length == 0 ? null : JsonBuffer.NameOf(Property);

    /// <summary>The places of all bindings that are read.</summary>
    public static ContractNode Of(IEnumerable<Binding> bindings) =>
        Of("", [.. bindings.Where(b => !b.IsPiece && b is not ConstantBinding { InContract: null })], 0);

    private static ContractNode Of(string property, List<Binding> within, int depth) => new(
        property,
        [.. within.Where(b => b.Contract.Length == depth)],
        [
            .. within.Where(b => b.Contract.Length > depth).GroupBy(b => b.Contract[depth], StringComparer.Ordinal)
                .Select(g => Of(g.Key, [.. g], depth + 1)),
        ]);
}
