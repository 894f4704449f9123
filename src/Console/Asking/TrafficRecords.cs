namespace Hub.Console.Asking;

/// <summary>The requests that were answered lately, as <c>/hub/api/traffic</c> tells them.</summary>
public sealed record Traffic(
    DateTimeOffset At, IReadOnlyList<TrafficRequest> Requests, string? Next, IReadOnlyList<string> Silent);

/// <summary>A request that was answered.</summary>
public sealed record TrafficRequest(
    string Id, string Node, DateTimeOffset At, string Route, string Stage, string AnsweredBy, int Status, double TookMilliseconds,
    string? Caller, string Outcome);
