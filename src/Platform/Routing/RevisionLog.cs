using System.Collections.Immutable;
using System.Data.Common;
using Dapper;
using Hub.Platform.Storage;
using Hub.ServiceKit.Storage;

namespace Hub.Platform.Routing;

/// <summary>The revisions in the store: only ever appended to, each by compare-and-set on the one before.</summary>
public sealed class RevisionLog(HubStore store, TimeProvider time)
{
    /// <summary>Where other nodes hear the number of a new revision.</summary>
    internal const string Channel = "revision";

    private static readonly SqlFile Sql = SqlFile.Of<RevisionLog>();

    /// <summary>Creates the tables.</summary>
    public Task MigrateAsync() => store.Database.MigrateAsync("routing", Sql);

    /// <summary>The newest revision, or null in an empty store.</summary>
    public Task<Revision?> FindNewestAsync() =>
        store.Database.ReadAsync(async c => (await c.QuerySingleOrDefaultAsync<Row>(Sql["Newest"]))?.ToRevision());

    /// <summary>The newest revision's number, 0 in an empty store.</summary>
    public Task<long> FindNewestNumberAsync() => store.Database.ReadAsync(c => c.ExecuteScalarAsync<long>(Sql["NewestNumber"]));

    /// <summary>Revisions, newest first.</summary>
    /// <param name="limit">At most so many.</param>
    public Task<IReadOnlyList<Revision>> ListAsync(int limit) =>
        store.Database.ReadAsync<IReadOnlyList<Revision>>(async c =>
            (await c.QueryAsync<Row>(Sql["List"], new { limit })).Select(r => r.ToRevision()).ToList());

    /// <summary>The newest revision of each plan, newest first.</summary>
    public Task<IReadOnlyList<Revision>> ListNewestOfPlansAsync() =>
        store.Database.ReadAsync<IReadOnlyList<Revision>>(async c =>
            (await c.QueryAsync<Row>(Sql["NewestOfPlans"])).Select(r => r.ToRevision()).ToList());

    /// <summary>Which plan was served by which revisions, newest first.</summary>
    /// <param name="limit">At most so many spans.</param>
    public Task<IReadOnlyList<PlanSpan>> ListPlanSpansAsync(int limit) =>
        store.Database.ReadAsync<IReadOnlyList<PlanSpan>>(async c =>
            (await c.QueryAsync<(long First, long Last, string PlanHash, string Author, string Reason, long At)>(
                Sql["PlanSpans"], new { limit }))
            .Select(r => new PlanSpan(r.First, r.Last, r.PlanHash, r.Author, r.Reason, Microseconds.ToTime(r.At))).ToList());

    /// <summary>The number of the first revision with a plan, or null where there is none.</summary>
    public Task<long?> FindFirstOfPlanAsync(string planHash) =>
        store.Database.ReadAsync(c => c.ExecuteScalarAsync<long?>(Sql["FirstOfPlan"], new { planHash }));

    /// <summary>The revisions after one, oldest first.</summary>
    public Task<IReadOnlyList<Revision>> ListSinceAsync(long number) =>
        store.Database.ReadAsync<IReadOnlyList<Revision>>(async c =>
            (await c.QueryAsync<Row>(Sql["Since"], new { number })).Select(r => r.ToRevision()).ToList());

    /// <summary>
    /// Returns since when something holds of where a route stands, a handover aside: null where it does not in the newest
    /// revision, and <paramref name="enough"/> where it held before that already.
    /// </summary>
    public async Task<DateTimeOffset?> FindSinceAsync(string route, Func<RouteState, bool> holds, DateTimeOffset enough) =>
        await FindFirstOfStateAsync(route, holds, enough) is { } first ? (first.At > enough ? first.At : enough) : null;

