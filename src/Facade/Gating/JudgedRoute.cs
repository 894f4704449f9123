using Hub.Facade.Evidence;

namespace Hub.Facade.Gating;

/// <summary>A route with the verdicts on its gates, and all that they were judged by.</summary>
/// <param name="Known">What they were judged by.</param>
/// <param name="Verdicts">The verdict on each gate asked about.</param>
internal sealed record JudgedRoute(KnownOfRoute Known, IReadOnlyList<GateVerdict> Verdicts);
