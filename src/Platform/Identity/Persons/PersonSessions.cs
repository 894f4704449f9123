using Dapper;
using Hub.Platform.Storage;
using Hub.ServiceKit.Storage;

namespace Hub.Platform.Identity.Persons;

/// <summary>
/// Begins and ends the sessions of persons, whom an issuer has signed in or who have a token. A person of an issuer stands among
/// the tokens, by name, so that who asked for a change is known while it waits; a session is a secret of its own that stands for
/// the person until it ends, at every node.
/// </summary>
public sealed class PersonSessions(HubStore store, AuditLog audit, TimeProvider time)
{
    // As long as a person is remembered who does not come back: longer than a change waits for a second one.
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(7);
    private static readonly SqlFile Sql = SqlFile.Of<PersonSessions>();

    /// <summary>
    /// Begins a session and returns its secret, the only time it is seen, or null where somebody else has the person's name. A
    /// person who came before keeps the name that they had then, whatever the issuer calls them now: nobody becomes a second
    /// person by another name.
    /// </summary>
    /// <param name="person">The person.</param>
    /// <param name="grant">The name, if they are new, and what they may do: it replaces what they might before.</param>
    /// <param name="claim">What the issuer says of them in the claim that grants go by.</param>
    /// <param name="endsAt">When the session ends by itself.</param>
    public async Task<string?> BeginAsync(SignedInPerson person, AccessGrant grant, IssuedClaim claim, DateTimeOffset endsAt)
    {
        ArgumentNullException.ThrowIfNull(person);
        ArgumentNullException.ThrowIfNull(grant);
        ArgumentNullException.ThrowIfNull(claim);
        var (token, now, rights) = (AccessTokens.MakeUp(), time.GetUtcNow(), StoredRights.Of(grant));
        var row = new
        {
            person.Issuer,
            person.Subject,
            sid = person.SessionId,
            claimed = grant.Name,
            hash = AccessTokens.HashOfSession(token),
            // Nobody holds a token of a person: there are sessions only.
            unused = AccessTokens.HashOfSession(AccessTokens.MakeUp()),
            now = Microseconds.Of(now),
            endsAt = Microseconds.Of(endsAt),
            forgottenAt = Microseconds.Of(now + Remembered),
            rights.Role,
            rights.Integrator,
            rights.Capabilities,
        };
        var name = await store.Database.WriteAsync(async (c, t) =>
        {
            await c.ExecuteAsync(Sql["Clean"], row, t);
            var known = await c.QuerySingleOrDefaultAsync<string>(Sql["NameOf"], row, t);
            if (known is null)
            {
                if (await c.ExecuteAsync(Sql["AddToken"], row, t) == 0)
                    return null;
                await c.ExecuteAsync(Sql["AddPerson"], row, t);
            }

            var named = known ?? grant.Name;
            await c.ExecuteAsync(Sql["Say"], new { named, claim = claim.Name, claimValues = claim.Write() }, t);
            await c.ExecuteAsync(
                Sql["Grant"], new { named, row.Role, row.Integrator, row.Capabilities, row.forgottenAt }, t);
            await c.ExecuteAsync(Sql["Begin"], new { row.hash, named, row.sid, row.endsAt }, t);
            return named;
        });
        if (name is null)
        {
            await audit.AppendAsync(grant.Name, "sign in", "console", "refused", $"{person.Issuer} gave the name to another one");
            return null;
        }

        await audit.AppendAsync(name, "sign in", "console", "done", $"as {grant.Describe()}, by {person.Issuer}");
        return token;
    }

    /// <summary>
    /// Begins a session of whoever holds a token, and returns its secret, the only time it is seen; null where no such token is
    /// valid. The session ends with the token, and before it without it.
    /// </summary>
    /// <param name="token">The token, of which nothing is kept.</param>
    /// <param name="endsAt">When the session ends by itself.</param>
    public async Task<string?> BeginAsync(string token, DateTimeOffset endsAt)
    {
        var (secret, hashes, now) = (AccessTokens.MakeUp(), AccessTokens.HashesOf(token), time.GetUtcNow());
        var row = new
        {
            session = AccessTokens.HashOfSession(secret),
            hashes.Hash,
            hashes.HashForAll,
            now = Microseconds.Of(now),
            endsAt = Microseconds.Of(endsAt),
        };
        var name = await store.Database.WriteAsync(async (c, t) =>
        {
            await c.ExecuteAsync(Sql["Clean"], row, t);
            return await c.QuerySingleOrDefaultAsync<string>(Sql["BeginForToken"], row, t);
        });
        if (name is null)
            return null;
        await audit.AppendAsync(name, "sign in", "console", "done", "with a token");
        return secret;
    }

    /// <summary>Ends a session, at every node; a token that is not a session's stays.</summary>
    public Task EndAsync(string token) =>
        EndAsync(new { hash = AccessTokens.HashOfSession(token) }, "End", "by the person");

    /// <summary>Ends the sessions that an issuer has ended.</summary>
    /// <param name="issuer">The issuer.</param>
    /// <param name="subject">Whose; null for whoever had the session.</param>
    /// <param name="session">The issuer's session; null for all of the person's.</param>
    public Task EndAsync(string issuer, string? subject, string? session) =>
        EndAsync(new { issuer, subject, sid = session }, "EndOf", $"by {issuer}");

    private async Task EndAsync(object which, string sql, string by)
    {
        var names = await store.Database.WriteAsync((c, t) => c.QueryAsync<string>(Sql[sql], which, t));
        foreach (var name in names.Distinct(StringComparer.Ordinal))
            await audit.AppendAsync(name, "sign out", "console", "done", by);
    }
}
