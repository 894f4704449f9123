using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace LegacyLandscape.Shop;

/// <param name="Token">Hidden in every form, to tell the shop's own forms from others'.</param>
internal sealed record ShopSession(string Id, string User, string Token);

/// <summary>Kept in memory: a restart logs everybody out.</summary>
internal sealed class ShopSessions
{
    public const string Cookie = "SHOPSESSION";

    private readonly ConcurrentDictionary<string, ShopSession> sessions = new(StringComparer.Ordinal);

    public ShopSession Start(string user)
    {
        var session = new ShopSession(Secret(), user, Secret());
        sessions[session.Id] = session;
        return session;
    }

    /// <returns>Null when nobody is logged in.</returns>
    public ShopSession? Of(HttpRequest request) =>
        request.Cookies.TryGetValue(Cookie, out var id) ? sessions.GetValueOrDefault(id) : null;

    public void End(ShopSession session) => sessions.TryRemove(session.Id, out _);

    private static string Secret() => RandomNumberGenerator.GetHexString(32, lowercase: true);
}
