using System.Data.Common;
using Dapper;
using Hub.Platform.Storage;
using Hub.ServiceKit.Storage;

namespace Hub.Platform.Identity.Approvals;

/// <summary>The changes that wait for a second person, for a day at most.</summary>
public sealed class PendingChanges(HubStore store, TimeProvider time)
{
    /// <summary>How long a change waits.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromHours(24);

    private static readonly TimeSpan Remembered = TimeSpan.FromDays(30);
    private static readonly SqlFile Sql = SqlFile.Of<PendingChanges>();

    /// <summary>Creates the table.</summary>
    public Task MigrateAsync() => store.Database.MigrateAsync("approvals", Sql);

    /// <summary>Lets a change wait; one that waits already goes on waiting.</summary>
    public async Task<PendingChange> AskAsync(PendingChange change)
    {
        var now = time.GetUtcNow();
        await store.Database.WriteAsync(async (c, t) =>
        {
            await c.ExecuteAsync(Sql["Forget"], new { before = Microseconds.Of(now - Remembered) }, t);
            return await c.ExecuteAsync(Sql["Ask"], Row.Of(change with { RequestedAt = now, ExpiresAt = now + Patience }), t);
        });
        return await FindAsync(change.Id) ?? throw new InvalidDataException($"Change {change.Id} is not kept.");
    }

    /// <summary>A change of the last month, or null.</summary>
    /// <exception cref="InvalidDataException">It was changed in the store.</exception>
    public async Task<PendingChange?> FindAsync(string id) =>
        (await store.Database.ReadAsync(c => c.QuerySingleOrDefaultAsync<Row>(Sql["Find"], new { id })))?.ToChange();

    /// <summary>All changes that wait, the oldest first.</summary>
    public Task<IReadOnlyList<PendingChange>> ListAsync() => store.Database.ReadAsync<IReadOnlyList<PendingChange>>(async c =>
        [.. (await c.QueryAsync<Row>(Sql["Waiting"], new { now = Now })).Select(r => r.ToChange())]);

    /// <summary>Whether a change can be approved now.</summary>
    public bool IsOpen(PendingChange change) => change.State == PendingChange.Waiting && change.ExpiresAt > time.GetUtcNow();

    /// <summary>Takes a change that waits, in the transaction that performs it; false when it does not wait any more.</summary>
    public async Task<bool> TakeAsync(DbConnection connection, DbTransaction transaction, string id, string approver) =>
        await connection.ExecuteAsync(Sql["End"], new { id, state = "approved", by = approver, now = Now }, transaction) > 0;

    /// <summary>Ends a change that waits, unperformed; false when it does not wait any more.</summary>
    /// <param name="id">The change.</param>
    /// <param name="state"><c>withdrawn</c> or <c>void</c>.</param>
    /// <param name="by">By whom.</param>
    public async Task<bool> EndAsync(string id, string state, string by) =>
        await store.Database.WriteAsync((c, t) => c.ExecuteAsync(Sql["End"], new { id, state, by, now = Now }, t)) > 0;

    /// <summary>Makes void all that a person has asked for and nobody has approved; returns how many changes that were.</summary>
    /// <param name="requester">Whose token ended, or is another one now.</param>
    /// <param name="by">By whom.</param>
    public Task<int> VoidOfAsync(string requester, string by) =>
        store.Database.WriteAsync((c, t) => c.ExecuteAsync(Sql["VoidOf"], new { requester, by }, t));

    private long Now => Microseconds.Of(time.GetUtcNow());

    private sealed record Row(
        string Id, string Action, string Target, string Capabilities, string FromState, string ToState, string RequestedBy,
        string Reason, string PlanHash, long Revision, long RequestedAt, long ExpiresAt, string State, string DecidedBy)
    {
        public static Row Of(PendingChange c) => new(
            c.Id, c.Action, c.Target, string.Join(',', c.Capabilities), c.From, c.To, c.RequestedBy, c.Reason, c.Plan, c.Revision,
            Microseconds.Of(c.RequestedAt), Microseconds.Of(c.ExpiresAt), c.State, c.DecidedBy);

        public PendingChange ToChange()
        {
            var change = new PendingChange(
                Action, Target, [.. Capabilities.Split(',', StringSplitOptions.RemoveEmptyEntries)], FromState, ToState,
                RequestedBy, Reason, PlanHash, Revision)
            {
                RequestedAt = Microseconds.ToTime(RequestedAt),
                ExpiresAt = Microseconds.ToTime(ExpiresAt),
                State = State,
                DecidedBy = DecidedBy,
            };
            return change.Id == Id ? change : throw new InvalidDataException($"Change {Id} was changed in the store.");
        }
    }
}
