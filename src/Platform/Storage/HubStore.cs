using Hub.ServiceKit.Storage;

namespace Hub.Platform.Storage;

/// <summary>The hub's own state: plans, revisions, audit, tokens, identity maps, sync positions, inbox.</summary>
/// <param name="Database">Where it is kept; each component migrates its own tables.</param>
public sealed record HubStore(Database Database)
{
    /// <summary>Encrypts the records of other systems that are kept in it.</summary>
    public RecordSeal Records { get; init; } = RecordSeal.None;
}
