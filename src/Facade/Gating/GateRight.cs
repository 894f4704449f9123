using Hub.Platform.Identity;

namespace Hub.Facade.Gating;

/// <summary>Says who may override a gate: admins, and tokens that were made with that right, in their capabilities.</summary>
internal sealed class GateRight(AccessTokens tokens, TimeProvider time)
{
    /// <summary>Returns whether the holder of a token may override the gates of a capability now.</summary>
    /// <param name="name">The token's name.</param>
    /// <param name="capability">The capability.</param>
    public async Task<bool> HasAsync(string name, string capability) =>
        (await tokens.ListAsync()).FirstOrDefault(t => t.Name == name) is { } token
        && !(token.ExpiresAt <= time.GetUtcNow())
        && new AccessGrant(token.Name, token.Role, token.Capabilities) { OverridesGates = token.OverridesGates } is var grant
        && grant.MayOverrideGates && grant.Covers(capability);
}