    /// <summary>
    /// Returns the revision since which something holds of where a route stands, a handover aside: null where it does not in the
    /// newest revision, and the last one until <paramref name="enough"/> where it held before that already.
    /// </summary>
    public async Task<Revision?> FindFirstOfStateAsync(string route, Func<RouteState, bool> holds, DateTimeOffset enough)
    {
        ArgumentNullException.ThrowIfNull(holds);
        const int page = 50;
        var (since, before) = ((Revision?)null, long.MaxValue);
        while (true)
        {
            var revisions = await store.Database.ReadAsync(async c =>
                (await c.QueryAsync<Row>(Sql["Before"], new { before, limit = page })).Select(r => r.ToRevision()).ToList());
            foreach (var revision in revisions)
            {
                if (!holds((revision.States.GetValueOrDefault(route) ?? RouteState.Initial) with { Handover = null }))
                    return since;
                since = revision;
                if (revision.At <= enough)
                    return since;
            }

            if (revisions.Count < page)
                return since;
            before = revisions[^1].Number;
        }
    }

    /// <summary>A revision by its number, or null.</summary>
    public Task<Revision?> FindAsync(long number) =>
        store.Database.ReadAsync(async c => (await c.QuerySingleOrDefaultAsync<Row>(Sql["Find"], new { number }))?.ToRevision());

    /// <summary>Appends a revision, provided that the newest is still <paramref name="expected"/>.</summary>
    /// <param name="expected">The number of the revision this one changes; 0 in an empty store.</param>
    /// <param name="planHash">The plan it belongs to.</param>
    /// <param name="states">Where every route stands now.</param>
    /// <param name="author">Who shifts.</param>
    /// <param name="reason">Why.</param>
    /// <param name="approval">A second person's approval, taken with it.</param>
    /// <returns>The new revision, or null when another one came first, or the approval cannot be taken any more.</returns>
    public async Task<Revision?> AppendAsync(
        long expected, string planHash, IReadOnlyDictionary<string, RouteState> states, string author, string reason,
        Approval? approval = null)
    {
        try
        {
            return await store.Database.WriteAsync(async (connection, transaction) =>
            {
                var newest = await connection.QuerySingleOrDefaultAsync<Row>(Sql["Newest"], transaction: transaction);
                if ((newest?.Number ?? 0) != expected)
                    return null;
                var row = new Row(
                    expected + 1, planHash, Revision.Write(states), author, reason, Microseconds.Of(time.GetUtcNow()),
                    approval?.By ?? "", newest?.Hash ?? "", "");
                row = row with { Hash = row.ComputeHash() };
                if (await connection.ExecuteAsync(Sql["Append"], row, transaction) == 0)
                    return null;
                if (approval is not null && !await approval.TakeAsync(connection, transaction))
                    throw new ApprovalGoneException();
                await store.Database.SignalAsync(connection, transaction, Channel, $"{row.Number}");
                return row.ToRevision();
            });
        }
        catch (ApprovalGoneException)
        {
            // Thrown so that the revision is undone.
            return null;
        }
    }

    /// <summary>The number of the first revision that was tampered with, or null when the chain is whole.</summary>
    public Task<long?> FindBrokenAsync() => store.Database.ReadAsync(async c =>
        HashChain.FindBroken(
            (await c.QueryAsync<Row>(Sql["All"])).Select(r => (r.Number, r.PreviousHash, r.Hash, r.ComputeHash()))));

    private sealed record Row(
        long Number, string PlanHash, string States, string Author, string Reason, long At, string Approver,
        string PreviousHash, string Hash)
    {
        // A revision that nobody approved has the hash it had before there were approvals.
        public string ComputeHash() => Approver.Length == 0
            ? HashChain.Next(PreviousHash, $"{Number}", PlanHash, States, Author, Reason, $"{At}")
            : HashChain.Next(PreviousHash, $"{Number}", PlanHash, States, Author, Reason, $"{At}", Approver);

        public Revision ToRevision() => new(
            Number, PlanHash, Revision.Read(States), Author, Reason, Microseconds.ToTime(At), Hash,
            Approver.Length == 0 ? null : Approver);
    }

    private sealed class ApprovalGoneException : Exception;
}
