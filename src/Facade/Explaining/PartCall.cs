namespace Hub.Facade.Explaining;

/// <summary>One request that a composition has asked a route for a part.</summary>
/// <param name="id">The hub's id of it, by which it is explained itself.</param>
/// <param name="part">The part's name.</param>
/// <param name="route">The route's id.</param>
/// <param name="started">The time stamp of its beginning.</param>
internal sealed class PartCall(string id, string part, string route, long started)
{
    private ExplainedPart _told = new(part, route, id, Status: null, Side: null, TookMilliseconds: null, "not waited for");

    public string Id { get; } = id;

    public long Started { get; } = started;

    /// <summary>What is told of it.</summary>
    public ExplainedPart Told => Volatile.Read(ref _told);

    /// <summary>Notes how it ended.</summary>
    public void End(string? reason, int? status, string? side, TimeSpan took) =>
        Volatile.Write(ref _told, Told with
        {
            Status = status,
            Side = side,
            TookMilliseconds = Math.Round(took.TotalMilliseconds, 3),
            Outcome = reason ?? "answered",
        });
}

/// <summary>How a part of a composed answer was asked for.</summary>
/// <param name="Part">The part's name.</param>
/// <param name="Route">The route's id.</param>
/// <param name="RequestId">The hub's id of the part's own request, which is explained by it.</param>
/// <param name="Status">The HTTP status of its answer; null without one.</param>
/// <param name="Side">The side that answered; null where it is not known.</param>
/// <param name="TookMilliseconds">How long it took; null where it had not ended.</param>
/// <param name="Outcome"><c>answered</c>, or why it is missing.</param>
internal sealed record ExplainedPart(
    string Part, string Route, string RequestId, int? Status, string? Side, double? TookMilliseconds, string Outcome);
