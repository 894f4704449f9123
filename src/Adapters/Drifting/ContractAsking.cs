using Hub.Adapters.Serving;
using Hub.Adapters.SoapSystems;
using Hub.Adapters.Sql;
using Hub.Platform.ContractDrift;
using Hub.Soap.Xsd;

namespace Hub.Adapters.Drifting;

/// <summary>Asks systems what they offer, each once a day, and compares that with their contracts in the plan.</summary>
internal sealed class ContractAsking(
    SystemAdapters adapters, ServedContracts contracts, ContractFindings findings, TimeProvider time)
{
    private static readonly TimeSpan Daily = TimeSpan.FromHours(23);
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    /// <summary>Asks those that were not asked within the day, and those that could not be asked then.</summary>
    /// <param name="only">Only this one, and at once; null for all that are due.</param>
    /// <param name="report">Is told how many have been asked, how many there are, and which comes next.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="System.Data.Common.DbException">The hub's store cannot be reached.</exception>
    public async Task AskAsync(string? only, Action<int, int, string> report, CancellationToken cancellation)
    {
        await findings.PruneAsync(time.GetUtcNow() - Kept);
        await contracts.StoreAsync();
        var offered = (await findings.OfferedAsync()).ToDictionary(o => o.System, StringComparer.Ordinal);
        var due = adapters.All
            .Where(a => only is null ? IsDue(offered.GetValueOrDefault(a.Definition.Name)) : a.Definition.Name == only)
            .OrderBy(a => a.Definition.Name, StringComparer.Ordinal).ToList();
        foreach (var (n, adapter) in due.Index())
        {
            report(n, due.Count, $"asking {adapter.Definition.Name}");
            await AskAsync(adapter, offered.GetValueOrDefault(adapter.Definition.Name)?.Catalogue, cancellation);
        }

        report(due.Count, due.Count, due.Count == 1 ? "1 system was asked" : $"{due.Count} systems were asked");
    }

    private bool IsDue(OfferedContract? offered) =>
        offered is not { AskedAt: { } at, Problem: null } || time.GetUtcNow() - at >= Daily;

    private async Task AskAsync(SystemAdapter adapter, string? catalogue, CancellationToken cancellation)
    {
        var system = adapter.Definition.Name;
        if (contracts.Find(system) is not { } served)
            return;
        try
        {
            if (adapter is { Client: SqlClient client, Definition.Contract: SqlContract contract })
            {
                var (found, now) = await OfferedTables.CompareAsync(system, client, contract, served, catalogue, cancellation);
                await findings.OfferedAsync(system, served.Hash, problem: null, now, found);
            }
            else if (adapter is { Client: SoapClient soap, Definition.Contract: SoapSystemContract { OfferedAt: { } at } wsdl })
            {
                var found = await OfferedOperations.CompareAsync(system, soap, wsdl, at, served, cancellation);
                await findings.OfferedAsync(system, served.Hash, problem: null, catalogue: null, found);
            }
        }
        catch (Exception e) when (e is SqlFailedException or InvalidContractException)
        {
            await findings.OfferedAsync(system, served.Hash, e.Message, catalogue: null, []);
        }
    }
}
