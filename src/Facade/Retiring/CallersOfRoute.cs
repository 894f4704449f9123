using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Retiring;

/// <summary>Whom the legacy side of one route, or one catch-all, has answered on this node lately.</summary>
/// <param name="time">The clock.</param>
/// <param name="name">Names a request's caller; null for those that are not told apart.</param>
internal sealed class CallersOfRoute(TimeProvider time, Func<HttpContext, object?> name)
{
    /// <summary>How many are told apart; those beyond are one.</summary>
    public const int Most = 1000;

    private const int LongestName = 200;

    // So long after its last request, a caller's next one is compared with what the store knows of it.
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);
    private readonly ConcurrentDictionary<object, CallerUse> _callers = new();
    private readonly CallerUse _others = new();

    /// <summary>Counts a request that the legacy side has answered.</summary>
    public void Seen(HttpContext context, DateTimeOffset at)
    {
        var who = name(context);
        var use = who is null ? _others
            : _callers.TryGetValue(who, out var known) ? known
            : _callers.Count >= Most ? _others
            : _callers.GetOrAdd(who, _ => new CallerUse());
        use.Seen(at.UtcTicks);
    }

    /// <summary>Takes what is new of each caller, and lets go of those who have not come for some time.</summary>
    public IEnumerable<(LegacyCaller Caller, CallerUse Use, CallerUse.Uses New)> Take()
    {
        foreach (var (who, use) in _callers)
            if (use.Take() is { } taken)
                yield return (CallerOf(who), use, taken);
            else if (time.GetUtcNow().UtcTicks - use.Last > Kept.Ticks)
                _callers.TryRemove(KeyValuePair.Create(who, use));
        if (_others.Take() is { } others)
            yield return (LegacyCaller.Others, _others, others);
    }

    private static LegacyCaller CallerOf(object who) => who is LegacyCaller named ? named
        : who is IPAddress address ? new LegacyCaller("address", address.ToString())
        : new LegacyCaller("account", $"{who}" is { Length: > LongestName } longer ? longer[..LongestName] : $"{who}");
}

/// <summary>Who asks.</summary>
/// <param name="Kind">
/// <c>account</c>: a token's name, or whom a JSON Web Token is about; <c>address</c>; <c>others</c>; of a catch-all
/// <c>soap</c> or <c>http</c>.
/// </param>
/// <param name="Name">
/// The name or the network address; of IPv6 the network of 64 bits. Of a catch-all, whatever the caller shows besides.
/// </param>
internal sealed record LegacyCaller(string Kind, string Name)
{
    /// <summary>All beyond those that are told apart.</summary>
    public static LegacyCaller Others { get; } = new("others", "");

    /// <inheritdoc />
    public override string ToString() => Kind == "others" ? "One of further callers" : $"{Kind} {Name}";
}
