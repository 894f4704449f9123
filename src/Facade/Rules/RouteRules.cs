using System.Data.Common;
using Hub.Facade.Comparing;
using Hub.Platform.Plan;
using Hub.Platform.Routing;

namespace Hub.Facade.Rules;

/// <summary>The rules that apply to each route's answers now: the plan's, and those accepted at run time.</summary>
internal sealed class RouteRules(CurrentRouting routing, AcceptedRules accepted, TimeProvider time)
{
    // How long another node may go on without a rule that was accepted here.
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(2);
    private readonly Lock _lock = new();
    private long? _read;

    /// <summary>Returns the rules of a route that have not ended; those accepted at another node come seconds later.</summary>
    public async Task<RuleSet> OfAsync(string route)
    {
        if (IsDue())
        {
            try
            {
                await accepted.ReadAsync();
            }
            catch (DbException)
            {
                // Compared by what was known last; it is read again in a moment.
            }
        }

        return Of(route);
    }

    /// <summary>Returns the rules of a route that have not ended, as the store has them.</summary>
    /// <exception cref="DbException">The store cannot be reached.</exception>
    public async Task<RuleSet> ReadAsync(string route)
    {
        await accepted.ReadAsync();
        return Of(route);
    }

    /// <summary>Returns all rules of a route, ended or not.</summary>
    public IReadOnlyList<ComparingRule> All(string route) =>
    [
        .. routing.Snapshot.Plan.Routes.FirstOrDefault(r => r.Id == route)?.Compare ?? [],
        .. accepted.Known.Where(r => r.Route == route).Select(r => r.Rule),
    ];

    private RuleSet Of(string route)
    {
        var now = time.GetUtcNow();
        var rules = All(route).Where(r => r.AppliesAt(now)).ToList();
        return rules.Count == 0 ? RuleSet.None : new RuleSet(rules);
    }

    private bool IsDue()
    {
        lock (_lock)
        {
            if (_read is { } last && time.GetElapsedTime(last) < Freshness)
                return false;
            _read = time.GetTimestamp();
            return true;
        }
    }
}
