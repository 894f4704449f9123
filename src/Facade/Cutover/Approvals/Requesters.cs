using Hub.Platform.Identity;
using Hub.Platform.Identity.Approvals;

namespace Hub.Facade.Cutover.Approvals;

/// <summary>Says whether whoever asked for a change could still ask for it: a change waits no longer than that.</summary>
internal sealed class Requesters(AccessTokens tokens, TimeProvider time)
{
    /// <summary>Returns what the requester of a change lacks now, or null.</summary>
    public async Task<string?> FindLossAsync(PendingChange change) => FindLoss(change, await tokens.ListAsync());

    /// <summary>Returns whether a plan's requester still has a role, which what the plan changes takes.</summary>
    public async Task<bool> HasAsync(PendingChange change, AccessRole role) =>
        (await tokens.ListAsync()).Any(t => t.Name == change.RequestedBy && t.Role >= role);

    /// <summary>Returns what the requester of a change lacks now, or null.</summary>
    /// <param name="change">The change.</param>
    /// <param name="all">All tokens.</param>
    public string? FindLoss(PendingChange change, IReadOnlyList<AccessToken> all)
    {
        if (all.FirstOrDefault(t => t.Name == change.RequestedBy) is not { } token)
            return $"the token '{change.RequestedBy}' was revoked";
        if (token.ExpiresAt <= time.GetUtcNow())
            return $"the token '{token.Name}' has expired";
        var grant = new AccessGrant(token.Name, token.Role, token.Capabilities);
        return grant.Role < AccessRole.Operator || change.Capabilities.Any(c => !grant.Covers(c))
            ? $"the token '{token.Name}' is only {grant.Describe()} now"
            : null;
    }
}
