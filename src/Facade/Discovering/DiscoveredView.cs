using Hub.Facade.Addressing;
using Hub.Facade.Measuring;
using Hub.Platform.Plan;

namespace Hub.Facade.Discovering;

/// <summary>What passes through the plan's catch-alls, and what nothing claims.</summary>
/// <param name="At">When it was read.</param>
/// <param name="Requests">The requests by template, method and SOAP action; the most frequent first.</param>
public sealed record DiscoveredView(DateTimeOffset At, IReadOnlyList<DiscoveredRequest> Requests)
{
    internal static DiscoveredView Of(
        DateTimeOffset at, DateTimeOffset? since, IEnumerable<ClaimedEntries> claimed, MigrationPlan plan)
    {
        var routes = plan.Claiming.Select(r => (r, Key: KeyOf(r.Match.Method, PathTemplate.Of(r.Match.Path).Shape)))
            .DistinctBy(r => r.Key).ToDictionary(r => r.Key, r => r.r.Id, StringComparer.OrdinalIgnoreCase);
        return new(at,
        [
            .. claimed.SelectMany(c => c.Entries.Select(e => Of(c, e, plan, routes)))
                .Where(r => since is null || r.Last >= since)
                .OrderByDescending(r => r.Requests).ThenBy(r => r.Template, StringComparer.Ordinal),
        ]);
    }

    private static DiscoveredRequest Of(
        ClaimedEntries claimed, DiscoveredEntry entry, MigrationPlan plan, IReadOnlyDictionary<string, string> routes)
    {
        var template = entry.Template == "/" && claimed.Path.Length > 1
            ? claimed.Path
            : claimed.Path.TrimEnd('/') + entry.Template;
        var catchAll = plan.CatchAll.FirstOrDefault(c => (c.Host ?? "") == claimed.Host && c.Path == claimed.Path);
        return DiscoveredRequest.Of(template, entry) with
        {
            Claim = claimed.Path.Length == 0 ? null : claimed.Host + claimed.Path,
            Host = claimed.Host.Length == 0 ? null : claimed.Host,
            To = catchAll?.Written,
            Route = routes.GetValueOrDefault(KeyOf(entry.Method, RouteProposals.ShapeOf(template))),
        };
    }

    private static string KeyOf(string method, string shape) => $"{method} {shape}";
}

/// <summary>Requests of one template, method and SOAP action.</summary>
/// <param name="Template">
/// The path without its values: <c>{n}</c> stands for digits, <c>{id}</c> for any other value, <c>{**rest}</c> for all paths
/// beyond those that are told apart.
/// </param>
/// <param name="Method">The method.</param>
/// <param name="Action">The SOAP action's last word; empty where it has none, null for what is not SOAP.</param>
/// <param name="Requests">How many there were.</param>
/// <param name="Statuses">How many were answered with which HTTP status; 0 stands for further statuses.</param>
/// <param name="Callers">About how many different addresses they came from.</param>
/// <param name="First">When the first one came.</param>
/// <param name="Last">When the last one came.</param>
public sealed record DiscoveredRequest(
    string Template, string Method, string? Action, long Requests, IReadOnlyDictionary<int, long> Statuses, long Callers,
    DateTimeOffset First, DateTimeOffset Last)
{
    /// <summary>The host and path of the catch-all they came to; null for what nothing claims.</summary>
    public string? Claim { get; init; }

    /// <summary>The catch-all's host; null for every host.</summary>
    public string? Host { get; init; }

    /// <summary>Where the catch-all leads, as the plan writes it; null where the plan has it no more.</summary>
    public string? To { get; init; }

    /// <summary>The route that the plan now has for such requests; null where it has none.</summary>
    public string? Route { get; init; }

    /// <summary>The time half of the answers did not take longer than, in milliseconds; null where it is not known.</summary>
    public double? P50 { get; init; }

    /// <summary>The time 99 % of the answers did not take longer than.</summary>
    public double? P99 { get; init; }

    internal static DiscoveredRequest Of(string template, DiscoveredEntry entry)
    {
        var (counts, callers) = (entry.Counts, new CallerSketch());
        callers.Add(counts.Callers);
        var took = AnswerCounts.Of(counts.Took);
        return new(
            template, entry.Method, entry.Action, counts.Statuses.Values.Sum(), counts.Statuses, callers.Estimate(), counts.First,
            counts.Last)
        {
            P50 = took.Percentile(0.5),
            P99 = took.Percentile(0.99),
        };
    }
}
