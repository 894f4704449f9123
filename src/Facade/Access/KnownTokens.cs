using System.Collections.Concurrent;
using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Hub.Platform.Identity;

namespace Hub.Facade.Access;

/// <summary>
/// The hub's tokens as public routes ask for them, thousands of times a second: what the store said holds for a
/// second, so a revoked token is refused at every node a second later. While the store cannot be asked, a token that was
/// good goes on for an hour, as routing itself does.
/// </summary>
internal sealed class KnownTokens(AccessTokens tokens, TimeProvider time)
{
    private const int Most = 10_000;
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan WithoutStore = TimeSpan.FromHours(1);
    private readonly ConcurrentDictionary<string, Known> _known = new(StringComparer.Ordinal);

    /// <summary>Who a valid token is, or null.</summary>
    public async ValueTask<AccessGrant?> FindAsync(string token)
    {
        // Not the token itself: what is kept between requests must be of no use to whoever reads memory.
        var key = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
        var known = _known.GetValueOrDefault(key);
        if (known is not null && time.GetElapsedTime(known.At) < Fresh)
            return known.Grant;
        try
        {
            var grant = await tokens.FindAsync(token);
            Remember(key, grant);
            return grant;
        }
        catch (DbException) when (known is not null && time.GetElapsedTime(known.At) < WithoutStore)
        {
            return known.Grant;
        }
    }

    private void Remember(string key, AccessGrant? grant)
    {
        if (grant is null)
        {
            _known.TryRemove(key, out _);
            return;
        }

        // Only good tokens are kept, of which there are few; beyond that somebody makes them by the thousand.
        if (_known.Count >= Most)
            _known.Clear();
        _known[key] = new Known(grant, time.GetTimestamp());
    }

    private sealed record Known(AccessGrant Grant, long At);
}
