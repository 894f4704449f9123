using System.Text.Json;
using Hub.Platform.Identity.Persons;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Hub.Console.SigningIn;

/// <summary>
/// Ends the sessions that the issuer says have ended (OpenID Connect Back-Channel Logout 1.0). The issuer proves itself by the
/// logout token's signature.
/// </summary>
internal sealed class IssuerLogout(IOptionsMonitor<OpenIdConnectOptions> options, PersonSessions sessions, IssuerSignIn issuer)
{
    private const string Event = "http://schemas.openid.net/event/backchannel-logout";
    private const int Longest = 16 * 1024;
    private static readonly JsonWebTokenHandler Tokens = new() { MapInboundClaims = false };

    /// <summary>Maps the address that the issuer is told as the client's back-channel logout URI.</summary>
    public static void Map(IEndpointRouteBuilder app) =>
        app.MapPost("/issuer/sign-out", async (HttpContext context, IssuerLogout logout) =>
        {
            var form = context.Request.HasFormContentType
                ? await context.Request.ReadFormAsync(context.RequestAborted)
                : FormCollection.Empty;
            return await logout.EndAsync(form["logout_token"].ToString()) ? Results.Ok() : Results.BadRequest();
        }).AllowAnonymous();

    private async Task<bool> EndAsync(string token)
    {
        if (issuer.Name is not { } name || token.Length is 0 or > Longest)
            return false;
        var client = options.CurrentValue;
        var configuration = await client.ConfigurationManager!.GetConfigurationAsync(CancellationToken.None);
        var parameters = client.TokenValidationParameters.Clone();
        (parameters.ValidIssuer, parameters.ValidAudience) = (configuration.Issuer, client.ClientId);
        parameters.IssuerSigningKeys = configuration.SigningKeys;
        var result = await Tokens.ValidateTokenAsync(token, parameters);
        if (!result.IsValid || result.SecurityToken is not JsonWebToken read || read.TryGetPayloadValue("nonce", out string _)
            || !read.TryGetPayloadValue("events", out JsonElement events)
            || events.ValueKind != JsonValueKind.Object || !events.TryGetProperty(Event, out _))
            return false;
        var subject = read.TryGetPayloadValue("sub", out string sub) ? sub : null;
        var session = read.TryGetPayloadValue("sid", out string sid) ? sid : null;
        if (subject is null && session is null)
            return false;
        await sessions.EndAsync(name, subject, session);
        return true;
    }
}
