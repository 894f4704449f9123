using System.Collections.Immutable;
using System.Security.Claims;
using System.Security.Cryptography;
using Hub.Tests.Servers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Hub.Console.Tests;

/// <summary>A person as an issuer knows them.</summary>
internal sealed record IssuedPerson(string Subject, string? Name, params string[] Groups)
{
    public string SessionId { get; init; } = "s-" + Guid.NewGuid().ToString("N");
}

/// <summary>
/// A provider of OpenID Connect of another make: OpenIddict's server. It signs in whomever a test says, without asking.
/// </summary>
internal sealed class Issuer : IAsyncDisposable
{
    public const string ClientId = "hub-console", ClientSecret = "a-secret-of-the-console-9041";
    private readonly int _port = FreePort.Take();
    private SigningCredentials _key = NewKey();
    private WebApplication? _app;

    /// <summary>On another site than the hub, to a browser.</summary>
    public string Url => $"http://localhost:{_port}/";

    /// <summary>Who is signed in; null has the issuer say that they refused.</summary>
    public IssuedPerson? Person { get; set; }

    /// <summary>Changes what stands in id tokens before they are signed.</summary>
    public Action<Dictionary<string, object>> Alter { get; set; } = _ => { };

    /// <summary>The key that id tokens are signed with in place of the issuer's own; null for its own.</summary>
    public SigningCredentials? OtherKey { get; set; }

    /// <summary>How often codes were exchanged, and how often with the proof of PKCE.</summary>
    public (int All, int Proved) Exchanged { get; private set; }

    public static SigningCredentials NewKey() => new(
        new RsaSecurityKey(RSA.Create(2048)) { KeyId = Guid.NewGuid().ToString("N") }, SecurityAlgorithms.RsaSha256);

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{_port}");
        builder.Services.AddOpenIddict().AddServer(options =>
        {
            options.EnableDegradedMode()
                .SetAuthorizationEndpointUris("connect/authorize")
                .SetTokenEndpointUris("connect/token")
                .AllowAuthorizationCodeFlow()
                .RequireProofKeyForCodeExchange()
                .AddEphemeralEncryptionKey()
                .AddSigningCredentials(_key)
                .RegisterScopes("profile");
            options.UseAspNetCore().DisableTransportSecurityRequirement();
            options.AddEventHandler<ValidateAuthorizationRequestContext>(b => b.UseInlineHandler(Check));
            options.AddEventHandler<HandleAuthorizationRequestContext>(b => b.UseInlineHandler(SignIn));
            options.AddEventHandler<ValidateTokenRequestContext>(b => b.UseInlineHandler(Check));
            options.AddEventHandler<ApplyTokenResponseContext>(
                b => b.UseInlineHandler(Sign).SetOrder(int.MinValue + 1000));
        });
        _app = builder.Build();
        await _app.StartAsync();
    }

    public async Task StopAsync()
    {
        if (_app is not null)
            await _app.DisposeAsync();
        _app = null;
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    /// <summary>Signs with another key from now on, and publishes that one alone.</summary>
    public void RollKeys()
    {
        _key = NewKey();
        var options = _app!.Services.GetRequiredService<IOptionsMonitor<OpenIddictServerOptions>>().CurrentValue;
        options.SigningCredentials.Clear();
        options.SigningCredentials.Add(_key);
    }

    /// <summary>Returns a logout token (OpenID Connect Back-Channel Logout 1.0).</summary>
    public string LogoutToken(string? subject, string? session, Action<Dictionary<string, object>>? alter = null)
    {
        var claims = new Dictionary<string, object>
        {
            ["iss"] = Url,
            ["aud"] = ClientId,
            ["jti"] = Guid.NewGuid().ToString("N"),
            ["events"] = new Dictionary<string, object>
            {
                ["http://schemas.openid.net/event/backchannel-logout"] = new Dictionary<string, object>(),
            },
        };
        if (subject is not null)
            claims["sub"] = subject;
        if (session is not null)
            claims["sid"] = session;
        alter?.Invoke(claims);
        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Claims = claims, SigningCredentials = OtherKey ?? _key, TokenType = "logout+jwt",
        });
    }

    private static ValueTask Check(ValidateAuthorizationRequestContext context)
    {
        if (context.ClientId != ClientId
            || context.RedirectUri?.EndsWith("/hub/console/signed-in", StringComparison.Ordinal) != true)
            context.Reject("invalid_client");
        return default;
    }

    private ValueTask Check(ValidateTokenRequestContext context)
    {
        if (context.ClientId != ClientId || context.ClientSecret != ClientSecret)
            context.Reject("invalid_client");
        Exchanged = (Exchanged.All + 1, Exchanged.Proved + (context.Request.CodeVerifier is { Length: > 40 } ? 1 : 0));
        return default;
    }

    private ValueTask SignIn(HandleAuthorizationRequestContext context)
    {
        if (Person is not { } person)
        {
            context.Reject("access_denied");
            return default;
        }

        var identity = new ClaimsIdentity("issuer");
        identity.SetClaim("sub", person.Subject).SetClaim("preferred_username", person.Name).SetClaim("sid", person.SessionId)
            .SetClaims("groups", [.. person.Groups]);
        identity.SetScopes(context.Request.GetScopes());
        identity.SetDestinations(_ => [OpenIddictConstants.Destinations.IdentityToken]);
        context.SignIn(new ClaimsPrincipal(identity));
        return default;
    }

    private ValueTask Sign(ApplyTokenResponseContext context)
    {
        if (context.Response.IdToken is not { } made)
            return default;
        var claims = new JsonWebTokenHandler().ReadJsonWebToken(made).Claims
            .GroupBy(c => c.Type, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, object (g) => g.Key is "exp" or "iat" or "nbf"
                ? long.Parse(g.First().Value, System.Globalization.CultureInfo.InvariantCulture)
                : g.Count() == 1 ? g.First().Value : g.Select(c => c.Value).ToImmutableArray(), StringComparer.Ordinal);
        Alter(claims);
        context.Response.IdToken = new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(
            new SecurityTokenDescriptor { Claims = claims, SigningCredentials = OtherKey ?? _key });
        return default;
    }
}
