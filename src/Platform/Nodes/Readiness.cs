namespace Hub.Platform.Nodes;

/// <summary>Whether load balancers should send this node requests, and why not.</summary>
public sealed class Readiness : IDisposable
{
    private readonly CancellationTokenSource _closing = new();
    private volatile bool _draining;
    private volatile string? _note;

    /// <summary>Whether this node is about to stop: it answers whoever still comes, but nobody should.</summary>
    public bool IsDraining => _draining;

    /// <summary>What an operator should know of a node that is ready all the same, or null.</summary>
    public string? Note
    {
        get => _note;
        set => _note = value;
    }

    /// <summary>Ends what would otherwise go on for as long as its caller likes, such as a WebSocket.</summary>
    public CancellationToken Closing => _closing.Token;

    /// <summary>From now on nobody should come.</summary>
    public void Drain() => _draining = true;

    /// <summary>From now on nobody can come.</summary>
    public void Close()
    {
        _draining = true;
        _closing.Cancel();
    }

    /// <inheritdoc />
    public void Dispose() => _closing.Dispose();
}
