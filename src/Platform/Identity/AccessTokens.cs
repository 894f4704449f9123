using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Hub.Platform.Identity.Persons;
using Hub.Platform.Storage;
using Hub.ServiceKit.Storage;

namespace Hub.Platform.Identity;

/// <summary>
/// The hub's own tokens. A token is 256 random bits, so a plain SHA-256 of it is as hard to reverse as guessing it;
/// only the hash is stored.
/// </summary>
/// <remarks>
/// A token is looked up by its hash. How long that takes may tell how far the hash agrees with a stored one, which is of
/// no use to whoever cannot choose tokens by their hash: of the token itself no duration tells anything. Nothing is kept
/// between requests, so a token that is revoked is unknown to the next request at any node.
/// </remarks>
/// <param name="store">The hub's store.</param>
/// <param name="time">The time.</param>
/// <param name="persons">What persons of an issuer may do by the plan that is served.</param>
public sealed class AccessTokens(HubStore store, TimeProvider time, PersonRights persons)
{
    private static readonly TimeSpan Coarse = TimeSpan.FromHours(1);
    private static readonly SqlFile Sql = SqlFile.Of<AccessTokens>();
    private const string Prefix = "hub_";
    private const int RandomBytes = 32;
    /// <summary>The fewest characters of a token that is given from outside.</summary>
    public const int Shortest = 32;


    // Hashes of tokens from outside, which do not look like those that are made here.
    private ImmutableHashSet<string> _given = [];

    /// <summary>Creates the table.</summary>
    public Task MigrateAsync() => store.Database.MigrateAsync("identity-tokens", Sql);

    /// <summary>
    /// Makes an admin's token of a name, or replaces the one of that name, and returns it: the only time it is seen.
    /// </summary>
    public async Task<string> CreateAsync(string name)
    {
        var token = MakeUp();
        await RegisterAsync(name, token);
        return token;
    }

    /// <summary>Makes an admin's token of a name and returns it, or null where there is one of that name already.</summary>
    public Task<string?> TryCreateAsync(string name) =>
        AddAsync(new AccessGrant(name, AccessRole.Admin, []), createdBy: "", expiresAt: null, HashForAll);

    /// <summary>
    /// Makes a token and returns it, the only time it is seen, or null where there is one of that name already.
    /// </summary>
    /// <param name="grant">Its name and what it may do.</param>
    /// <param name="createdBy">Who makes it.</param>
    /// <param name="expiresAt">From when on it is no longer taken.</param>
    public Task<string?> TryCreateAsync(AccessGrant grant, string createdBy, DateTimeOffset? expiresAt) =>
        AddAsync(grant, createdBy, expiresAt, grant.Role == AccessRole.Consumer ? HashOfConsumer : Hash);

    /// <summary>Makes a given token valid as an admin's under a name, replacing the one of that name.</summary>
    /// <returns>Whether another token had the name until now.</returns>
    /// <exception cref="ArgumentException">The token is shorter than 32 characters.</exception>
    public async Task<bool> RegisterAsync(string name, string token)
    {
        if (token.Length < Shortest)
            throw new ArgumentException("A token has at least 32 characters.", nameof(token));
        if (!LooksMadeUp(token))
            ImmutableInterlocked.Update(ref _given, (given, hash) => given.Add(hash), HashForAll(token));
        var row = new { name, hash = HashForAll(token), createdAt = Now };
        return await store.Database.WriteAsync(async (c, t) =>
        {
            var before = await c.QuerySingleOrDefaultAsync<string>(Sql["HashOf"], row, t);
            await c.ExecuteAsync(Sql["Save"], row, t);
            return before is not null && before != row.hash;
        });
    }

    /// <summary>
    /// Returns whether a header's value holds a token of the hub's, told by its look, so without asking the store: one that
    /// is revoked too, and one given from outside where this process was given it.
    /// </summary>
    public bool AreIn(string? header)
    {
        if (header is null)
            return false;
        var value = header.AsSpan();
        foreach (var part in value.SplitAny(' ', '\t', ',', '=', '"'))
        {
            if (LooksMadeUp(value[part]) || IsGiven(value[part]))
                return true;
        }

        return value.IndexOf(' ') is >= 0 and var scheme && IsGiven(value[scheme..].Trim());
    }

    /// <summary>
    /// Who a valid token is, or null. A session of a person whom an issuer has signed in has the rights that the plan served
    /// gives them, and none where it gives none any more.
    /// </summary>
    public async Task<AccessGrant?> FindAsync(string token)
    {
        var hashes = new
        {
            hash = Hash(token),
            hashForAll = HashForAll(token),
            hashOfConsumer = HashOfConsumer(token),
            hashOfSession = HashOfSession(token),
            now = Now,
        };
        var row = await store.Database.ReadAsync(c => c.QuerySingleOrDefaultAsync<Row>(Sql["Find"], hashes));
        if (row is null || row.HasExpired(Now) || row.GrantBy(persons) is not { } grant)
            return null;
        if ((row.LastUsedAt ?? 0) < Now - (Coarse.Ticks / TimeSpan.TicksPerMicrosecond))
            await store.Database.WriteAsync((c, t) => c.ExecuteAsync(Sql["Use"], new { row.Name, now = Now }, t));
        return grant;
    }

