using Hub.Platform.Identity;

namespace Hub.Facade.Deciding;

/// <summary>Who may force a side.</summary>
internal sealed class ForcingRight(AccessTokens tokens)
{
    /// <summary>Whether a token gives the right to force the side of a capability's requests: an operator's, in scope.</summary>
    public async ValueTask<bool> HasAsync(string token, string capability) =>
        await tokens.FindAsync(token) is { Role: >= AccessRole.Operator } grant && grant.Covers(capability);
}
