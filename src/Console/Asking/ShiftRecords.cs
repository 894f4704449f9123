using System.Text.Json;

namespace Hub.Console.Asking;

/// <summary>What a shift would do, as <c>/hub/api/routes/{id}/preview</c> tells it.</summary>
public sealed record ShiftPreview(
    string Route,
    long Revision,
    Position From,
    Position To,
    string? Refused,
    string? Forced,
    string? Waits,
    int Keys,
    int ToNew,
    int ToLegacy,
    int Requests,
    double SinceSeconds,
    int Nodes,
    IReadOnlyList<string> Silent,
    IReadOnlyList<string> Notes,
    IReadOnlyList<GateVerdict>? Gates,
    Handover? Handover,
    WayBack? WayBack);

/// <summary>Which customers a shift would move, as <c>/hub/api/routes/{id}/preview/customers</c> tells it.</summary>
public sealed record MovedCustomers(int Count, bool IsMasked, IReadOnlyList<MovedCustomer> Customers);

/// <summary>A customer that a shift would move.</summary>
public sealed record MovedCustomer(string Key, string To);

/// <summary>What the handover of linked records would meet.</summary>
public sealed record Handover(
    IReadOnlyList<string> Steps, IReadOnlyList<string> Together, IReadOnlyList<HandoverWay> Link,
    double HoldAtMostMilliseconds, IReadOnlyList<double> LastHeldMilliseconds);

/// <summary>One direction of the link.</summary>
public sealed record HandoverWay(string From, string To, bool CaughtUp, double LagSeconds, string? Error);

/// <summary>A shift as it was done, or the change that waits for a second person.</summary>
public sealed record ShiftAnswer(long Revision, string? Digest, string? Id);

/// <summary>A change that waits for a second person.</summary>
public sealed record PendingChange(
    string Id, string Action, string? Route, IReadOnlyList<string> Capabilities, JsonElement From, JsonElement To,
    string RequestedBy, string Reason, string Digest, DateTimeOffset RequestedAt, DateTimeOffset ExpiresAt, string? Changed,
    string? Refusal);

/// <summary>How an answered request was decided, as <c>/hub/api/requests/{id}</c> tells it.</summary>
public sealed record Explanation(
    string Id, string Node, DateTimeOffset At, string Route, long Revision, string Stage, string? Side, string? Rule,
    double? Bucket, string AnsweredBy, string? Destination, string? Place, double DecidedAfterMilliseconds,
    double TookMilliseconds, int Status, string Outcome)
{
    /// <summary>What was asked for a composed answer; null for a route's.</summary>
    public IReadOnlyList<ExplainedPart>? Parts { get; init; }
}

/// <summary>How a part of a composed answer was asked for.</summary>
public sealed record ExplainedPart(
    string Part, string Route, string RequestId, int? Status, string? Side, double? TookMilliseconds, string Outcome);

/// <summary>A token, without its secret.</summary>
public sealed record ListedToken(
    string Name, string Role, IReadOnlyList<string> Capabilities, DateTimeOffset CreatedAt, string CreatedBy,
    DateTimeOffset? ExpiresAt, DateTimeOffset? LastUsedAt)
{
    /// <summary>Whether it may override gates.</summary>
    public bool OverridesGates { get; init; }
}

/// <summary>A token that was made: the only time that its secret is told.</summary>
public sealed record MadeToken(string Name, string Token)
{
    /// <summary>Everything but the token.</summary>
    public override string ToString() => Name;
}

/// <summary>An entry of the audit log.</summary>
public sealed record ListedAct(
    long Number, DateTimeOffset At, string Actor, string Action, string Target, string Outcome, string Detail);

/// <summary>A process of the hub.</summary>
public sealed record ListedNode(
    string Name, string Address, IReadOnlyList<string> Roles, string Version, DateTimeOffset StartedAt, bool Live, long Revision,
    string? Problem);