    /// <summary>
    /// All tokens by name, those that have expired too; without persons to whom the plan served gives nothing any more.
    /// </summary>
    public Task<IReadOnlyList<AccessToken>> ListAsync() => store.Database.ReadAsync<IReadOnlyList<AccessToken>>(async c =>
        [.. (await c.QueryAsync<Row>(Sql["List"])).Select(r => r.ToToken(persons)).OfType<AccessToken>()]);

    /// <summary>Ends a token for the next request at any node; false where there is none of that name.</summary>
    public async Task<bool> RevokeAsync(string name) =>
        await store.Database.WriteAsync((c, t) => c.ExecuteAsync(Sql["Revoke"], new { name }, t)) > 0;

    private long Now => Microseconds.Of(time.GetUtcNow());

    private async Task<string?> AddAsync(
        AccessGrant grant, string createdBy, DateTimeOffset? expiresAt, Func<string, string> hash)
    {
        var token = MakeUp();
        var rights = StoredRights.Of(grant);
        var row = new
        {
            grant.Name,
            hash = hash(token),
            createdAt = Now,
            rights.Role,
            rights.OverridesGates,
            rights.Consumer,
            rights.Integrator,
            rights.Capabilities,
            createdBy,
            expiresAt = expiresAt is { } at ? Microseconds.Of(at) : (long?)null,
        };
        return await store.Database.WriteAsync((c, t) => c.ExecuteAsync(Sql["Add"], row, t)) == 1 ? token : null;
    }

    /// <summary>Makes up a token: 256 random bits.</summary>
    internal static string MakeUp() => Prefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(RandomBytes));

    private static bool LooksMadeUp(ReadOnlySpan<char> token) =>
        token.Length == Prefix.Length + (2 * RandomBytes)
        && token.StartsWith(Prefix, StringComparison.Ordinal)
        && !token[Prefix.Length..].ContainsAnyExcept("0123456789abcdef");

    private bool IsGiven(ReadOnlySpan<char> token) =>
        !_given.IsEmpty && token.Length >= Shortest && _given.Contains(HashForAll(token.ToString()));

    /// <summary>Returns what a token that may be anybody's is looked up by.</summary>
    internal static (string Hash, string HashForAll) HashesOf(string token) => (Hash(token), HashForAll(token));

    /// <summary>The version before this one knows no roles: to it, a token with less than all rights must not be one.</summary>
    private static string Hash(string token) => HashForAll("2 " + token);

    /// <summary>To the version before consumers, which lists them as callers, none of their tokens is one.</summary>
    private static string HashOfConsumer(string token) => HashForAll("3 " + token);

    /// <summary>What a person's session is looked up by; to a version before them, none of their secrets is a token.</summary>
    internal static string HashOfSession(string token) => HashForAll("4 " + token);

    private static string HashForAll(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    private sealed record Row(
        string Name, string Role, long Integrator, long Consumer, string Capabilities, long CreatedAt, string CreatedBy,
        long? ExpiresAt, long? LastUsedAt, long OverridesGates, string? Issuer, string? Claim, string? ClaimValues)
    {
        public bool HasExpired(long now) => ExpiresAt <= now;

        /// <summary>Returns what the holder may do, which of a person the plan served says.</summary>
        public AccessGrant? GrantBy(PersonRights persons)
        {
            var stored = new AccessGrant(Name, Held, Scope) { OverridesGates = OverridesGates != 0 };
            return Issuer is null ? stored : persons.Of(stored, Issuer, IssuedClaim.Of(Claim, ClaimValues));
        }

        public AccessToken? ToToken(PersonRights persons) => GrantBy(persons) is { } grant
            ? new(
                Name, grant.Role, grant.Capabilities, Microseconds.ToTime(CreatedAt), CreatedBy,
                Time(ExpiresAt), Time(LastUsedAt))
            {
                OverridesGates = grant.OverridesGates,
            }
            : null;

        private AccessRole Held => Integrator != 0 ? AccessRole.Integrator
            : Consumer != 0 ? AccessRole.Consumer
            : Enum.Parse<AccessRole>(Role, ignoreCase: true);

        private ImmutableArray<string> Scope => [.. Capabilities.Split(',', StringSplitOptions.RemoveEmptyEntries)];

        private static DateTimeOffset? Time(long? at) => at is { } given ? Microseconds.ToTime(given) : null;
    }
}
