using System.Text.Json;
using Hangfire.States;
using Hangfire.Storage;
using Hangfire.Storage.Monitoring;
using Hub.Platform.Storage;

namespace Hub.Platform.Jobs;

/// <summary>Lists the jobs of all nodes that share a store, starts runs and cancels them.</summary>
public sealed class JobBoard
{
    internal const string Announced = "hub:jobs";
    private const string Capability = "Capability";
    private readonly JobEngine _engine;
    private readonly RecordSeal _records;

    internal JobBoard(JobEngine engine, RecordSeal records) => (_engine, _records) = (engine, records);

    /// <summary>Lists the jobs by name.</summary>
    /// <exception cref="System.Data.Common.DbException">The store does not answer.</exception>
    public IReadOnlyList<JobView> List()
    {
        using var connection = (JobStorageConnection)_engine.Storage.GetConnection();
        var next = connection.GetRecurringJobs().ToDictionary(r => r.Id, r => r.NextExecution);
        return
        [
            .. (connection.GetAllEntriesFromHash(Announced) ?? []).OrderBy(job => job.Key, StringComparer.Ordinal)
                .Select(job => (Name: job.Key, Told: Read(job.Value)))
                .Select(job => new JobView(
                    job.Name,
                    job.Told.Summary,
                    job.Told.Cron,
                    job.Told.TakesArguments,
                    next.GetValueOrDefault(job.Name) is { } at ? Utc(at) : null,
                    Runs(connection, job.Name, 1).FirstOrDefault())),
        ];
    }

    /// <summary>Returns whether a job takes arguments; null where there is no such job.</summary>
    public bool? TakesArguments(string name)
    {
        using var connection = (JobStorageConnection)_engine.Storage.GetConnection();
        return connection.GetValueFromHash(Announced, name) is { } told ? Read(told).TakesArguments : null;
    }

    /// <summary>Lists a job's runs, the newest first.</summary>
    /// <param name="name">The job.</param>
    /// <param name="most">How many at most.</param>
    public IReadOnlyList<JobRunView> Runs(string name, int most)
    {
        using var connection = (JobStorageConnection)_engine.Storage.GetConnection();
        return [.. Runs(connection, name, most)];
    }

    /// <summary>Has a job run, now or at a time, and returns the run's id.</summary>
    /// <param name="name">A job that is listed.</param>
    /// <param name="arguments">A JSON object, or null.</param>
    /// <param name="at">When; null for now.</param>
    /// <param name="reason">Who wants it, and why.</param>
    /// <param name="capability">Whose it is; null for all capabilities'. Who may act on that one may cancel the run.</param>
    public string Start(string name, string? arguments, DateTimeOffset? at, string reason, string? capability = null)
    {
        IState state = at is { } time
            ? new ScheduledState(time.UtcDateTime) { Reason = reason }
            : new EnqueuedState(name) { Reason = reason };
        var run = _engine.Client().Create(JobEngine.RunOf(name, arguments), state);
        // Until it is written, the run counts as one of all capabilities.
        if (capability is not null)
        {
            using var connection = _engine.Storage.GetConnection();
            connection.SetJobParameter(run, Capability, JsonSerializer.Serialize(capability));
        }

        return run;
    }

    /// <summary>
    /// Returns a job's runs that have not ended, each with the capability whose it is, null for all; where every run has ended,
    /// the last one.
    /// </summary>
    public IReadOnlyList<(string Run, string? Capability)> Owners(string name)
    {
        var runs = Runs(name, int.MaxValue);
        var open = runs.Where(IsOpen).ToList();
        using var connection = _engine.Storage.GetConnection();
        return [.. (open.Count > 0 ? open : runs.Take(1)).Select(run => (run.Id, CapabilityOf(connection, run.Id)))];
    }

    /// <summary>Cancels a job's runs that have not ended, and returns their ids. One under way ends at its next step.</summary>
    /// <param name="name">The job.</param>
    /// <param name="reason">Who does it.</param>
    /// <param name="isMeant">Whether a run of a capability is meant, null for one of all.</param>
    public IReadOnlyList<string> Cancel(string name, string reason, Func<string?, bool> isMeant)
    {
        var client = _engine.Client();
        using var connection = _engine.Storage.GetConnection();
        return
        [
            .. Runs(name, int.MaxValue)
                .Where(run => IsOpen(run) && isMeant(CapabilityOf(connection, run.Id)))
                .Where(run => client.ChangeState(run.Id, new DeletedState { Reason = reason }, expectedState: null))
                .Select(run => run.Id),
        ];
    }

    private static bool IsOpen(JobRunView run) => run.State is "scheduled" or "waiting" or "running";

    private static string? CapabilityOf(IStorageConnection connection, string run) =>
        connection.GetJobParameter(run, Capability) is { Length: > 0 } kept ? JsonSerializer.Deserialize<string>(kept) : null;

    private static AnnouncedJob Read(string told) =>
        JsonSerializer.Deserialize<AnnouncedJob>(told, JsonSerializerOptions.Web)!;

    private IEnumerable<JobRunView> Runs(JobStorageConnection connection, string name, int most)
    {
        var monitor = _engine.Storage.GetMonitoringApi();
        // What is remembered of a run may have ended before its place in the list.
        return connection.GetRangeFromList(RunOutcomes.RunsOf(name), 0, Math.Min(most, 1000) - 1)
            .Select(id =>
                connection.GetJobData(id) is { State: { } state } && monitor.JobDetails(id) is { CreatedAt: not null } details
                    ? View(id, name, state, details)
                    : null)
            .OfType<JobRunView>();
    }

    private JobRunView View(string id, string name, string state, JobDetailsDto details)
    {
        var steps = details.History.Select(h => new JobStep(Word(h.StateName), Utc(h.CreatedAt), ReasonOf(h))).ToList();
        var attempt = details.Properties.TryGetValue("RetryCount", out var retries) && int.TryParse(retries, out var count)
            ? count + 1
            : 1;
        return new JobRunView(
            id,
            name,
            Word(state),
            steps.LastOrDefault()?.At ?? Utc(details.CreatedAt!.Value),
            attempt,
            JobRun.ProgressOf(_engine.Storage, id),
            steps);
    }

    private string? ReasonOf(StateHistoryDto step) =>
        step.StateName == FailedState.StateName && step.Data.TryGetValue("ExceptionMessage", out var message)
            ? _records.Open(message)
            : step.Reason;

    private static string Word(string state) => state switch
    {
        "Enqueued" => "waiting",
        "Processing" => "running",
        "Deleted" => "cancelled",
        _ => state.ToLowerInvariant(),
    };

    private static DateTimeOffset Utc(DateTime time) => new(DateTime.SpecifyKind(time, DateTimeKind.Utc));
}
