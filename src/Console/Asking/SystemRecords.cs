namespace Hub.Console.Asking;

/// <summary>A wrapped system, as <c>/hub/api/systems</c> tells it.</summary>
public sealed record ListedSystem(string Name, string Kind, string Location, string? Problem, int? Drift, SystemBudget? Budget);

/// <summary>How much of a system's budget a node uses.</summary>
public sealed record SystemBudget(int InFlight, int Waiting, int Places);

/// <summary>How a system differs from its contract in the plan.</summary>
public sealed record SystemDrift(
    string System, DateTimeOffset? AskedAt, string? Problem, IReadOnlyList<ContractFinding> Findings);

/// <summary>A difference from the contract.</summary>
public sealed record ContractFinding(
    string System, string Source, string Operation, string Place, string Text, IReadOnlyList<string> Routes,
    DateTimeOffset FirstAt, DateTimeOffset LastAt, string? Share);

/// <summary>A side of the plan served, asked whether it is there.</summary>
public sealed record AskedSide(
    string Name, string Kind, string Location, string? Problem, string State, string? Reason, long? Answered, long? Failed,
    IReadOnlyList<string> Routes);

/// <summary>What passes through catch-alls, and what nothing claims.</summary>
public sealed record Discovered(DateTimeOffset At, IReadOnlyList<DiscoveredTemplate> Requests);

/// <summary>Requests of one template, method and SOAP action.</summary>
public sealed record DiscoveredTemplate(
    string Template, string Method, string? Action, long Requests, IReadOnlyDictionary<int, long> Statuses, long Callers,
    DateTimeOffset First, DateTimeOffset Last, string? Claim, string? To, string? Route, double? P50, double? P99);
