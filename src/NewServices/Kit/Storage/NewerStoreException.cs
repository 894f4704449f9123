namespace Hub.ServiceKit.Storage;

/// <summary>A store was written by a later version of the hub, which this one must not touch.</summary>
public sealed class NewerStoreException(string location, string component, int found, int known)
    : Exception($"{location} was written by a newer hub ({component} version {found}, this hub knows {known}): "
        + "run that version, or choose another store.");
