namespace Hub.ServiceKit.Changes;

/// <summary>A record as a service keeps it and as its contract shows it.</summary>
public interface IServiceRecord<TSelf>
{
    /// <summary>Its key here.</summary>
    string Id { get; }

    /// <summary>The key it moves with.</summary>
    string CohortKey { get; }

    /// <summary>The reference it was created under, or null.</summary>
    string? ExternalReference { get; }

    /// <summary>The same under another id and reference.</summary>
    TSelf Named(string id, string? externalReference);

    /// <summary>Whether both say the same; numbers by their value.</summary>
    bool Says(TSelf other);
}
