using Hub.Platform.Routing;
using Hub.ServiceKit.Changes;

namespace Hub.Facade.Explaining;

/// <summary>
/// How a request was answered, and why so. Holds nothing that the caller sent: no path, no query, no key, no body.
/// </summary>
/// <param name="At">When it came.</param>
/// <param name="Route">The route's id.</param>
/// <param name="Revision">The revision that decided.</param>
/// <param name="State">Where the route stood.</param>
/// <param name="Decision">Side, rule and bucket; null when it was refused before the decision.</param>
/// <param name="Destination">
/// The side that was asked last, by its name in the plan: <c>adapter:erp</c>, or an address as written there; null where
/// none was.
/// </param>
/// <param name="Answerer">Whose answer the caller got.</param>
/// <param name="DecidedAfter">From the request's arrival to the decision.</param>
/// <param name="Took">From its arrival to the end of the answer.</param>
/// <param name="Status">The answer's HTTP status; 499 when the caller hung up.</param>
/// <param name="Failure">Why it failed, or null.</param>
/// <param name="Caller">The name that the hub has checked: a token's, or whom a JSON Web Token is about; null for others.</param>
internal readonly record struct AnsweredRequest(
    DateTimeOffset At,
    string Route,
    long Revision,
    RouteState State,
    Decision? Decision,
    string? Destination,
    Answerer Answerer,
    TimeSpan DecidedAfter,
    TimeSpan Took,
    int Status,
    string? Failure,
    string? Caller)
{
    /// <summary>Whether somebody is likely to ask for it later.</summary>
    public bool IsNotable => Status >= 500 || Failure is not null || Decision is { Rule: DecisionRule.Forced };
}

/// <summary>Whose answer a caller got.</summary>
internal enum Answerer
{
    /// <summary>The side that was decided; the hub's own where there was no decision.</summary>
    Side,

    /// <summary>The legacy side, because the new side could not.</summary>
    Fallback,

    /// <summary>The hub, in place of a side that gave no answer or was not asked.</summary>
    Hub,

    /// <summary>The hub, with the answer that it kept for the request's <c>Idempotency-Key</c>.</summary>
    Replay,
}
