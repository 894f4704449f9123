using System.Collections.Immutable;
using Hub.Soap.Shapes;

namespace Hub.Soap.Outcomes;

/// <summary>One thing a system can be asked.</summary>
/// <param name="Name">Its name, as <c>call</c> writes it.</param>
/// <param name="Faults">Names of the faults it declares.</param>
internal abstract record Operation(string Name, ImmutableArray<string> Faults)
{
    /// <summary>Fields of a request that the hub fills in itself, whoever asks: a session's token.</summary>
    public ImmutableArray<string> FilledIn { get; init; } = [];

    /// <summary>
    /// Whether its answer is a list of records of which each is read by itself: one that cannot be read says so by
    /// <see cref="Answer.UnreadableProperty"/>, and has null where a value is not of its type.
    /// </summary>
    public bool ReadsEach { get; init; }

    /// <summary>Whether a fault is one of those it declares.</summary>
    public bool Declares(Fault fault) => fault.DetailName is { } name && Faults.Contains(name, StringComparer.Ordinal);

    /// <summary>What a request holds.</summary>
    public abstract TypeShape InputType { get; }

    /// <summary>What an answer holds; null when there is none.</summary>
    public abstract TypeShape? OutputType { get; }
}
