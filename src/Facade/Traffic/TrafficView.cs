namespace Hub.Facade.Traffic;

/// <summary>The requests that nodes answered lately, the newest first.</summary>
/// <param name="At">When this was read.</param>
/// <param name="Requests">The requests that match, one page of them.</param>
/// <param name="Next">What <c>before</c> takes for the next page; null where this page is the last.</param>
/// <param name="Silent">Nodes that gave no answer when they were asked for theirs.</param>
internal sealed record TrafficView(
    DateTimeOffset At, IReadOnlyList<TrafficRequest> Requests, string? Next, IReadOnlyList<string> Silent);

/// <summary>A request that was answered. Holds nothing that the caller sent: no path, no query, no key, no body.</summary>
/// <param name="Id">The hub's id of the request, by which it is explained.</param>
/// <param name="Node">The node that answered it.</param>
/// <param name="At">When its answer had ended.</param>
/// <param name="Route">The id of its route, or of its composition.</param>
/// <param name="Stage">
/// Where the route stood; <c>new only</c> where the plan names no legacy side, <c>composed</c> for a composed answer.
/// </param>
/// <param name="AnsweredBy">Whose answer the caller got: <c>legacy</c>, <c>new</c>, <c>hub</c> or <c>hub, again</c>.</param>
/// <param name="Status">The answer's HTTP status; 499 when the caller hung up.</param>
/// <param name="TookMilliseconds">From its arrival to the end of the answer.</param>
/// <param name="Caller">
/// The caller's name that the hub has checked; null for others, and for a reader who may not operate the route's capability.
/// </param>
/// <param name="Outcome">What became of it, or why it failed.</param>
internal sealed record TrafficRequest(
    string Id, string Node, DateTimeOffset At, string Route, string Stage, string AnsweredBy, int Status,
    double TookMilliseconds, string? Caller, string Outcome);
