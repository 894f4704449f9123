using System.Data.Common;
using Dapper;
using Hub.Platform.Storage;
using Hub.ServiceKit.Storage;

namespace Hub.Platform.Identity;

/// <summary>The audit log: appended to, hash chained, never changed.</summary>
public sealed class AuditLog(HubStore store, TimeProvider time)
{
    /// <summary>Who asks without a valid token.</summary>
    public const string Anonymous = "anonymous";

    private const int Page = 1000;

    // Around each target asked for: a list that every engine understands.
    private const string Mark = "\u001f";
    private static readonly SqlFile Sql = SqlFile.Of<AuditLog>();

    /// <summary>Tells the number of each entry that this process has appended.</summary>
    public event Action<long>? Appended;

    /// <summary>Creates the table.</summary>
    public Task MigrateAsync() => store.Database.MigrateAsync("audit", Sql);

    /// <summary>Appends an entry; when this completes, it is on disk. Texts that are too long are cut, and say so.</summary>
    public Task AppendAsync(string actor, string action, string target, string outcome, string detail) =>
        AppendAsync(actor, action, target, outcome, detail, (_, _) => Task.FromResult(true));

    /// <summary>Appends an entry, unless it was appended before.</summary>
    /// <param name="actor">Who did it.</param>
    /// <param name="action">What was asked.</param>
    /// <param name="target">What it was asked of.</param>
    /// <param name="outcome"><c>done</c> or <c>refused</c>.</param>
    /// <param name="detail">What changed, or why it was refused.</param>
    /// <param name="isFirst">
    /// Notes the entry in the same transaction of the hub's store, and returns whether it was not noted before.
    /// </param>
    public async Task AppendAsync(
        string actor, string action, string target, string outcome, string detail,
        Func<DbConnection, DbTransaction, Task<bool>> isFirst)
    {
        ArgumentNullException.ThrowIfNull(isFirst);
        var entry = new AuditEntry(
            0, time.GetUtcNow(), AuditTexts.Cut(actor, AuditTexts.LongestName), AuditTexts.Cut(action, AuditTexts.LongestName),
            AuditTexts.Cut(target, AuditTexts.LongestName), outcome, AuditTexts.Cut(detail, AuditTexts.LongestDetail));
        var number = await store.Database.WriteInTurnAsync("audit", async (connection, transaction) =>
        {
            if (!await isFirst(connection, transaction))
                return 0L;
            var last = await connection.QuerySingleOrDefaultAsync<Row>(Sql["Last"], transaction: transaction);
            var next = entry with { Number = (last?.Number ?? 0) + 1, PreviousHash = last?.Hash ?? "" };
            await connection.ExecuteAsync(Sql["Append"], Row.Of(next with { Hash = next.ComputeHash() }), transaction);
            return next.Number;
        });
        if (number > 0)
            Appended?.Invoke(number);
    }

    /// <summary>Entries, newest first.</summary>
    public Task<IReadOnlyList<AuditEntry>> ListAsync(int limit) => ListAsync(new AuditQuery { Limit = limit });

    /// <summary>The entries asked for.</summary>
    public Task<IReadOnlyList<AuditEntry>> ListAsync(AuditQuery query)
    {
        var asked = new
        {
            limit = query.Limit,
            actor = query.Actor ?? "",
            action = query.Action ?? "",
            outcome = query.Outcome ?? "",
            mark = Mark,
            targets = query.Targets is null ? "*" : string.Concat(query.Targets.Select(t => $"{Mark}{t}{Mark}")),
            since = query.Since is { } since ? Microseconds.Of(since) : 0,
            until = query.Until is { } until ? Microseconds.Of(until) : long.MaxValue,
            before = query.Before ?? long.MaxValue,
            after = query.After ?? 0,
        };
        return store.Database.ReadAsync<IReadOnlyList<AuditEntry>>(async c =>
            [.. (await c.QueryAsync<Row>(Sql[query.After is null ? "List" : "ListAfter"], asked)).Select(r => r.ToEntry())]);
    }

    /// <summary>The newest entry, or null in an empty log.</summary>
    public async Task<AuditEntry?> FindNewestAsync() =>
        (await store.Database.ReadAsync(c => c.QuerySingleOrDefaultAsync<Row>(Sql["Last"])))?.ToEntry();

    /// <summary>All entries from the first on, read page by page.</summary>
    public async IAsyncEnumerable<AuditEntry> ReadAllAsync()
    {
        var query = new AuditQuery { After = 0, Limit = Page };
        while (await ListAsync(query) is { Count: > 0 } page)
        {
            foreach (var entry in page)
                yield return entry;
            query = query with { After = page[^1].Number };
        }
    }

    /// <summary>The number of the first entry that was tampered with, or null when the chain is whole.</summary>
    public async Task<long?> FindBrokenAsync()
    {
        var (number, previous) = (0L, "");
        await foreach (var entry in ReadAllAsync())
        {
            if (entry.Number != ++number || entry.PreviousHash != previous || entry.Hash != entry.ComputeHash())
                return number;
            previous = entry.Hash;
        }

        return null;
    }

    private sealed record Row(
        long Number, long At, string Actor, string Action, string Target, string Outcome, string Detail,
        string PreviousHash, string Hash)
    {
        public static Row Of(AuditEntry e) => new(
            e.Number, Microseconds.Of(e.At), e.Actor, e.Action, e.Target, e.Outcome, e.Detail, e.PreviousHash, e.Hash);

        public AuditEntry ToEntry() => new(
            Number, Microseconds.ToTime(At), Actor, Action, Target, Outcome, Detail, PreviousHash, Hash);
    }
}
