using Hub.Platform.ContractDrift;

namespace Hub.Adapters.Drifting;

/// <summary>How a system differs from its contract in the plan.</summary>
/// <param name="System">The system: <c>erp</c>.</param>
/// <param name="AskedAt">When it was asked last what it offers; null where it never was.</param>
/// <param name="Problem">Why it could not be asked then; null where it was.</param>
/// <param name="Findings">What is different, the latest first.</param>
public sealed record ContractDriftView(
    string System, DateTimeOffset? AskedAt, string? Problem, IReadOnlyList<ContractFindingView> Findings);
