using Hub.Platform.Identity;
using Hub.Platform.Routing;

namespace Hub.Console.Asking;

/// <summary>Whose token a session has, as <c>/hub/api/caller</c> tells it.</summary>
public sealed record Caller(string Name, AccessRole Role, IReadOnlyList<string> Capabilities);

/// <summary>All routes, as <c>/hub/api/routes</c> tells them.</summary>
public sealed record RouteList(
    long Revision, string Plan, string? Problem, IReadOnlyList<CountingNode> CountedBy, IReadOnlyList<string> Silent,
    IReadOnlyList<ListedRoute> Routes);

/// <summary>A node whose counts are in a list.</summary>
public sealed record CountingNode(string Node, DateTimeOffset Since);

/// <summary>A route: where it stands and what it answered.</summary>
public sealed record ListedRoute(
    string Id,
    string Match,
    string Capability,
    string Owner,
    string Zone,
    Stage Stage,
    double Percent,
    IReadOnlyList<string> Users,
    IReadOnlyList<string> Groups,
    RouteSides Sides,
    RouteMove? Handover,
    WayBack? WayBack,
    Guardrail? Guardrail)
{
    /// <summary>Who answers on the legacy side; null where the plan names nobody.</summary>
    public string? Legacy { get; init; }

    /// <summary>Whether only a new side answers it, by the plan: something new, or what legacy was given up for.</summary>
    public bool IsNewOnly => Legacy is null;

    /// <summary>How fast its capability may change.</summary>
    public string Pace { get; init; } = "";

    /// <summary>The plan's next wave of it; null for none.</summary>
    public NextWave? Wave { get; init; }

    /// <summary>Whether its method changes nothing.</summary>
    public bool IsRead =>
        Match.StartsWith("GET ", StringComparison.Ordinal) || Match.StartsWith("HEAD ", StringComparison.Ordinal);
}

/// <summary>The stage that a route is to come to next by the plan, and by when.</summary>
public sealed record NextWave(Stage To, DateOnly? By, bool IsLate);

/// <summary>What has changed since the event before, as <c>/hub/api/live</c> tells it; of the first one all routes.</summary>
public sealed record LiveEvent(
    DateTimeOffset At, long Revision, string Plan, string? Problem, IReadOnlyList<CountingNode> CountedBy,
    IReadOnlyList<string> Silent, int Count, IReadOnlyList<ListedRoute> Routes);

/// <summary>What both sides of a route answered in the last hour, the newest half minute first.</summary>
public sealed record RouteHistory(string Route, DateTimeOffset At, IReadOnlyList<HistorySpan> Spans);

/// <summary>What both sides answered in a half minute.</summary>
public sealed record HistorySpan(Lately Legacy, Lately New);

/// <summary>A handover under way.</summary>
public sealed record RouteMove(Stage To, bool Back, DateTimeOffset Until);

/// <summary>Both sides of a route.</summary>
public sealed record RouteSides(ListedSide Legacy, ListedSide? New);

/// <summary>A side of a route, and what it answered lately.</summary>
public sealed record ListedSide(string Name, string State, string? Reason, Lately Lately);

/// <summary>What a side answered within the last minutes.</summary>
public sealed record Lately(int Seconds, long Answered, long Failed, double? P50Milliseconds, double? P99Milliseconds)
{
    /// <summary>Requests per second.</summary>
    public double Rate => Seconds > 0 ? (double)Answered / Seconds : 0;
}

/// <summary>What a rollback would cost.</summary>
public sealed record WayBack(string Text, double AgeSeconds, WayBackVerdict Verdict);

/// <summary>The verdict: <c>lossless</c>, <c>onceWrittenBack</c>, <c>notLossless</c> or <c>unknown</c>.</summary>
public sealed record WayBackVerdict(string State);

/// <summary>What a route's guardrail has seen.</summary>
public sealed record Guardrail(string State, string Text);

/// <summary>A revision, with what it changed.</summary>
public sealed record ListedRevision(
    long Number, DateTimeOffset At, string Actor, string? Approver, string Reason, bool? PlanChanged,
    IReadOnlyList<MovedRoute>? Changed);

/// <summary>A route that a revision moved.</summary>
public sealed record MovedRoute(string Route, Position? From, Position? To);

/// <summary>Where a route stands.</summary>
public sealed record Position(Stage Stage, double Percent, IReadOnlyList<string> Users, IReadOnlyList<string> Groups);
