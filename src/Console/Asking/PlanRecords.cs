namespace Hub.Console.Asking;

/// <summary>The files of a plan: path to content.</summary>
public sealed record PlanFiles(string Hash, long Revision, IReadOnlyDictionary<string, byte[]> Files);

/// <summary>A plan of the store, and which revisions had it.</summary>
public sealed record PlanUse(string Plan, bool Served, IReadOnlyList<PlanPeriod> Periods);

/// <summary>Revisions that follow each other with one plan.</summary>
public sealed record PlanPeriod(long First, long Last, DateTimeOffset At, string Actor, string Reason);

/// <summary>What differs between two revisions.</summary>
public sealed record ComparedRevisions(long From, long To, IReadOnlyList<MovedState> Routes);

/// <summary>A route that stands elsewhere, is new, or is gone.</summary>
public sealed record MovedState(string Route, Position? From, Position? To);
