using Hub.ServiceKit.Changes;

namespace Hub.Platform.Changes;

/// <summary>A side whose records have versions that only grow, and that tells the version which a record has now.</summary>
public interface IVersionedRecords
{
    /// <summary>Finds the version of a record; null when the side does not have the record.</summary>
    /// <param name="key">The record's key on this side.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <exception cref="ChangeTargetUnavailableException">The side did not answer with the record.</exception>
    Task<long?> FindVersionAsync(string key, CancellationToken cancellation);
}
