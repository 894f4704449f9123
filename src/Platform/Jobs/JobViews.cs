namespace Hub.Platform.Jobs;

/// <summary>What the store knows of a job that some node can run.</summary>
internal sealed record AnnouncedJob(string Summary, string? Cron, bool TakesArguments);

/// <summary>A job, for whoever lists them.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Summary">What it does.</param>
/// <param name="Cron">When it runs, in UTC, seconds first; null for on request only.</param>
/// <param name="TakesArguments">Whether a run may be given arguments.</param>
/// <param name="NextAt">When it runs next by its clock.</param>
/// <param name="LastRun">Its newest run; null where it never ran, or that is forgotten.</param>
public sealed record JobView(
    string Name, string Summary, string? Cron, bool TakesArguments, DateTimeOffset? NextAt, JobRunView? LastRun);

/// <summary>A run of a job, for whoever lists them.</summary>
/// <param name="Id">What it is called.</param>
/// <param name="Job">The job's name.</param>
/// <param name="State">
/// <c>scheduled</c>, <c>waiting</c>, <c>running</c>, <c>succeeded</c>, <c>failed</c> or <c>cancelled</c>.
/// </param>
/// <param name="CreatedAt">When it was asked for.</param>
/// <param name="Attempt">How often it has been begun because it failed before, counted from 1.</param>
/// <param name="Progress">How far it is; null where it has not told.</param>
/// <param name="History">What became of it, the newest first.</param>
public sealed record JobRunView(
    string Id, string Job, string State, DateTimeOffset CreatedAt, int Attempt, JobProgress? Progress,
    IReadOnlyList<JobStep> History);

/// <summary>A run's change of state.</summary>
/// <param name="State">The state it came into.</param>
/// <param name="At">When.</param>
/// <param name="Reason">Why, where that is known.</param>
public sealed record JobStep(string State, DateTimeOffset At, string? Reason);
