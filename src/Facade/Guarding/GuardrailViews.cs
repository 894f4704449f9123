using System.Data.Common;
using Hub.Platform.Routing;

namespace Hub.Facade.Guarding;

/// <summary>Lists the guardrails of the plan served.</summary>
internal sealed class GuardrailViews(Guardrails guardrails, CurrentRouting current)
{
    /// <summary>Returns the guardrail of each route.</summary>
    /// <exception cref="DbException">The store cannot be reached.</exception>
    public async Task<IReadOnlyList<GuardrailView>> ListAsync()
    {
        var (snapshot, watches, holds) = (current.Snapshot, await guardrails.WatchesAsync(), await guardrails.HoldsAsync());
        return
        [
            .. snapshot.Plan.Routes.Select(r => GuardrailView.Of(
                snapshot, r, watches.GetValueOrDefault(r.Id), holds.GetValueOrDefault(r.Id))),
        ];
    }

    /// <summary>Returns the guardrails of routes that have one, by route; none while the store is away.</summary>
    public async Task<IReadOnlyDictionary<string, GuardrailView>> FindAsync()
    {
        try
        {
            return (await ListAsync()).Where(v => v.State != "off").ToDictionary(v => v.Route, StringComparer.Ordinal);
        }
        catch (DbException)
        {
            return new Dictionary<string, GuardrailView>();
        }
    }
}
