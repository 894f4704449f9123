using Hangfire;
using Hangfire.Common;
using Hangfire.States;

namespace Hub.Platform.Jobs;

/// <summary>The engine's parts, of this host's own: two hubs in one process share nothing.</summary>
internal sealed class JobEngine(JobStore store, JobRunner runner, JobOptions options)
{
    private readonly JobFilterCollection _filters = Filters(options);

    public JobStorage Storage => store.Open();

    public BackgroundJobClient Client() => new(Storage, _filters);

    public RecurringJobManager Calendar() => new(Storage, _filters);

    /// <summary>Begins to run jobs; the process ends when the result is disposed.</summary>
    /// <param name="jobs">The names of those that this process can run.</param>
    public BackgroundJobServer Start(IReadOnlyCollection<string> jobs) => new(
        new BackgroundJobServerOptions
        {
            Queues = [.. jobs],
            WorkerCount = options.Workers,
            Activator = runner,
            FilterProvider = _filters,
            SchedulePollingInterval = options.Poll,
            CancellationCheckInterval = options.Poll,
            HeartbeatInterval = options.TakeOver / 3,
            ServerTimeout = options.TakeOver * 2,
            ServerCheckInterval = options.TakeOver,
        },
        Storage);

    /// <summary>A run of a job, for the engine to keep.</summary>
    public static Job RunOf(string name, string? arguments) =>
        Job.FromExpression<JobRunner>(r => r.RunAsync(name, arguments, null, JobCancellationToken.Null), name);

    /// <summary>
    /// Hands out again what a process that was killed had under way. Only where nobody else has the store: elsewhere the
    /// nodes take each other's runs over.
    /// </summary>
    public void Recover(IEnumerable<string> jobs)
    {
        if (store.IsShared)
            return;
        var (monitor, client) = (Storage.GetMonitoringApi(), Client());
        using (var connection = Storage.GetConnection())
        {
            foreach (var server in monitor.Servers())
                connection.RemoveServer(server.Name);
        }

        const string Reason = "The hub ended while this run was under way.";
        // Taken, and not yet begun; before those under way wait again, or they would be found here too.
        foreach (var queue in jobs)
        {
            foreach (var (id, _) in monitor.FetchedJobs(queue, 0, int.MaxValue))
                client.ChangeState(id, new EnqueuedState(queue) { Reason = Reason }, EnqueuedState.StateName);
        }

        foreach (var (id, run) in monitor.ProcessingJobs(0, int.MaxValue))
        {
            var queue = run.Job?.Queue ?? EnqueuedState.DefaultQueue;
            client.ChangeState(id, new EnqueuedState(queue) { Reason = Reason }, ProcessingState.StateName);
        }
    }

    private static JobFilterCollection Filters(JobOptions options)
    {
        var filters = new JobFilterCollection { new RunOutcomes(options), new RetryReasons(), new StatisticsHistoryAttribute() };
        filters.Add(new AutomaticRetryAttribute
        {
            Attempts = options.Retries.Count,
            DelaysInSeconds = options.Retries.Count == 0 ? null : [.. options.Retries.Select(r => (int)r.TotalSeconds)],
            ExceptOn = [typeof(JobRefusedException)],
        });
        return filters;
    }
}
