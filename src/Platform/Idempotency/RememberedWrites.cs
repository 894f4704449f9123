using System.Collections.Concurrent;
using System.Data.Common;
using Dapper;
using Hub.Platform.Nodes;
using Hub.Platform.Storage;
using Hub.ServiceKit.Storage;

namespace Hub.Platform.Idempotency;

/// <summary>
/// Writes under way and their answers, by idempotency key, where every node finds them. It is written down that a write
/// begins before anything is sent: after a kill the key is taken, and nothing is sent under it again.
/// </summary>
internal sealed class RememberedWrites(
    HubStore store, NodeRegistry nodes, ThisNode node, IdempotencyLimits limits, TimeProvider time)
{
    private static readonly SqlFile Sql = SqlFile.Of<RememberedWrites>();

    // Longer than a node is live without a sign of life: one that is cut off from the store may go on.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Recount = TimeSpan.FromSeconds(10);

    private readonly UnstoredOutcomes _unstored = new(limits.MostAnswersOfCaller);

    // The writes that this process is carrying out, by attempt.
    private readonly ConcurrentDictionary<string, bool> _underWay = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (long At, bool Full)> _scopes = new(StringComparer.Ordinal);

    /// <summary>Creates and updates the tables.</summary>
    public Task MigrateAsync() => store.Database.MigrateAsync("adapter-idempotency", Sql);

    /// <summary>Takes a key for a write that begins now.</summary>
    /// <param name="key">The key.</param>
    /// <param name="attempt">This attempt's own id.</param>
    /// <returns>Null where the key is taken now; else what is known of the write that took it before.</returns>
    /// <exception cref="System.Data.Common.DbException">The store cannot be reached: the write must not begin.</exception>
    public async Task<RememberedWrite?> BeginAsync(IdempotencyKey key, string attempt)
    {
        // Before it is taken, or a repeat would find it taken and nobody carrying it out.
        _underWay[attempt] = true;
        var taken = false;
        try
        {
            taken = await TryTakeAsync(key, attempt);
            // Where the other one has let go of it between the two, whoever comes again may have it.
            return taken ? null
                : await FindAsync(key)
                    ?? new RememberedWrite("", Node: "", key.Fingerprint, key.Proof, Now, Answered: 0, Status: 0, null, null);
        }
        finally
        {
            if (!taken)
                End(attempt);
        }
    }

    /// <summary>What is known under a key, or null.</summary>
    public async Task<RememberedWrite?> FindAsync(IdempotencyKey key)
    {
        if (_unstored.Find(key) is { } ended)
        {
            // Where nothing was done, the key has to be free in the store before it can be taken again.
            if (ended.Frees)
                await StoreAsync(ended);
            else
                return new RememberedWrite(
                    ended.Attempt, node.Id, ended.Key.Fingerprint, ended.Key.Proof, ended.At, Answered: 1, ended.Status,
                    ended.Headers, ended.Body);
        }

        return await FindStoredAsync(key);
    }

    private async Task<RememberedWrite?> FindStoredAsync(IdempotencyKey key) =>
        await store.Database.ReadAsync(c => c.QuerySingleOrDefaultAsync<RememberedWrite>(Sql["Find"], new { id = key.Id }))
            is { } known && known.Begun >= Expired ? known with { Body = store.Records.Open(known.Body) } : null;

    /// <summary>How many keys the key's holder has, and how many bytes of answers are kept under them.</summary>
    public Task<(long Keys, long Bytes)> HeldByAsync(IdempotencyKey key) => store.Database.ReadAsync(c =>
        c.QuerySingleAsync<(long, long)>(Sql["Held"], new { holder = key.Holder }));

    /// <summary>Whether a scope has as many keys as it may have; counted every few seconds.</summary>
    public async Task<bool> IsFullAsync(IdempotencyKey key)
    {
        if (_scopes.TryGetValue(key.Scope, out var counted) && Now - counted.At < (long)Recount.TotalMicroseconds)
            return counted.Full;
        var kept = await store.Database.ReadAsync(c =>
            c.ExecuteScalarAsync<long>(Sql["Scope"], new { scope = key.Scope, most = limits.MostKeys }));
        return (_scopes[key.Scope] = (Now, kept >= limits.MostKeys)).Full;
    }

    /// <summary>Remembers how the write ended: in the store, or here until the store can be written.</summary>
    /// <exception cref="DbException">The store cannot be written; it is tried again.</exception>
    public Task KeepAsync(IdempotencyKey key, string attempt, int status, string headers, string? body) =>
        EndAsync(new UnstoredOutcome(key, attempt, Now, status, headers, body));

    /// <summary>Lets go of a key under which nothing was done.</summary>
    /// <exception cref="DbException">The store cannot be written; it is tried again.</exception>
    public Task ReleaseAsync(IdempotencyKey key, string attempt) =>
        EndAsync(new UnstoredOutcome(key, attempt, Now, Status: 0, "", Body: null));

    /// <summary>Stores what the store could not take at the time.</summary>
    /// <exception cref="DbException">The store still cannot be written.</exception>
    public async Task StoreOutcomesAsync()
    {
        foreach (var ended in _unstored.All)
        {
            if (ended.At < Expired)
                _unstored.Remove(ended);
            else
                await StoreAsync(ended);
        }
    }

    private async Task EndAsync(UnstoredOutcome ended)
    {
        try
        {
            await StoreAsync(ended);
        }
        catch (DbException)
        {
            _unstored.Add(ended);
            throw;
        }
    }

    private async Task StoreAsync(UnstoredOutcome ended)
    {
        await store.Database.WriteAsync((c, t) => ended.Frees
            ? c.ExecuteAsync(Sql["Release"], new { id = ended.Key.Id, attempt = ended.Attempt }, t)
            : c.ExecuteAsync(
                Sql["Keep"],
                new
                {
                    id = ended.Key.Id,
                    attempt = ended.Attempt,
                    status = ended.Status,
                    size = ended.Headers.Length + (ended.Body?.Length ?? 0),
                    headers = ended.Headers,
                    body = store.Records.Close(ended.Body),
                },
                t));
        _unstored.Remove(ended);
    }

    /// <summary>This process is done with an attempt, whatever became of it.</summary>
    public void End(string attempt) => _underWay.TryRemove(attempt, out _);

    /// <summary>Whether a write without an answer may still get one: some node is carrying it out.</summary>
    public async Task<bool> IsUnderWayAsync(RememberedWrite known) =>
        known.Attempt.Length == 0 || _underWay.ContainsKey(known.Attempt)
        // A store of this process's own knows no other that lives: what one before it began was interrupted.
        || (known.Node != node.Id && known.Node.Length > 0 && store.Database.IsShared
            && await nodes.FindLifeAsync(known.Node) switch
            {
                NodeLife.Lives => true,
                NodeLife.Ended => false,
                _ => Now - known.Begun < (long)Grace.TotalMicroseconds,
            });

    /// <summary>Notes that a process has ended, so that what it was carrying out is known to be interrupted.</summary>
    public Task InterruptAsync(string ended) =>
        store.Database.WriteAsync((c, t) => c.ExecuteAsync(Sql["Interrupt"], new { node = ended }, t));

    /// <summary>Forgets what is older than <see cref="IdempotencyLimits.Retention"/>.</summary>
    public Task SweepAsync() => store.Database.WriteAsync((c, t) => c.ExecuteAsync(Sql["Sweep"], new { before = Expired }, t));

    private long Now => Microseconds.Of(time.GetUtcNow());

    private long Expired => Now - (long)limits.Retention.TotalMicroseconds;

    private async Task<bool> TryTakeAsync(IdempotencyKey key, string attempt)
    {
        try
        {
            return await TakeAsync(key, attempt);
        }
        catch (CommitInDoubtException)
        {
            // Whether it was taken is seen in what stands there.
            return await TakeAsync(key, attempt) || (await FindAsync(key))?.Attempt == attempt;
        }
    }

    private async Task<bool> TakeAsync(IdempotencyKey key, string attempt) => await store.Database.WriteAsync((c, t) =>
        c.ExecuteAsync(
            Sql["Begin"],
            new
            {
                id = key.Id,
                holder = key.Holder,
                scope = key.Scope,
                attempt,
                node = node.Id,
                fingerprint = key.Fingerprint,
                proof = key.Proof,
                begun = Now,
                expired = Expired,
            },
            t)) == 1;
}

/// <summary>What is known of a write.</summary>
/// <param name="Attempt">Which attempt took the key.</param>
/// <param name="Node">The process that took it.</param>
/// <param name="Fingerprint">What was asked.</param>
/// <param name="Proof">Of the headers that a caller has to send again to be told the answer.</param>
/// <param name="Begun">When, in microseconds.</param>
/// <param name="Answered">1 when it has ended.</param>
/// <param name="Status">The answer's status.</param>
/// <param name="Headers">The answer's headers, as JSON.</param>
/// <param name="Body">The answer's body, as base64; null where it was too large to keep.</param>
internal sealed record RememberedWrite(
    string Attempt, string Node, string Fingerprint, string Proof, long Begun, long Answered, long Status, string? Headers,
    string? Body);
