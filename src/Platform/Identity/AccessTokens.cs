using System.Security.Cryptography;
using System.Text;
using Dapper;
using Hub.Platform.Storage;

namespace Hub.Platform.Identity;

/// <summary>
/// The hub's own tokens. A token is 256 random bits, so a plain SHA-256 of it is as hard to reverse as guessing it;
/// only the hash is stored.
/// </summary>
public sealed class AccessTokens(HubStore store, TimeProvider time)
{
    private static readonly SqlFile Sql = SqlFile.Of<AccessTokens>();

    /// <summary>Creates the table.</summary>
    public Task MigrateAsync() => store.Database.MigrateAsync("identity-tokens", Sql);

    /// <summary>Makes a token of a name, or replaces the one of that name, and returns it: the only time it is seen.</summary>
    public async Task<string> CreateAsync(string name)
    {
        var token = MakeUp();
        await RegisterAsync(name, token);
        return token;
    }

    /// <summary>Makes a token of a name and returns it, or null where there is one of that name already.</summary>
    public async Task<string?> TryCreateAsync(string name)
    {
        var token = MakeUp();
        return await store.Database.WriteAsync((c, t) => c.ExecuteAsync(Sql["Add"], Row(name, token), t)) == 1 ? token : null;
    }

    /// <summary>Makes a given token valid under a name, replacing the one of that name.</summary>
    /// <exception cref="ArgumentException">The token is shorter than 32 characters.</exception>
    public async Task RegisterAsync(string name, string token)
    {
        if (token.Length < 32)
            throw new ArgumentException("A token has at least 32 characters.", nameof(token));
        await store.Database.WriteAsync((c, t) => c.ExecuteAsync(Sql["Save"], Row(name, token), t));
    }

    /// <summary>The name of a valid token, or null. Looked up by hash, so that no comparison's duration tells anything of it.</summary>
    public Task<string?> FindNameAsync(string token) =>
        store.Database.ReadAsync(c => c.QuerySingleOrDefaultAsync<string?>(Sql["FindName"], new { hash = Hash(token) }));

    private object Row(string name, string token) => new { name, hash = Hash(token), createdAt = Microseconds.Of(time.GetUtcNow()) };

    private static string MakeUp() => "hub_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    private static string Hash(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
