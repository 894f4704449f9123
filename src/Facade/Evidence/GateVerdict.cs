using System.Text.Json.Serialization;

namespace Hub.Facade.Evidence;

/// <summary>What the evidence says of a gate.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<GateState>))]
internal enum GateState
{
    /// <summary>It shows all that the gate asks for.</summary>
    [JsonStringEnumMemberName("pass")]
    Pass,

    /// <summary>It shows too little to say either.</summary>
    [JsonStringEnumMemberName("inconclusive")]
    Inconclusive,

    /// <summary>It shows that what the gate asks for does not hold.</summary>
    [JsonStringEnumMemberName("fail")]
    Fail,
}

/// <summary>What the evidence says of a route's gate.</summary>
/// <param name="Route">The route's id.</param>
/// <param name="Before">The stage that the gate stands before, as the plan names it: <c>canary</c> or <c>new</c>.</param>
/// <param name="Conditions">Each condition of the gate.</param>
internal sealed record GateVerdict(string Route, string Before, IReadOnlyList<GateCondition> Conditions)
{
    /// <summary>The worst state of all conditions.</summary>
    public GateState State => Conditions.Select(c => c.State).DefaultIfEmpty(GateState.Pass).Max();

    /// <summary>Returns what the conditions that do not pass lack, in one line.</summary>
    public string DescribeMissing() => string.Join(
        "; ", Conditions.Where(c => c.State != GateState.Pass).Select(c => $"{c.Name} {c.Asked}: {c.Missing ?? c.Found}"));
}

/// <summary>One condition of a gate, and what the evidence says of it.</summary>
/// <param name="Name">Its name in the plan: <c>mismatch</c>.</param>
/// <param name="Asked">What the plan asks for: <c>0.1 % (95 % sure)</c>.</param>
/// <param name="State">Whether it holds.</param>
/// <param name="Found">What was found, in words.</param>
internal sealed record GateCondition(string Name, string Asked, GateState State, string Found)
{
    /// <summary>What is missing and what to do; null where the condition passes.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Missing { get; init; }

    /// <summary>How long that takes at the traffic of the last hour; null where nobody can say.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? AboutSeconds { get; init; }
}
