namespace Hub.Console.Asking;

/// <summary>A job, as <c>/hub/api/jobs</c> tells it.</summary>
public sealed record ListedJob(
    string Name, string Summary, string? Cron, bool TakesArguments, DateTimeOffset? NextAt, JobRun? LastRun);

/// <summary>
/// A run of a job: <c>scheduled</c>, <c>waiting</c>, <c>running</c>, <c>succeeded</c>, <c>failed</c> or <c>cancelled</c>.
/// </summary>
public sealed record JobRun(
    string Id, string Job, string State, DateTimeOffset CreatedAt, int Attempt, JobProgressed? Progress,
    IReadOnlyList<JobStep> History)
{
    /// <summary>Whether it goes on or is still to begin.</summary>
    public bool IsOpen => State is "scheduled" or "waiting" or "running";
}

/// <summary>How far a run is.</summary>
public sealed record JobProgressed(long Done, long? Total, string Text);

/// <summary>A run's change of state.</summary>
public sealed record JobStep(string State, DateTimeOffset At, string? Reason);

/// <summary>A run that was begun.</summary>
public sealed record StartedRun(string Job, string Run, long Count);
