using Hub.Platform.Routing;

namespace Hub.Console.Asking;

/// <summary>A wave of the plan, as <c>/hub/api/waves</c> tells it.</summary>
public sealed record ListedWave(
    string Capability, string Owner, Stage To, DateOnly? By, string State, IReadOnlyList<WaveRoute> Routes);

/// <summary>A route of a wave.</summary>
public sealed record WaveRoute(string Route, Stage Stage, bool IsThere, string? Blocked);

/// <summary>How much of the plan is done, as <c>/hub/api/plan/status</c> tells it.</summary>
public sealed record PlanStatus(
    DateTimeOffset At, long Revision, StrangledShare Routes, StrangledShare Traffic, DateTimeOffset? TrafficSince,
    StrangledShare Records, IReadOnlyList<StrangledEntity> Entities, IReadOnlyList<ListedWave> Waves,
    IReadOnlyList<string> Silent)
{
    /// <summary>How many of the routes have no legacy side in the plan, and may never have had one.</summary>
    public int NewOnly { get; init; }
}

/// <summary>How much the new sides have of something.</summary>
public sealed record StrangledShare(long New, long Of, double? Share);

/// <summary>How many records of a link the new side owns.</summary>
public sealed record StrangledEntity(
    string Entity, string Capability, long? Records, DateTimeOffset? CountedAt, double OwnedByNew);
