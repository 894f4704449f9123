using System.Collections.Frozen;
using Hub.Adapters.Changes;
using Hub.Adapters.Resources;
using Hub.Adapters.Soap;
using Hub.Platform.Plan;

namespace Hub.Adapters.Systems;

/// <summary>A wrapped system as the plan describes it, read and checked.</summary>
/// <param name="Name">The system: <c>erp</c>.</param>
/// <param name="Contract">What its WSDL promises.</param>
/// <param name="Address">Where it listens; null while a reference in the plan cannot be resolved.</param>
/// <param name="Credentials">The hub's own account, or null.</param>
/// <param name="Limits">What the hub may ask of it.</param>
/// <param name="Resources">What it answers, by route.</param>
/// <param name="Entities">What it is kept in step by.</param>
internal sealed record SystemDefinition(
    string Name,
    SoapContract Contract,
    Uri? Address,
    Credentials? Credentials,
    SystemLimits Limits,
    FrozenDictionary<string, Resource> Resources,
    IReadOnlyList<EntityDefinition> Entities);
