using Hub.ServiceKit.Changes;

namespace Hub.Facade.Deciding;

/// <summary>Tells who asks a route which side was decided, also where that side does not answer in time.</summary>
/// <param name="time">The clock.</param>
/// <param name="patience">How long the answer is waited for.</param>
internal sealed class DecidedSide(TimeProvider time, TimeSpan patience)
{
    private const int None = -1;
    private readonly long _started = time.GetTimestamp();
    private int _side = None;

    /// <summary>Whether the answer comes too late by now.</summary>
    public bool IsLate => time.GetElapsedTime(_started) >= patience;

    /// <summary>The side; null before the decision.</summary>
    public Side? Side => Volatile.Read(ref _side) is var side and not None ? (Side)side : null;

    public void Note(Side side) => Volatile.Write(ref _side, (int)side);
}

/// <summary>Notes the side decided, of routes that compositions ask.</summary>
internal sealed class DecidedSideStep : IRouteStep
{
    public ValueTask<bool> PassAsync(RoutedRequest request)
    {
        if (request.Decision is { Side: var side })
            request.Context.Features.Get<DecidedSide>()?.Note(side);
        return ValueTask.FromResult(true);
    }
}
