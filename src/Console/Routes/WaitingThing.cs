using Hub.Console.Asking;
using Hub.Platform.Identity;
using Hub.Platform.Identity.Persons;

namespace Hub.Console.Routes;

/// <summary>Something that waits for a person.</summary>
/// <param name="Text">What waits: <c>2 approvals</c>.</param>
/// <param name="Page">Where it is dealt with.</param>
/// <param name="IsUrgent">Whether something stands still until it is.</param>
public sealed record WaitingThing(string Text, string Page, bool IsUrgent)
{
    private static readonly TimeSpan Soon = TimeSpan.FromDays(7);

    /// <summary>Returns what waits, the urgent first.</summary>
    internal static async Task<IReadOnlyList<WaitingThing>> ReadAsync(
        HubApi hub, AccessGrant caller, RouteList list, IReadOnlyDictionary<string, EvidenceSummary> evidence, DateTimeOffset now,
        CancellationToken cancellation)
    {
        var found = new List<WaitingThing>();
        void Add(long count, string one, string many, string page, bool isUrgent = false)
        {
            if (count > 0)
                found.Add(new($"{count} {(count == 1 ? one : many)}", page, isUrgent));
        }

        // All at once: a page waits for them.
        var (changes, conflicts, parked, rules) = (
            hub.FindAsync<IReadOnlyList<PendingChange>>("approvals", cancellation),
            hub.FindAsync<Counted>("sync/conflicts/count", cancellation),
            hub.FindAsync<Counted>("sync/parked/count", cancellation),
            hub.FindAsync<IReadOnlyList<ListedRule>>("rules", cancellation));
        foreach (var route in list.Routes.Where(r => r.Guardrail?.State is "held"))
            found.Add(new($"the guardrail stepped {route.Id} back", PageOf(route), IsUrgent: true));
        foreach (var route in list.Routes.Where(r => r.Handover is not null))
            found.Add(new($"handover of {route.Id} under way", PageOf(route), IsUrgent: true));
        var approvals = await changes ?? [];
        Add(
            approvals.LongCount(a => a.RequestedBy != caller.Name && a.Capabilities.All(caller.Covers)),
            "change to approve", "changes to approve", "approvals", isUrgent: true);
        Add(
            approvals.LongCount(a => a.RequestedBy == caller.Name),
            "change of yours waits", "changes of yours wait", "approvals");
        Add((await conflicts)?.Count ?? 0, "conflict", "conflicts", "sync");
        Add((await parked)?.Count ?? 0, "parked change", "parked changes", "sync");
        Add(
            evidence.Values.LongCount(e => e.Gates.Any(g => g.State == "inconclusive")),
            "route gathers evidence", "routes gather evidence", "routes?stage=shadow");
        Add(
            evidence.Values.LongCount(e => e.Gates.Any(g => g.State == "fail")),
            "route fails a gate", "routes fail a gate", "routes?stage=shadow", isUrgent: true);
        Add(
            list.Routes.LongCount(r => r.Wave is { IsLate: true }),
            "route is late for its wave", "routes are late for their waves", "waves", isUrgent: true);
        Add(
            list.Routes.LongCount(r =>
                r.Wave is { IsLate: false, By: { } by } && by.ToDateTime(default) - now.UtcDateTime < Soon),
            "route is due within a week", "routes are due within a week", "waves");
        Add(
            (await rules ?? [])
                .LongCount(r => !r.Expired && r.Until.ToDateTime(default) - now.UtcDateTime < Soon),
            "rule of comparing ends within a week", "rules of comparing end within a week", "routes?stage=shadow");
        if (caller.Role >= AccessRole.Admin)
            Add(
                // Persons are forgotten when they do not come back: nothing is to be done about it.
                (await hub.FindAsync<IReadOnlyList<ListedToken>>("tokens", cancellation) ?? [])
                    .Where(t => !t.Name.StartsWith(SignedInPerson.Prefix, StringComparison.Ordinal))
                    .LongCount(t => t.ExpiresAt is { } at && at > now && at - now < Soon),
                "token expires within a week", "tokens expire within a week", "tokens");
        return [.. found.OrderByDescending(f => f.IsUrgent)];
    }

    private static string PageOf(ListedRoute route) => $"routes/{Uri.EscapeDataString(route.Id)}";
}
