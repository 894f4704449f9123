using Dapper;
using Hub.Platform.Storage;

namespace Hub.Adapters.Resources.Idempotency;

/// <summary>
/// Writes under way and their answers, by idempotency key, for a day, where every node finds them. It is written down that a
/// write begins before anything is sent: after a kill the key is taken, and nothing is sent under it again.
/// </summary>
internal sealed class RememberedAnswers(HubStore store, TimeProvider time)
{
    private static readonly SqlFile Sql = SqlFile.Of<RememberedAnswers>();
    private static readonly TimeSpan Sweeping = TimeSpan.FromMinutes(10);
    private long _sweptAt;

    /// <summary>How long a key is remembered.</summary>
    public static TimeSpan Retention { get; } = TimeSpan.FromHours(24);

    public Task MigrateAsync() => store.Database.MigrateAsync("adapter-idempotency", Sql);

    /// <summary>Takes a key for a write that begins now.</summary>
    /// <returns>Null when it is taken; else what is known of the write that took it before.</returns>
    /// <exception cref="System.Data.Common.DbException">The store cannot be reached: the write must not begin.</exception>
    public async Task<RememberedAnswer?> BeginAsync(IdempotencyKey key)
    {
        var owner = Guid.NewGuid().ToString("N");
        try
        {
            if (await TakeAsync(key, owner))
                return null;
        }
        catch (CommitInDoubtException)
        {
            // Whether it was taken is seen in what stands there.
            if (await TakeAsync(key, owner))
                return null;
        }

        var known = await store.Database.ReadAsync(
            c => c.QuerySingleOrDefaultAsync<RememberedAnswer>(Sql["Find"], new { id = key.Id }));
        // Gone between the two: it was let go of just now, and whoever comes again may have it.
        return known?.Owner == owner
            ? null
            : known ?? new RememberedAnswer("", key.Fingerprint, Now, Answered: 0, Status: 0, Headers: null, Body: null);
    }

    /// <summary>Remembers how the write ended.</summary>
    public Task KeepAsync(IdempotencyKey key, int status, string headers, string? body) => store.Database.WriteAsync((c, t) =>
        c.ExecuteAsync(Sql["Keep"], new { id = key.Id, status, headers, body }, t));

    /// <summary>Lets go of a key under which nothing was done.</summary>
    public Task ReleaseAsync(IdempotencyKey key) =>
        store.Database.WriteAsync((c, t) => c.ExecuteAsync(Sql["Release"], new { id = key.Id }, t));

    /// <summary>Whether a write that has not ended may still be under way.</summary>
    public bool MayBeUnderWay(RememberedAnswer known, TimeSpan patience) => Now - known.Begun < (long)patience.TotalMicroseconds;

    /// <summary>Forgets what is older than a day, every few minutes.</summary>
    public async Task SweepAsync()
    {
        var (swept, now) = (Interlocked.Read(ref _sweptAt), Now);
        if (now - swept < (long)Sweeping.TotalMicroseconds || Interlocked.CompareExchange(ref _sweptAt, now, swept) != swept)
            return;
        await store.Database.WriteAsync((c, t) => c.ExecuteAsync(Sql["Sweep"], new { before = Expired }, t));
    }

    private long Now => Microseconds.Of(time.GetUtcNow());

    private long Expired => Now - (long)Retention.TotalMicroseconds;

    private async Task<bool> TakeAsync(IdempotencyKey key, string owner) => await store.Database.WriteAsync((c, t) =>
        c.ExecuteAsync(
            Sql["Begin"], new { id = key.Id, owner, fingerprint = key.Fingerprint, begun = Now, expired = Expired }, t)) == 1;
}

/// <summary>What is known of a write.</summary>
/// <param name="Owner">Which attempt took the key.</param>
/// <param name="Fingerprint">What was asked.</param>
/// <param name="Begun">When, in microseconds.</param>
/// <param name="Answered">1 when it has ended.</param>
/// <param name="Status">Its answer's status.</param>
/// <param name="Headers">Its answer's headers, as JSON.</param>
/// <param name="Body">Its answer's body, as base64; null when that was too large to keep.</param>
internal sealed record RememberedAnswer(
    string Owner, string Fingerprint, long Begun, long Answered, long Status, string? Headers, string? Body);
