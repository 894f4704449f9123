using System.Collections.Immutable;

namespace Hub.Platform.Plan;

/// <summary>By whom the console's visitors are signed in with OpenID Connect, and what they may do.</summary>
/// <param name="Issuer">The issuer, whose discovery document stands below it.</param>
/// <param name="ClientId">What the issuer calls the console.</param>
/// <param name="At">Where this stands.</param>
public sealed record SignInPlan(Uri Issuer, string ClientId, PlanLocation At)
{
    /// <summary>The client's secret, which is never shown; null for a public client, which proves itself by PKCE alone.</summary>
    public string? ClientSecret { get; init; }

    /// <summary>The issuer as the plan writes it.</summary>
    public string Written { get; init; } = "";

    /// <summary>The claim that names a person.</summary>
    public string NameClaim { get; init; } = "preferred_username";

    /// <summary>The claim that says what a person may do.</summary>
    public string GrantsClaim { get; init; } = "groups";

    /// <summary>What the console asks for beside <c>openid</c>.</summary>
    public ImmutableArray<string> Scopes { get; init; } = ["profile"];

    /// <summary>What each value of <see cref="GrantsClaim"/> gives; the first that a person has decides the role.</summary>
    public ImmutableArray<SignInGrant> Grants { get; init; } = [];

    /// <summary>After which time a person is to be signed in anew. Default 1 h.</summary>
    public TimeSpan Session { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How far the issuer's clock may be off. Default 60 s.</summary>
    public TimeSpan ClockSkew { get; init; } = TimeSpan.FromSeconds(60);
}

/// <summary>What a value of a claim gives.</summary>
/// <param name="Value">The value.</param>
/// <param name="Role">The role, as the plan writes it.</param>
/// <param name="Capabilities">Where; empty for everywhere.</param>
/// <param name="At">Where this stands.</param>
public sealed record SignInGrant(string Value, string Role, ImmutableArray<string> Capabilities, PlanLocation At);
