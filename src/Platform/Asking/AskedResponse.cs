using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Hub.Platform.Asking;

/// <summary>The head of an answer that is asked for: its callbacks run as a server runs them.</summary>
internal sealed class AskedResponse : IHttpResponseFeature
{
    private readonly Stack<(Func<object, Task> Call, object State)> _starting = [];
    private readonly Stack<(Func<object, Task> Call, object State)> _completed = [];

    public int StatusCode { get; set; } = StatusCodes.Status200OK;

    public string? ReasonPhrase { get; set; }

    public IHeaderDictionary Headers { get; set; } = new HeaderDictionary();

    public Stream Body { get; set; } = Stream.Null;

    public bool HasStarted { get; private set; }

    public void OnStarting(Func<object, Task> callback, object state)
    {
        if (HasStarted)
            throw new InvalidOperationException("The answer has started already.");
        _starting.Push((callback, state));
    }

    public void OnCompleted(Func<object, Task> callback, object state) => _completed.Push((callback, state));

    /// <summary>Runs what is to run before the first byte.</summary>
    public ValueTask StartAsync()
    {
        if (HasStarted)
            return ValueTask.CompletedTask;
        return RunAsync();

        async ValueTask RunAsync()
        {
            while (_starting.TryPop(out var callback))
                await callback.Call(callback.State);
            HasStarted = true;
        }
    }

    /// <summary>Runs what is to run when all is over.</summary>
    public async Task FinishAsync()
    {
        while (_completed.TryPop(out var callback))
            await callback.Call(callback.State);
    }
}
