using System.Collections.Frozen;
using Hub.Adapters.Changes;
using Hub.Adapters.Operations;
using Hub.Adapters.Recording;
using Hub.Adapters.Resources;
using Hub.Adapters.Sql.Tables;
using Hub.Adapters.Systems;
using Hub.Platform.Plan;

namespace Hub.Adapters.Serving;

/// <summary>A wrapped system as the plan describes it, read and checked.</summary>
/// <param name="Name">The system: <c>erp</c>.</param>
/// <param name="Contract">What it promises.</param>
/// <param name="Connect">Makes a client; null while a reference in the plan cannot be resolved.</param>
/// <param name="Limits">What the hub may ask of it.</param>
/// <param name="Resources">What it answers, by route.</param>
/// <param name="Entities">What it is kept in step by.</param>
internal sealed record SystemDefinition(
    string Name,
    ISystemContract Contract,
    Func<CallGate, TimeProvider, CursorSeal, ISystemClient>? Connect,
    SystemLimits Limits,
    FrozenDictionary<string, Resource> Resources,
    IReadOnlyList<EntityDefinition> Entities)
{
    /// <summary>What of its data is recorded as it is, and what is not.</summary>
    public required MaskPlan Mask { get; init; }

    /// <summary>All its operations, as they are offered without any mapping.</summary>
    public required OperationTable Operations { get; init; }
}
