using System.Collections.Immutable;

namespace Hub.Platform.Plan;

/// <summary>Who may call a capability's routes.</summary>
public enum PublicAccess
{
    /// <summary>The sides know: what the caller sends to prove who it is goes on to them.</summary>
    Forward,

    /// <summary>Everybody.</summary>
    Anonymous,

    /// <summary>Whoever has one of the hub's own tokens for the capability; it does not go on to the sides.</summary>
    Token,

    /// <summary>Whoever has a token of the issuer that the plan trusts; it goes on to the sides.</summary>
    Jwt,
}

/// <summary>Whose JSON Web Tokens the hub believes (RFC 7519, RFC 8725).</summary>
/// <param name="Issuer">What stands in <c>iss</c>.</param>
/// <param name="Audience">What stands in <c>aud</c>: the hub's name at the issuer.</param>
/// <param name="KeysFile">The issuer's public keys among the plan's files, as a JSON Web Key Set (RFC 7517); or null.</param>
/// <param name="KeysAddress">Where the issuer publishes them; or null.</param>
/// <param name="ClockSkew">How far the issuer's clock may be off. Default 60 s.</param>
/// <param name="At">Where this stands.</param>
public sealed record JwtPlan(
    string Issuer, string Audience, string? KeysFile, Uri? KeysAddress, TimeSpan ClockSkew, PlanLocation At)
{
    /// <summary>
    /// What <c>typ</c> may be (RFC 8725, 3.11); a token without one is taken where <c>JWT</c> is among them.
    /// </summary>
    public ImmutableArray<string> Types { get; init; } = ["JWT", "at+jwt"];

    /// <summary>Where the keys are, as the plan writes it: to be shown.</summary>
    public string Keys { get; init; } = "";
}
