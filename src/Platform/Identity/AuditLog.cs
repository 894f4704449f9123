using Dapper;
using Hub.Platform.Storage;

namespace Hub.Platform.Identity;

/// <summary>One write that was asked for through the hub's own surface, done or refused.</summary>
/// <param name="Number">Counts up from 1.</param>
/// <param name="At">When.</param>
/// <param name="Actor">The token's name; <c>anonymous</c> where none was valid.</param>
/// <param name="Action">What was asked: <c>shift</c>, <c>rollback</c>.</param>
/// <param name="Target">What it was asked of: a route's id.</param>
/// <param name="Outcome"><c>done</c>, <c>refused</c>, or <c>waits</c> for a second person.</param>
/// <param name="Detail">What changed, or why it was refused.</param>
public sealed record AuditEntry(
    long Number, DateTimeOffset At, string Actor, string Action, string Target, string Outcome, string Detail);

/// <summary>The audit log: appended to, hash chained, never changed.</summary>
public sealed class AuditLog(HubStore store, TimeProvider time)
{
    /// <summary>Who asks without a valid token.</summary>
    public const string Anonymous = "anonymous";

    private static readonly SqlFile Sql = SqlFile.Of<AuditLog>();

    /// <summary>Creates the table.</summary>
    public Task MigrateAsync() => store.Database.MigrateAsync("audit", Sql);

    /// <summary>Appends an entry; when this completes, it is on disk.</summary>
    public Task AppendAsync(string actor, string action, string target, string outcome, string detail) =>
        store.Database.WriteInTurnAsync("audit", async (connection, transaction) =>
        {
            var last = await connection.QuerySingleOrDefaultAsync<Row>(Sql["Last"], transaction: transaction);
            var row = new Row(
                (last?.Number ?? 0) + 1, Microseconds.Of(time.GetUtcNow()),
                actor, action, target, outcome, detail, last?.Hash ?? "", "");
            return await connection.ExecuteAsync(Sql["Append"], row with { Hash = row.ComputeHash() }, transaction);
        });

    /// <summary>Entries, newest first.</summary>
    public Task<IReadOnlyList<AuditEntry>> ListAsync(int limit) =>
        store.Database.ReadAsync<IReadOnlyList<AuditEntry>>(async c =>
            (await c.QueryAsync<Row>(Sql["List"], new { limit })).Select(r => r.ToEntry()).ToList());

    /// <summary>The number of the first entry that was tampered with, or null when the chain is whole.</summary>
    public Task<long?> FindBrokenAsync() => store.Database.ReadAsync(async c =>
        HashChain.FindBroken(
            (await c.QueryAsync<Row>(Sql["All"])).Select(r => (r.Number, r.PreviousHash, r.Hash, r.ComputeHash()))));

    private sealed record Row(
        long Number, long At, string Actor, string Action, string Target, string Outcome, string Detail,
        string PreviousHash, string Hash)
    {
        public string ComputeHash() => HashChain.Next(PreviousHash, $"{Number}", $"{At}", Actor, Action, Target, Outcome, Detail);

        public AuditEntry ToEntry() => new(Number, Microseconds.ToTime(At), Actor, Action, Target, Outcome, Detail);
    }
}
