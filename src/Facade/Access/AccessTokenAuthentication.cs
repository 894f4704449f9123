using System.Net.Http.Headers;
using System.Security.Claims;
using System.Text;
using System.Text.Encodings.Web;
using Hub.Facade.Answers;
using Hub.Platform.Identity;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Hub.Facade.Access;

internal sealed class AccessTokenOptions : AuthenticationSchemeOptions;

/// <summary>
/// The hub's own tokens as <c>Authorization: Bearer</c> (RFC 6750), and for pages as the password of
/// <c>Authorization: Basic</c> (RFC 7617), whatever the user's name.
/// </summary>
internal sealed class AccessTokenAuthentication(
    IOptionsMonitor<AccessTokenOptions> options, UrlEncoder encoder, AccessTokens tokens, KnownTokens known)
    // Without a log: it would have a line for each request that anybody sends without a token.
    : AuthenticationHandler<AccessTokenOptions>(options, NullLoggerFactory.Instance, encoder)
{
    public new const string Scheme = "hub-token";
    private const string Prefix = "Bearer ";
    private const string ForBrowsers = "Basic realm=\"Hub: any name, and a token as the password\", charset=\"UTF-8\"";

    /// <summary>The token that a request carries, or null.</summary>
    public static string? TokenOf(HttpRequest request) =>
        request.Headers.Authorization is [{ } header] && header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)
            ? header[Prefix.Length..].Trim()
            : null;

    private bool IsPage => Context.GetEndpoint()?.Metadata.GetMetadata<BrowserPages>() is not null;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if ((TokenOf(Request) ?? (IsPage ? PasswordOf(Request) : null)) is not { } token)
            return AuthenticateResult.NoResult();
        var often = Context.GetEndpoint()?.Metadata.GetMetadata<AccessRequirement>()?.Often == true;
        return await (often ? known.FindAsync(token) : new(tokens.FindAsync(token))) is { } grant
            ? AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(grant.ToIdentity(Scheme)), Scheme))
            : AuthenticateResult.Fail("unknown token");
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = IsPage ? ForBrowsers : "Bearer";
        return Problems.WriteAsync(
            Context,
            StatusCodes.Status401Unauthorized,
            "Send the hub's token as 'Authorization: Bearer TOKEN'; this one is missing, not known, revoked or expired.");
    }

    private static string? PasswordOf(HttpRequest request)
    {
        if (!AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out var sent)
            || !"Basic".Equals(sent.Scheme, StringComparison.OrdinalIgnoreCase))
            return null;
        var bytes = new byte[sent.Parameter?.Length ?? 0];
        if (!Convert.TryFromBase64String(sent.Parameter ?? "", bytes, out var length))
            return null;
        var pair = Encoding.UTF8.GetString(bytes.AsSpan(0, length));
        return pair.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon ? pair[(colon + 1)..] : null;
    }
}
