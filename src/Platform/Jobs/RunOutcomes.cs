using Hangfire.Client;
using Hangfire.Common;
using Hangfire.States;
using Hangfire.Storage;

namespace Hub.Platform.Jobs;

/// <summary>
/// Keeps the list of a job's runs and how long they are remembered, and has a run wait for the one before it. A run started
/// by the clock does not wait: the next one comes.
/// </summary>
internal sealed class RunOutcomes(JobOptions options) : JobFilterAttribute, IClientFilter, IElectStateFilter, IApplyStateFilter
{
    private const int Remembered = 100;

    public static string RunsOf(string name) => $"hub:runs:{name}";

    public static string NameOf(Job job) => job.Args is [string name, ..] ? name : "";

    public void OnCreating(CreatingContext context)
    {
    }

    public void OnCreated(CreatedContext context)
    {
        if (context.BackgroundJob is not { } run || context.Exception is not null)
            return;
        using var transaction = context.Connection.CreateWriteTransaction();
        transaction.InsertToList(RunsOf(NameOf(run.Job)), run.Id);
        transaction.TrimList(RunsOf(NameOf(run.Job)), 0, Remembered - 1);
        transaction.Commit();
    }

    public void OnStateElection(ElectStateContext context)
    {
        if (context.CandidateState is not FailedState { Exception: JobHeldException held })
            return;
        context.CandidateState = context.GetJobParameter<string>("RecurringJobId") is null
            ? new ScheduledState(options.HeldPause) { Reason = held.Message }
            : new DeletedState { Reason = $"Skipped: {held.Message}" };
    }

    public void OnStateApplied(ApplyStateContext context, IWriteOnlyTransaction transaction) =>
        context.JobExpirationTimeout = options.Retention;

    public void OnStateUnapplied(ApplyStateContext context, IWriteOnlyTransaction transaction)
    {
    }
}
