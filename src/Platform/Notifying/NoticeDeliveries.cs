using System.Data.Common;
using Dapper;
using Hub.Platform.Storage;
using Hub.ServiceKit.Storage;
using Microsoft.Extensions.Logging;

namespace Hub.Platform.Notifying;

/// <summary>The notices on their way to webhooks, in the store.</summary>
public sealed partial class NoticeDeliveries(HubStore store, TimeProvider time, ILogger<NoticeDeliveries> log)
{
    /// <summary>How many notices may wait for one webhook; what comes then is not kept, and the log says so.</summary>
    public const int MostWaiting = 10_000;

    private const int MostAtOnce = 8;
    private static readonly SqlFile Sql = SqlFile.Of<NoticeDeliveries>();

    // A node that takes a notice and dies leaves it to the next one after this time; longer than any attempt takes.
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    /// <summary>Creates the tables.</summary>
    public Task MigrateAsync() => store.Database.MigrateAsync("notices", Sql);

    /// <summary>Returns the newest of them.</summary>
    /// <param name="state">Of this state only; null for all.</param>
    /// <param name="id">Of this notice only; null for all.</param>
    /// <param name="limit">At most so many.</param>
    public Task<IReadOnlyList<NoticeDelivery>> ListAsync(string? state, string? id, int limit) =>
        store.Database.ReadAsync<IReadOnlyList<NoticeDelivery>>(async c =>
        [
            .. (await c.QueryAsync<Row>(Sql["List"], new { state = state ?? "", id = id ?? "", limit }))
                .Select(r => r.ToDelivery()),
        ]);

    /// <summary>Forgets those that were told before a time, whatever became of them.</summary>
    public Task<int> PruneAsync(DateTimeOffset before) => store.Database.WriteAsync(
        (c, t) => c.ExecuteAsync(Sql["Prune"], new { before = Microseconds.Of(before) }, t));

    internal async Task AddAsync(Notice notice, string webhook, DbConnection connection, DbTransaction transaction)
    {
        var added = await connection.ExecuteAsync(
            Sql["Add"],
            new
            {
                id = notice.Id,
                webhook,
                kind = notice.Kind,
                subject = notice.Subject,
                text = notice.Text,
                data = notice.Data?.ToJsonString() ?? "",
                now = Microseconds.Of(time.GetUtcNow()),
                most = MostWaiting,
            },
            transaction);
        // The same notice told twice is not added either.
        if (added == 0
            && await connection.ExecuteScalarAsync<long>(Sql["CountWaiting"], new { webhook }, transaction) >= MostWaiting)
            LogNotKept(log, notice.Kind, notice.Id, MostWaiting, webhook);
    }

    /// <summary>Takes the next notices that are due, so that no other node sends them meanwhile.</summary>
    internal Task<IReadOnlyList<NoticeDelivery>> TakeAsync(string webhook)
    {
        var now = time.GetUtcNow();
        return store.Database.WriteAsync<IReadOnlyList<NoticeDelivery>>(async (c, t) =>
        [
            .. (await c.QueryAsync<Row>(
                Sql["Take"],
                new { webhook, now = Microseconds.Of(now), until = Microseconds.Of(now + Lease), limit = MostAtOnce },
                t)).Select(r => r.ToDelivery()),
        ]);
    }

    /// <summary>Notes what became of an attempt.</summary>
    internal Task NoteAsync(NoticeDelivery delivery, string state, string? problem, DateTimeOffset due) =>
        store.Database.WriteAsync((c, t) => c.ExecuteAsync(
            Sql["Note"],
            new { delivery.Id, delivery.Webhook, state, problem = problem ?? "", due = Microseconds.Of(due) },
            t));

    /// <summary>Moves a mark, provided that it stands where it is said to: null for one that is not there yet.</summary>
    internal static async Task<bool> MoveMarkAsync(
        string name, string? from, string to, DbConnection connection, DbTransaction transaction) =>
        await connection.ExecuteAsync(
            Sql[from is null ? "AddMark" : "MoveMark"], new { name, from, to }, transaction) > 0;

    internal Task<string?> FindMarkAsync(string name) =>
        store.Database.ReadAsync(c => c.QuerySingleOrDefaultAsync<string?>(Sql["FindMark"], new { name }));

    [LoggerMessage(
        LogLevel.Error,
        "A notice of kind {Kind} ({Id}) is not kept: {Most} wait for {Webhook} already (./hub notify list says why)")]
    private static partial void LogNotKept(ILogger log, string kind, string id, int most, string webhook);

    private sealed record Row(
        string Id, string Webhook, string Kind, string Subject, string Text, string Data, long At, string State, long Attempts,
        long Due, string Problem)
    {
        public NoticeDelivery ToDelivery() => new(
            Id, Webhook, Kind, Subject, Text, Microseconds.ToTime(At), State, (int)Attempts, Microseconds.ToTime(Due),
            Problem.Length == 0 ? null : Problem)
        {
            Data = Data.Length == 0 ? null : Data,
        };
    }
}
