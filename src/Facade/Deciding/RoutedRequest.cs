using System.Diagnostics;
using Hub.Facade.Explaining;
using Hub.Facade.LeftBehind;
using Hub.Facade.Shadowing;
using Hub.Platform.Idempotency;
using Hub.Platform.Nodes;
using Hub.Platform.Routing;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Deciding;

/// <summary>A request of a route on its way: each step reads what those before it found out, and adds its own.</summary>
/// <param name="context">The request and its answer.</param>
/// <param name="passage">What it is counted in flight by.</param>
/// <param name="snapshot">The revision that decides it.</param>
internal sealed class RoutedRequest(HttpContext context, RouteInFlight.Passage passage, RoutingSnapshot snapshot)
{
    public HttpContext Context { get; } = context;

    public RouteInFlight.Passage Passage { get; private set; } = passage;

    public RoutingSnapshot Snapshot { get; private set; } = snapshot;

    /// <summary>The time stamp of its arrival.</summary>
    public long Started { get; } = Stopwatch.GetTimestamp();

    /// <summary>Its cohort key; null where it carries none, where nobody looked for one, and before the decision.</summary>
    public string? CohortKey { get; set; }

    /// <summary>The route's span; null where nobody traces.</summary>
    public Activity? Activity { get; set; }

    /// <summary>The write under an idempotency key that it is; null where it is none.</summary>
    public IdempotentWrite? Write { get; set; }

    /// <summary>Its answer, as it is compared with the other side's; null where it is not.</summary>
    public Shadow? Shadow { get; set; }

    /// <summary>The write whose record both sides are asked for afterwards; null where they are not.</summary>
    public WatchedWrite? Written { get; set; }

    /// <summary>Which side answers, and why; null before the decision, and where it was refused before that.</summary>
    public Decision? Decision { get; private set; }

    /// <summary>From its arrival to the decision.</summary>
    public TimeSpan DecidedAfter { get; private set; }

    /// <summary>Whose answer the caller got.</summary>
    public Answerer Answerer { get; set; }

    /// <summary>The answer's HTTP status: 500 until there is one, since what is thrown becomes that further out.</summary>
    public int Status { get; private set; } = StatusCodes.Status500InternalServerError;

    /// <summary>Counts it in anew, under the revision that is served now and decides it.</summary>
    public void Reenter(RouteInFlight inFlight)
    {
        Passage.Leave();
        Passage = inFlight.Enter(out var served);
        Snapshot = served;
    }

    /// <summary>Notes the decision.</summary>
    public void Decide(Decision decision) => (Decision, DecidedAfter) = (decision, Stopwatch.GetElapsedTime(Started));

    /// <summary>Notes that there is an answer, by a side or by the step that let the request pass no further.</summary>
    public void End() => Status = Context.Response.StatusCode;

    /// <summary>Notes that a step threw: what the hub answers to that is written further out.</summary>
    public void Fail(Exception e)
    {
        Answerer = Answerer.Hub;
        if (e is BadHttpRequestException bad)
            Status = bad.StatusCode;
        Write?.Break();
    }
}
