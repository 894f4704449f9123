using System.Collections.Immutable;
using System.Security.Claims;

namespace Hub.Platform.Identity;

/// <summary>Who a caller is, and what it may do.</summary>
/// <param name="Name">The token's name.</param>
/// <param name="Role">What it may do.</param>
/// <param name="Capabilities">Where it may do it; empty for everywhere.</param>
public sealed record AccessGrant(string Name, AccessRole Role, ImmutableArray<string> Capabilities)
{
    /// <summary>Stands for what belongs to no single capability: covered only by a token of all of them.</summary>
    public const string Everything = "*";

    /// <summary>Whether the token was made with the right to override gates.</summary>
    public bool OverridesGates { get; init; }

    /// <summary>Whether it may override the gates of the capabilities that it covers.</summary>
    public bool MayOverrideGates => OverridesGates || Role == AccessRole.Admin;

    /// <summary>Whether a capability is within the token's scope.</summary>
    public bool Covers(string capability) => Capabilities.IsEmpty || Capabilities.Contains(capability, StringComparer.Ordinal);

    /// <summary>As people read it: <c>operator of orders, stock</c>.</summary>
    public string Describe() =>
        $"{Role.ToString().ToLowerInvariant()} of "
        + (Capabilities.IsEmpty ? "all capabilities" : string.Join(", ", Capabilities))
        + (OverridesGates ? ", may override gates" : "");

    /// <summary>The caller of a request that was authenticated.</summary>
    public static AccessGrant Of(ClaimsPrincipal user) =>
        (user.Identity as GrantedIdentity)?.Grant ?? throw new InvalidOperationException("Nobody was authenticated.");

    /// <summary>What <see cref="Of"/> finds again.</summary>
    public ClaimsIdentity ToIdentity(string scheme) => new GrantedIdentity(this, scheme);

    // With the grant itself, so that it is not put together anew from claims for each question about it.
    private sealed class GrantedIdentity(AccessGrant grant, string scheme)
        : ClaimsIdentity([new(ClaimTypes.Name, grant.Name), new(ClaimTypes.Role, grant.Role.ToString())], scheme)
    {
        public AccessGrant Grant => grant;
    }
}
