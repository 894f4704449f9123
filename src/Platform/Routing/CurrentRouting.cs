namespace Hub.Platform.Routing;

/// <summary>The revision this node serves now. Reading it costs one volatile read.</summary>
public sealed class CurrentRouting
{
    private volatile RoutingSnapshot? _snapshot;

    /// <summary>The revision served now.</summary>
    /// <exception cref="InvalidOperationException">The store has not been read yet: a fault in the order of start.</exception>
    public RoutingSnapshot Snapshot => _snapshot ?? throw new InvalidOperationException("No revision is loaded yet.");

    /// <summary>Raised after a new revision is served; the second argument tells whether its plan is another one.</summary>
    public event Action<RoutingSnapshot, bool>? Changed;

    /// <summary>Serves a revision from now on.</summary>
    public void Serve(RoutingSnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        var planChanged = _snapshot?.Plan.Hash != snapshot.Plan.Hash;
        _snapshot = snapshot;
        Changed?.Invoke(snapshot, planChanged);
    }
}
