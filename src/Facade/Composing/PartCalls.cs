using Hub.Facade.Deciding;
using Hub.Facade.Explaining;
using Hub.Facade.Hops;
using Hub.Platform.Asking;
using Hub.Platform.Plan;

namespace Hub.Facade.Composing;

/// <summary>Asks routes for parts, within a time.</summary>
internal sealed class PartCalls(RouteDoor door, RequestIds ids, LastKnownAnswers known, TimeProvider time)
{
    private const int Megabytes = 1024 * 1024;

    private static readonly AskLimits Limits = new(LargestRequest: 0, 2 * Megabytes, TimeSpan.Zero);

    /// <summary>Asks a route.</summary>
    /// <param name="part">The part that it is asked for.</param>
    /// <param name="target">What is asked.</param>
    /// <param name="composing">The composition's request.</param>
    public async Task<PartAnswer> AskAsync(PartPlan part, PartTarget target, ComposedRequest composing)
    {
        var patience = composing.Left(part);
        var call = new PartCall(ids.Next(), part.Name, part.Route, time.GetTimestamp());
        var decided = new DecidedSide(time, patience);
        composing.Calls.Enqueue(call);
        var answer = patience <= TimeSpan.Zero
            ? PartAnswer.Missing(PartReason.Late)
            : await AskAsync(part, composing.Caller.Ask(call.Id, target), patience, decided, composing.Ends);
        if (composing.Exposes && decided.Side is { } side)
            answer = answer with { Side = side.ToString().ToLowerInvariant() };
        call.End(answer.Reason, answer.Status, answer.Side, time.GetElapsedTime(call.Started));
        return composing.Ends.IsCancellationRequested
            ? answer
            : known.Take(composing.Plan, part, target, composing.Caller, answer);
    }

    private async Task<PartAnswer> AskAsync(
        PartPlan part, ContractRequest request, TimeSpan patience, DecidedSide decided, CancellationToken ends)
    {
        // On a thread of its own: a side in this process may block before it waits, and the other parts would come after it.
        var asked = Task.Run(
            () => door.AskAsync(part.Route, request, Limits with { Patience = patience }, decided, ends), CancellationToken.None);
        try
        {
            return PartVerdict.Of(await asked.WaitAsync(patience, time, ends), part.First);
        }
        catch (Exception e) when (e is TimeoutException || ends.IsCancellationRequested)
        {
            // Nobody waits for it any more; how it ends is in the log and in the route's figures.
            _ = asked.ContinueWith(
                ended => ended.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            return PartAnswer.Missing(PartReason.Late);
        }
    }
}
