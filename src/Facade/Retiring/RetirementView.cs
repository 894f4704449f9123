using Hub.Platform.Plan;
using Hub.Platform.Routing;

namespace Hub.Facade.Retiring;

/// <summary>Whether the legacy side of a route can be given up, and what goes with it.</summary>
/// <param name="Route">The route's id.</param>
/// <param name="Stage">Where it stands.</param>
/// <param name="Legacy">The side to be given up, as the plan writes it; null where the plan names none.</param>
/// <param name="Plan">The hash of the plan that this was read from.</param>
/// <param name="Revision">The revision.</param>
/// <param name="At">When.</param>
internal sealed record RetirementView(
    string Route, Stage Stage, string? Legacy, string Plan, long Revision, DateTimeOffset At)
{
    /// <summary>Whether it is safe to delete now, or there is nothing to delete.</summary>
    public bool IsSafe { get; init; }

    /// <summary>What keeps it; each reason a sentence or more.</summary>
    public required IReadOnlyList<string> KeptBy { get; init; }

    /// <summary>For how many days nobody must have used it.</summary>
    public int QuietDays { get; init; }

    /// <summary>
    /// From when on no caller keeps it any more, if none comes before; null where the legacy side never answered.
    /// </summary>
    public DateTimeOffset? QuietFrom { get; init; }

    /// <summary>When the legacy side last answered a request of it; null where it never did.</summary>
    public DateTimeOffset? LastUsed { get; init; }

    /// <summary>Who used it, the latest first.</summary>
    public required IReadOnlyList<RetirementCaller> Callers { get; init; }

    /// <summary>What in the plan carries it, file by file.</summary>
    public required IReadOnlyList<CarriedEntry> Carries { get; init; }

    /// <summary>
    /// Catch-alls by which callers reach the same system besides the route; the hub does not know what they ask for.
    /// </summary>
    public required IReadOnlyList<string> BesidesBy { get; init; }

    /// <summary>Who asks the same system by such a catch-all, the latest first; they keep the system, not the route.</summary>
    public required IReadOnlyList<BesidesCaller> Besides { get; init; }

    /// <summary>What this document says, in a sentence with the day.</summary>
    public required string Statement { get; init; }

    /// <summary>
    /// SHA-256 of this document without this member and <see cref="Signature"/>, as canonical JSON (RFC 8785), lower-case
    /// hexadecimal.
    /// </summary>
    public string Sha256 { get; init; } = "";

    /// <summary>
    /// The hub's signature over this document without this member, as canonical JSON: a detached JSON Web Signature whose key
    /// <c>GET /hub/api/keys</c> has.
    /// </summary>
    public string Signature { get; init; } = "";
}

/// <summary>Who used the legacy side of a route.</summary>
/// <param name="Kind"><c>account</c>, <c>address</c> or <c>others</c>.</param>
/// <param name="Name">Who; empty for others.</param>
/// <param name="First">When first, as far as it is known.</param>
/// <param name="Last">When last.</param>
/// <param name="LongestPauseDays">The longest time, in days, that it stayed away and came back.</param>
/// <param name="Requests">How many requests.</param>
/// <param name="GoneFrom">From when on it does not keep the route any more.</param>
internal sealed record RetirementCaller(
    string Kind, string Name, DateTimeOffset First, DateTimeOffset Last, double LongestPauseDays, long Requests,
    DateTimeOffset GoneFrom);

/// <summary>Who asks a legacy system besides its routes.</summary>
/// <param name="CatchAll">The catch-all's host and path.</param>
/// <param name="Kind"><c>soap</c>, <c>http</c> or <c>others</c>.</param>
/// <param name="Name">The account that it shows, its network address and its User-Agent; empty for others.</param>
/// <param name="First">When first, as far as it is known.</param>
/// <param name="Last">When last.</param>
/// <param name="LongestPauseDays">The longest time, in days, that it stayed away and came back.</param>
/// <param name="Requests">How many requests.</param>
/// <param name="GoneFrom">From when on nobody has to reckon with it any more.</param>
internal sealed record BesidesCaller(
    string CatchAll, string Kind, string Name, DateTimeOffset First, DateTimeOffset Last, double LongestPauseDays,
    long Requests, DateTimeOffset GoneFrom)
{
    /// <summary>Makes it of what is known of a caller.</summary>
    public static BesidesCaller Of(CatchAllPlan catchAll, LegacyCallerUse known, TimeSpan quiet) => new(
        $"{catchAll.Host}{catchAll.Path}", known.Caller.Kind, known.Caller.Name, known.First, known.Last,
        Math.Round(known.LongestPause.TotalDays, 2), known.Requests, known.GoneFrom(quiet));
}
