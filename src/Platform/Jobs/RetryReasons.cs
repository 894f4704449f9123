using Hangfire.Common;
using Hangfire.States;

namespace Hub.Platform.Jobs;

/// <summary>
/// Says of a run that is tried again only that: the engine would repeat the beginning of the failure's words, which are encrypted
/// and stand in the run's history.
/// </summary>
internal sealed class RetryReasons : JobFilterAttribute, IElectStateFilter
{
    // The engine's own retries have 20.
    public RetryReasons() => Order = 30;

    public void OnStateElection(ElectStateContext context)
    {
        if (context.CandidateState is ScheduledState again && context.TraversedStates.Any(s => s is FailedState))
            again.Reason = "It failed, and is tried again.";
    }
}
