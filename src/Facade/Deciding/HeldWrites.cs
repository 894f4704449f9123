using Hub.Platform.Nodes;
using Hub.Platform.Routing;

namespace Hub.Facade.Deciding;

/// <summary>The writes that wait at this node while their records' owner changes.</summary>
internal sealed class HeldWrites : IDisposable
{
    // Each holds a connection; more of them are asked to come again.
    private const int Most = 2048;

    private readonly CurrentRouting _routing;
    private readonly NodeLease _lease;
    private readonly TimeProvider _time;
    private volatile TaskCompletionSource _next = NewSignal();
    private int _count;

    public HeldWrites(CurrentRouting routing, NodeLease lease, TimeProvider time)
    {
        (_routing, _lease, _time) = (routing, lease, time);
        routing.Changed += Notice;
    }

    /// <summary>Waits until another revision is served than the one that decided a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="atMost">How long, from the request's arrival on.</param>
    /// <returns>False where the request is to be refused: it has waited that long, or too many wait.</returns>
    public Task<bool> WaitAsync(RoutedRequest request, TimeSpan atMost) => WaitAsync(
        request.Snapshot.Revision, atMost - _time.GetElapsedTime(request.Started), request.Context.RequestAborted);

    /// <inheritdoc cref="WaitAsync(RoutedRequest, TimeSpan)"/>
    /// <param name="revision">The revision that decided the request.</param>
    /// <param name="atMost">How long from now on.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    internal async Task<bool> WaitAsync(long revision, TimeSpan atMost, CancellationToken cancellation)
    {
        try
        {
            if (Interlocked.Increment(ref _count) > Most)
                return false;
            var began = _time.GetTimestamp();
            while (true)
            {
                var next = _next.Task;
                if (_routing.Snapshot.Revision != revision)
                    break;
                var left = atMost - _time.GetElapsedTime(began);
                if (left <= TimeSpan.Zero)
                    return false;
                // A revision is served before it is told of: this may tell of the very one that decided the request.
                await next.WaitAsync(left, _time, cancellation);
            }

            // What the node knew of the owner is worth nothing once it has been cut off.
            return _lease.Holds;
        }
        catch (TimeoutException)
        {
            return false;
        }
        finally
        {
            Interlocked.Decrement(ref _count);
        }
    }

    public void Dispose() => _routing.Changed -= Notice;

    private void Notice(RoutingSnapshot snapshot, bool planChanged) =>
        Interlocked.Exchange(ref _next!, NewSignal()).TrySetResult();

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
