using Hub.Platform.Routing;

namespace Hub.Facade.Deciding;

/// <summary>Keeps a decided request in flight until whoever answers it says how that ended.</summary>
internal sealed class HeldDecision
{
    private readonly TaskCompletionSource<(Decision, long)> _decided = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<int> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The decision and the revision that made it, once it is made.</summary>
    public Task<(Decision Decision, long Revision)> Decided => _decided.Task;

    /// <summary>Notes the decision and waits for the end.</summary>
    public async Task HoldAsync(RoutedRequest request)
    {
        _decided.SetResult((request.Decision!.Value, request.Snapshot.Revision));
        request.Context.Response.StatusCode = await _ended.Task.WaitAsync(request.Context.RequestAborted);
    }

    /// <summary>Says how the request was answered.</summary>
    public void End(int status) => _ended.TrySetResult(status);
}
