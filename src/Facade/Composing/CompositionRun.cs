using Hub.Platform.Plan;

namespace Hub.Facade.Composing;

/// <summary>Asks for all parts of a composition at once, each as soon as those are there whose fields it needs.</summary>
internal static class CompositionRun
{
    // Late parts have ended themselves by the deadline; on a busy machine what they have come to takes a moment to be noted.
    private static readonly TimeSpan Last = TimeSpan.FromMilliseconds(5);

    /// <summary>
    /// Returns the answers in the order of the parts, by the deadline, or as soon as a required part is missing. Parts that
    /// have not ended by the deadline are late; those that a missing part made needless are dropped.
    /// </summary>
    public static async Task<IReadOnlyList<PartAnswer>> AskAsync(
        IReadOnlyList<ComposedPart> parts, ComposedRequest request, TimeProvider time)
    {
        var ends = parts.ToDictionary(
            p => p.Plan.Name, _ => new TaskCompletionSource<PartAnswer>(TaskCreationOptions.RunContinuationsAsynchronously),
            StringComparer.Ordinal);
        var needless = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        foreach (var part in parts)
            _ = RunAsync(part);
        var all = Task.WhenAll(ends.Values.Select(e => e.Task));
        using var waited = CancellationTokenSource.CreateLinkedTokenSource(request.Ends);
        var remaining = request.Remaining;
        var deadline = Task.Delay(remaining > TimeSpan.Zero ? remaining : TimeSpan.Zero, time, waited.Token);
        if (await Task.WhenAny(all, needless.Task, deadline) == deadline && !request.Ends.IsCancellationRequested)
            await Task.WhenAny(all, needless.Task, Task.Delay(Last, time, waited.Token));
        await waited.CancelAsync();
        request.Ends.ThrowIfCancellationRequested();
        if (all.IsFaulted)
            await all;
        var reason = needless.Task.IsCompleted ? PartReason.Dropped : PartReason.Late;
        return
        [
            .. parts.Select(p => ends[p.Plan.Name].Task is { IsCompletedSuccessfully: true, Result: var answer }
                ? answer
                : PartAnswer.Missing(reason)),
        ];

        async Task RunAsync(ComposedPart part)
        {
            try
            {
                var sources = new Dictionary<string, PartAnswer>(StringComparer.Ordinal);
                foreach (var source in part.Plan.Sources)
                    sources[source] = await ends[source].Task;
                var answer = await part.AskAsync(request, sources);
                ends[part.Plan.Name].SetResult(answer);
                if (answer.IsMissing && !part.Plan.Optional)
                    needless.TrySetResult();
            }
            catch (Exception e)
            {
                // A fault of the hub's own: the request fails with it, and so do the parts that wait for this one.
                ends[part.Plan.Name].SetException(e);
                needless.TrySetResult();
            }
        }
    }
}
