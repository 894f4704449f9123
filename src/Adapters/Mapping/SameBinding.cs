using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Hub.Soap.Shapes;

namespace Hub.Adapters.Mapping;

/// <summary>Everything below a place as it is, but for what other bindings read or write there: those win.</summary>
/// <param name="Contract">Its place in the contract.</param>
/// <param name="Legacy">Its place in the legacy document.</param>
/// <param name="Type">What stands at that place.</param>
internal sealed record SameBinding(ImmutableArray<string> Contract, ImmutableArray<string> Legacy, TypeShape Type)
    : Binding(Contract, Legacy)
{
    /// <summary>Paths below the place that are not taken, under their names in either document.</summary>
    public ImmutableArray<ImmutableArray<string>> Others { get; init; } = [];

    /// <summary>The same, to be asked on the way through a document.</summary>
    public PathTree LeftOut => field ??= PathTree.Of(Others);

    /// <summary>A value of one document as the other has it.</summary>
    public JsonNode? Take(JsonNode? value)
    {
        var taken = value?.DeepClone();
        foreach (var path in Others)
            DocumentTree.Remove(taken, path);
        return taken;
    }

    /// <summary>Whether a place of the legacy document is set by this.</summary>
    public bool Covers(ImmutableArray<string> legacy) => legacy.AsSpan().StartsWith(Legacy.AsSpan())
        && !Others.Any(o => legacy.AsSpan()[Legacy.Length..].StartsWith(o.AsSpan()));

    /// <summary>Puts what is taken as it is before what wins, outer before inner, each knowing of all others.</summary>
    public static ImmutableArray<Binding> Arrange(ImmutableArray<Binding> bindings) =>
        !bindings.Any(b => b is SameBinding) ? bindings :
        [
            .. bindings.OfType<SameBinding>()
                .OrderBy(s => s.Contract.Length + s.Legacy.Length)
                .Select(s => s.Beside(bindings)),
            .. bindings.Where(b => b is not SameBinding),
        ];

    private SameBinding Beside(ImmutableArray<Binding> all) => this with
    {
        Others =
        [
            .. Others,
            .. all.Where(b => b is not ConstantBinding { InContract: null }).SelectMany(b => Below(b.Contract, Contract)),
            .. all.Where(b => b is not ConstantBinding { InLegacy: null }).SelectMany(b => Below(b.Legacy, Legacy)),
        ],
    };

    private static IEnumerable<ImmutableArray<string>> Below(ImmutableArray<string> path, ImmutableArray<string> place) =>
        path.Length > place.Length && path.AsSpan().StartsWith(place.AsSpan()) ? [path[place.Length..]] : [];
}
