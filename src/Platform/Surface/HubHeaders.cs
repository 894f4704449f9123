namespace Hub.Platform.Surface;

/// <summary>Names of the HTTP headers that are the hub's own. All begin with <c>X-Hub-</c>; from outside few are read.</summary>
public static class HubHeaders
{
    /// <summary>The hub's id of the request: on every answer, and on what sides are sent.</summary>
    public const string RequestId = "X-Hub-Request-Id";

    /// <summary>The route that answered; only where the plan exposes it.</summary>
    public const string Route = "X-Hub-Route";

    /// <summary>The side that answered, <c>legacy</c> or <c>new</c>; only where the plan exposes it.</summary>
    public const string Side = "X-Hub-Side";

    /// <summary>The revision that decided; only where the plan exposes it.</summary>
    public const string Revision = "X-Hub-Revision";

    /// <summary>What of a composed answer is missing or old, as a list of RFC 9651; not there where nothing is.</summary>
    public const string Parts = "X-Hub-Parts";

    /// <summary>Asks for a side: <c>legacy</c> or <c>new</c>. Read only together with <see cref="Token"/>.</summary>
    public const string Use = "X-Hub-Use";

    /// <summary>The token that gives the right to ask for a side.</summary>
    public const string Token = "X-Hub-Token";

    /// <summary>The role of the caller's token, on the page with the documents.</summary>
    public const string Role = "X-Hub-Role";

    /// <summary>The hubs that a request has passed, so that one that comes back is found.</summary>
    public const string Via = "X-Hub-Via";

    /// <summary>Says that a write was not carried out, between processes of one hub.</summary>
    public const string NothingDone = "X-Hub-Nothing-Done";
}
