using System.Collections.Frozen;
using Hub.Adapters.Serving;
using Hub.Platform.ContractDrift;
using Hub.Platform.Plan;
using Hub.Platform.Routing;

namespace Hub.Adapters.Drifting;

/// <summary>The contracts of the plan served now, of which the store knows.</summary>
internal sealed class ServedContracts(SystemAdapters adapters, CurrentRouting routing, ContractFindings findings)
{
    private volatile FrozenDictionary<string, ServedContract> _contracts = FrozenDictionary<string, ServedContract>.Empty;
    private MigrationPlan? _plan;

    /// <summary>The contract of a system; null where the plan has none, or the store does not know of it yet.</summary>
    public ServedContract? Find(string system) => _contracts.GetValueOrDefault(system);

    /// <summary>Tells the store which contracts the plan served now has, where it does not know yet.</summary>
    /// <exception cref="System.Data.Common.DbException">The store cannot be reached.</exception>
    public async Task StoreAsync()
    {
        if (!routing.IsLoaded)
            return;
        var plan = routing.Snapshot.Plan;
        if (ReferenceEquals(_plan, plan))
            return;
        var contracts = adapters.Of(plan).ToFrozenDictionary(
            a => a.Definition.Name, a => ServedContract.Of(a.Definition, plan.Bundle), StringComparer.Ordinal);
        await findings.ServeAsync(contracts.ToDictionary(c => c.Key, c => c.Value.Hash, StringComparer.Ordinal));
        (_contracts, _plan) = (contracts, plan);
    }
}
