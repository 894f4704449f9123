using System.Collections.Immutable;

namespace Hub.Adapters.Mapping;

/// <summary>One correspondence between a place in contract JSON and a place in a legacy document.</summary>
/// <param name="Contract">Properties from the contract document's root; none for the root itself.</param>
/// <param name="Legacy">Properties from the legacy document's root; none for the root itself.</param>
internal abstract record Binding(ImmutableArray<string> Contract, ImmutableArray<string> Legacy)
{
    /// <summary>Whether the contract wants it to be there when written, also where the system does not.</summary>
    public bool Required { get; init; }

    /// <summary>What must be for it to be read or written at all.</summary>
    public ImmutableArray<Condition> When { get; init; } = [];

    /// <summary>Whether it is one piece of a value that is read in one: it is written only.</summary>
    public bool IsPiece { get; init; }
}

/// <summary>A single value.</summary>
/// <param name="Contract">Its place in the contract.</param>
/// <param name="Legacy">Its place in the legacy document.</param>
/// <param name="Converters">From the legacy form outwards; written, they run backwards.</param>
/// <param name="Default">What is written when the contract has no value, or null for nothing.</param>
internal sealed record ValueBinding(
    ImmutableArray<string> Contract,
    ImmutableArray<string> Legacy,
    ImmutableArray<IConverter> Converters,
    string? Default = null) : Binding(Contract, Legacy)
{
    /// <summary>Whether the system holds a number, which has more than one spelling.</summary>
    public bool OfNumber { get; init; }
}

/// <summary>
/// A value of the contract that the system keeps in several places.
/// Read here; its pieces are written each by a binding of their own.
/// </summary>
/// <param name="Contract">Its place in the contract.</param>
/// <param name="Pieces">Where the pieces stand, each with its own converters.</param>
/// <param name="Separator">What stands between them in the contract.</param>
/// <param name="Converters">Those of the whole, outwards.</param>
internal sealed record JoinBinding(
    ImmutableArray<string> Contract, ImmutableArray<ValueBinding> Pieces, string Separator, ImmutableArray<IConverter> Converters)
    : Binding(Contract, Pieces[0].Legacy);

/// <summary>A list whose entries have a mapping of their own.</summary>
/// <param name="Contract">Its place in the contract.</param>
/// <param name="Legacy">Its place in the legacy document.</param>
/// <param name="Items">The entries' mapping.</param>
/// <param name="AtMost">How many entries may be written, or null for any number.</param>
internal sealed record ListBinding(
    ImmutableArray<string> Contract, ImmutableArray<string> Legacy, MappingTable Items, int? AtMost = null)
    : Binding(Contract, Legacy);

/// <summary>A value one side always has and the other does not hold: one of the two paths is not there.</summary>
internal sealed record ConstantBinding(ImmutableArray<string>? InContract, ImmutableArray<string>? InLegacy, string Value)
    : Binding(InContract ?? [], InLegacy ?? []);
