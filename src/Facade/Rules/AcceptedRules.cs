using System.Globalization;
using Dapper;
using Hub.Platform.Plan;
using Hub.Platform.Storage;
using Hub.ServiceKit.Storage;

namespace Hub.Facade.Rules;

/// <summary>The rules of comparing that were accepted at run time, for all nodes.</summary>
internal sealed class AcceptedRules(HubStore store, TimeProvider time)
{
    private static readonly SqlFile Sql = SqlFile.Of<AcceptedRules>();
    private volatile IReadOnlyList<AcceptedRule> _known = [];

    /// <summary>Creates the table.</summary>
    public Task MigrateAsync() => store.Database.MigrateAsync("comparing-rules", Sql);

    /// <summary>Those that were last read.</summary>
    public IReadOnlyList<AcceptedRule> Known => _known;

    /// <summary>Reads them from the store.</summary>
    /// <exception cref="System.Data.Common.DbException">The store cannot be reached.</exception>
    public async Task<IReadOnlyList<AcceptedRule>> ReadAsync()
    {
        var rows = await store.Database.ReadAsync(c => c.QueryAsync<Row>(Sql["All"]));
        return _known = [.. rows.Select(r => r.ToRule())];
    }

    /// <summary>Adds a rule, in place of one of the same name that has ended; false where one of that name applies.</summary>
    /// <exception cref="System.Data.Common.DbException">The store cannot be reached.</exception>
    public async Task<bool> TryAddAsync(string route, ComparingRule rule, string by)
    {
        var now = time.GetUtcNow();
        var added = await store.Database.WriteAsync(async (c, t) =>
        {
            await c.ExecuteAsync(Sql["RemoveEnded"], new { route, name = rule.Name, today = Day(now) }, t);
            return await c.ExecuteAsync(
                Sql["Add"],
                new
                {
                    route,
                    name = rule.Name,
                    id = rule.Key,
                    kind = rule.Kind.ToString(),
                    path = rule.Path,
                    far = rule.By,
                    owner = rule.Owner,
                    reason = rule.Reason,
                    lastDay = rule.Until.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                    acceptedBy = by,
                    acceptedAt = Microseconds.Of(now),
                },
                t);
        });
        await ReadAsync();
        return added > 0;
    }

    /// <summary>Withdraws a rule, at every node; false where there is none of that name.</summary>
    /// <exception cref="System.Data.Common.DbException">The store cannot be reached.</exception>
    public async Task<bool> WithdrawAsync(string route, string name)
    {
        var removed = await store.Database.WriteAsync((c, t) => c.ExecuteAsync(Sql["Withdraw"], new { route, name }, t));
        await ReadAsync();
        return removed > 0;
    }

    /// <summary>Forgets the rules that ended before a time.</summary>
    public Task<int> PruneAsync(DateTimeOffset before) =>
        store.Database.WriteAsync((c, t) => c.ExecuteAsync(Sql["Prune"], new { before = Day(before) }, t));

    private static string Day(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private sealed record Row(
        string Route, string Name, string Id, string Kind, string Path, string? Far, string Owner, string Reason, string LastDay,
        string AcceptedBy, long AcceptedAt)
    {
        public AcceptedRule ToRule() => new(
            Route,
            new ComparingRule(
                Name, Enum.Parse<ComparingKind>(Kind), Path, Far, Owner, Reason,
                DateOnly.ParseExact(LastDay, "yyyy-MM-dd", CultureInfo.InvariantCulture)) { Key = Id },
            AcceptedBy,
            Microseconds.ToTime(AcceptedAt));
    }
}
