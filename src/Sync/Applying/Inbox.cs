using System.Data.Common;
using Dapper;
using Hub.Platform.Storage;
using Hub.ServiceKit.Storage;
using Hub.Sync.Bonds;
using Hub.Sync.Feeding;
using Hub.Sync.Messages;
using Hub.Sync.Waiting;

namespace Hub.Sync.Applying;

/// <summary>What the inbox knows of a change.</summary>
internal enum InboxStanding
{
    /// <summary>Nothing: it is to be applied.</summary>
    New,

    /// <summary>It was handled.</summary>
    Handled,

    /// <summary>A later version of its record, or this very one, was applied.</summary>
    Superseded,
}

/// <summary>
/// The durable memory of what was handled. Each outcome is one transaction: the inbox row, the record's version,
/// the count, the parked or the waiting change, all or nothing. Of a change that has waited, taking it from those that
/// wait stands for the inbox row, which it has already.
/// </summary>
internal sealed class Inbox(
    HubStore store, ParkedChanges parked, WaitingChanges waiting, BondStore bonds, FeedLog feed, TimeProvider time)
{
    private static readonly SqlFile Sql = SqlFile.Of<Inbox>();

    public async Task<InboxStanding> FindAsync(ChangeMessage message)
    {
        var (handled, version) = await ReadAsync(message);
        return StandingOf(handled > 0, version, message.Version);
    }

    /// <summary>Returns what the inbox knows of a change.</summary>
    /// <param name="handled">Whether this very message was handled.</param>
    /// <param name="version">The latest version of its record that was applied; null for none.</param>
    /// <param name="arriving">The change's version.</param>
    public static InboxStanding StandingOf(bool handled, long? version, long arriving) =>
        handled ? InboxStanding.Handled : version >= arriving ? InboxStanding.Superseded : InboxStanding.New;

    /// <summary>
    /// Whether the target has the record as in this change or later, whatever the inbox says of the change itself.
    /// </summary>
    public async Task<bool> IsSupersededAsync(ChangeMessage message) => (await ReadAsync(message)).Version >= message.Version;

    /// <summary>
    /// Returns the latest version of a record that was applied, or that a deletion has overtaken; null for none.
    /// </summary>
    public async Task<long?> FindVersionAsync(string stream, string key) =>
        await store.Database.ReadAsync(c => c.ExecuteScalarAsync<long?>(Sql["Version"], new { stream, key }));

    /// <summary>Whether a change of a record has come to an outcome, applied or parked.</summary>
    public async Task<bool> HasHandledAsync(string stream, string key) =>
        await store.Database.ReadAsync(c => c.ExecuteScalarAsync<long>(Sql["HasHandled"], new { stream, key })) > 0;

    /// <summary>The target has the change.</summary>
    /// <param name="message">The change.</param>
    /// <param name="outcome">What became of it, with what is to be remembered of the record and told in the feed.</param>
    /// <returns>
    /// False where the other direction has written the bond since it was read: nothing is committed, and the change is to be
    /// compared anew.
    /// </returns>
    public Task<bool> CommitAppliedAsync(ChangeMessage message, BondedOutcome outcome) => UnlessBondMovedAsync(
        outcome.Feed, () => CommitAsync(message, (c, t) => ApplyAsync(c, t, message, outcome)));

    /// <summary>The change is older than what the target has.</summary>
    public Task CommitSupersededAsync(ChangeMessage message) => CommitAsync(message, (_, _) => Task.CompletedTask);

    /// <summary>A person must look.</summary>
    public Task CommitParkedAsync(ChangeMessage message, string reason) =>
        CommitAsync(message, async (c, t) =>
        {
            await WaitingChanges.OvertakeAsync(c, t, message);
            await parked.AddAsync(c, t, message with { Waited = false }, reason);
        });

    /// <summary>The target does not know a record that the change names.</summary>
    public Task CommitWaitingAsync(ChangeMessage message, MissingParent missing) =>
        message.Waited
            ? store.Database.WriteAsync(async (c, t) =>
            {
                await waiting.GoOnAsync(c, t, message, missing);
                return true;
            })
            : CommitAsync(message, (c, t) => waiting.AddAsync(c, t, message, missing));

    /// <summary>A parked change is done with: the target has it.</summary>
    /// <returns>False as for <see cref="CommitAppliedAsync"/>.</returns>
    public Task<bool> CommitReplayedAsync(ParkedReplay replay, ChangeMessage message, BondedOutcome outcome) =>
        UnlessBondMovedAsync(
            outcome.Feed, () => CommitUnparkedAsync(replay, "applied", (c, t) => ApplyAsync(c, t, message, outcome)));

    /// <summary>A parked change is done with, as the target has a later one.</summary>
    public Task CommitSupersededAsync(ParkedReplay replay) =>
        CommitUnparkedAsync(replay, "superseded", (_, _) => Task.CompletedTask);

    /// <summary>A parked change waits from now on, or a later one of its record does.</summary>
    public Task CommitReplayedAsync(ParkedReplay replay, ChangeMessage message, MissingParent missing) =>
        CommitUnparkedAsync(replay, "waiting", (c, t) => waiting.AddAsync(c, t, message, missing));

    /// <summary>
    /// Forgets what was handled before a time and lies behind its stream's position, so that nobody sends it again.
    /// </summary>
    public Task<int> PruneAsync(DateTimeOffset before) =>
        store.Database.WriteAsync((c, t) => c.ExecuteAsync(Sql["Prune"], new { before = Microseconds.Of(before) }, t));

    private Task<(long Handled, long? Version)> ReadAsync(ChangeMessage message) =>
        store.Database.ReadAsync(c => c.QuerySingleAsync<(long, long?)>(
            Sql[message.Waited ? "StandingOfWaited" : "Standing"], Row(message)));

    private Task CommitAsync(ChangeMessage message, Func<DbConnection, DbTransaction, Task> outcome) =>
        store.Database.WriteAsync(async (c, t) =>
        {
            var isNew = message.Waited
                ? await WaitingChanges.TakeAsync(c, t, message)
                : await c.ExecuteAsync(Sql["Record"], Row(message), t) > 0;
            if (isNew)
                await outcome(c, t);
            return true;
        });

    private Task CommitUnparkedAsync(ParkedReplay replay, string settledAs, Func<DbConnection, DbTransaction, Task> outcome) =>
        store.Database.WriteAsync(async (c, t) =>
        {
            if (await parked.SettleAsync(c, t, replay.Id, settledAs, replay.Batch))
                await outcome(c, t);
            return true;
        });

    private object Row(ChangeMessage message) => new
    {
        stream = message.Stream,
        key = message.Key,
        version = message.Version,
        position = message.Position,
        sequence = message.Sequence,
        now = Microseconds.Of(time.GetUtcNow()),
    };

    private async Task ApplyAsync(
        DbConnection connection, DbTransaction transaction, ChangeMessage message, BondedOutcome outcome)
    {
        await WaitingChanges.OvertakeAsync(connection, transaction, message);
        await parked.SupersedeAsync(connection, transaction, message);
        await connection.ExecuteAsync(Sql["Guard"], Row(message), transaction);
        if (outcome.Bond is { } bond && !await bonds.WriteAsync(connection, transaction, bond))
            throw new BondMovedException();
        if (outcome.Overtakes is var (stream, key, version))
            await connection.ExecuteAsync(Sql["Guard"], new { stream, key, version }, transaction);
        // What all changes of a stream, and of an entity, have in common comes last: they wait there for each other's commit.
        await connection.ExecuteAsync(Sql["Count"], Row(message), transaction);
        if (outcome.Feed is { } agreed)
            await feed.AppendAsync(connection, transaction, agreed);
    }

    private async Task<bool> UnlessBondMovedAsync(FeedEntry? agreed, Func<Task> commit)
    {
        try
        {
            await commit();
            if (agreed is not null)
                feed.Announce(agreed.Entity);
            return true;
        }
        catch (BondMovedException)
        {
            return false;
        }
    }

    /// <summary>Thrown so that the outcome's transaction is undone.</summary>
    private sealed class BondMovedException : Exception;
}

/// <summary>A parked change that is put through once more.</summary>
/// <param name="Id">Which.</param>
/// <param name="Batch">The act on many that asks for it; null where a person asks for this one.</param>
internal sealed record ParkedReplay(string Id, string? Batch);
