namespace Hub.Platform.Identity;

/// <summary>What a token may do, as its row holds it: a node of the version before takes it for less, never for more.</summary>
internal sealed record StoredRights(string Role, long Integrator, long Consumer, long OverridesGates, string Capabilities)
{
    public static StoredRights Of(AccessGrant grant) => new(
        (grant.Role switch
        {
            AccessRole.Integrator => AccessRole.Approver,
            AccessRole.Consumer => AccessRole.Caller,
            _ => grant.Role,
        }).ToString().ToLowerInvariant(),
        grant.Role == AccessRole.Integrator ? 1L : 0L,
        grant.Role == AccessRole.Consumer ? 1L : 0L,
        grant.OverridesGates ? 1L : 0L,
        string.Join(',', grant.Capabilities));
}
