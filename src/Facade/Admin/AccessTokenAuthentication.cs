using System.Security.Claims;
using System.Text.Encodings.Web;
using Hub.Facade.Access;
using Hub.Facade.Forwarding;
using Hub.Platform.Identity;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Hub.Facade.Admin;

internal sealed class AccessTokenOptions : AuthenticationSchemeOptions;

/// <summary>The hub's own tokens as <c>Authorization: Bearer</c> (RFC 6750).</summary>
internal sealed class AccessTokenAuthentication(
    IOptionsMonitor<AccessTokenOptions> options, UrlEncoder encoder, AccessTokens tokens, KnownTokens known)
    // Without a log: it would have a line for each request that anybody sends without a token.
    : AuthenticationHandler<AccessTokenOptions>(options, NullLoggerFactory.Instance, encoder)
{
    public new const string Scheme = "hub-token";
    private const string Prefix = "Bearer ";

    /// <summary>The token that a request carries, or null.</summary>
    public static string? TokenOf(HttpRequest request) =>
        request.Headers.Authorization is [{ } header] && header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)
            ? header[Prefix.Length..].Trim()
            : null;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (TokenOf(Request) is not { } token)
            return AuthenticateResult.NoResult();
        var often = Context.GetEndpoint()?.Metadata.GetMetadata<AccessRequirement>()?.Often == true;
        return await (often ? known.FindAsync(token) : new(tokens.FindAsync(token))) is { } grant
            ? AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(grant.ToIdentity(Scheme)), Scheme))
            : AuthenticateResult.Fail("unknown token");
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Bearer";
        return Problems.WriteAsync(
            Context,
            StatusCodes.Status401Unauthorized,
            "Send the hub's token as 'Authorization: Bearer TOKEN'; this one is missing, not known, revoked or expired.");
    }
}
