using Hub.Platform.Identity;
using Hub.Platform.Identity.Persons;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Hub.Console.SigningIn;

/// <summary>
/// Signing in by the issuer that the plan names: OpenID Connect Core 1.0, code flow with PKCE (RFC 7636), state and nonce.
/// </summary>
internal static class IssuerServices
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    // How soon the issuer is asked again for a key that it did not publish the last time.
    private static readonly TimeSpan Renewed = TimeSpan.FromSeconds(5);

    // As for tokens of callers: with a shared secret, whoever can check a token can make one.
    private static readonly string[] Algorithms =
        ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];

    /// <param name="authentication">How the console knows people.</param>
    /// <param name="hub">The hub's services.</param>
    public static void AddIssuer(this AuthenticationBuilder authentication, IServiceProvider hub)
    {
        var current = hub.GetRequiredService<CurrentRouting>();
        authentication.AddOpenIdConnect(options => Configure(options, Served()));
        authentication.Services
            .AddSingleton(hub.GetRequiredService<PersonSessions>())
            .AddSingleton(hub.GetRequiredService<AuditLog>())
            .AddSingleton(own => new IssuerSignIn(
                Served, own.GetRequiredService<PersonSessions>(), own.GetRequiredService<AuditLog>(),
                own.GetRequiredService<TimeProvider>(), own.GetRequiredService<ILogger<IssuerSignIn>>()))
            .AddSingleton<IssuerLogout>()
            .AddSingleton<IOptionsMonitor<OpenIdConnectOptions>>(own =>
                new IssuerOptions(Served, own.GetRequiredService<IOptionsFactory<OpenIdConnectOptions>>()));

        SignInPlan? Served() => current.IsLoaded ? current.Snapshot.Plan.SignIn : null;
    }

    private static void Configure(OpenIdConnectOptions options, SignInPlan? plan)
    {
        // Without an issuer nobody is sent there, and what comes back is refused.
        plan ??= new SignInPlan(new Uri("https://issuer.invalid"), "none", new PlanLocation(PlanPaths.Hub, 1));
        options.Authority = plan.Issuer.AbsoluteUri;
        options.RequireHttpsMetadata = plan.Issuer.Scheme == Uri.UriSchemeHttps;
        options.ClientId = plan.ClientId;
        options.ClientSecret = plan.ClientSecret;
        options.ResponseType = OpenIdConnectResponseType.Code;
        options.ResponseMode = OpenIdConnectResponseMode.Query;
        options.UsePkce = true;
        options.Scope.Clear();
        foreach (var scope in plan.Scopes.Prepend("openid"))
            options.Scope.Add(scope);
        options.MapInboundClaims = false;
        options.SaveTokens = false;
        options.DisableTelemetry = true;
        options.CallbackPath = IssuerSignIn.CallbackPath;
        // A page of the issuer's could only send the session's cookie from another site; back-channel logout takes no cookie.
        options.RemoteSignOutPath = PathString.Empty;
        options.SignedOutCallbackPath = PathString.Empty;
        options.TokenValidationParameters.ClockSkew = plan.ClockSkew;
        options.TokenValidationParameters.ValidAlgorithms = Algorithms;
        options.RefreshInterval = Renewed;
        options.BackchannelTimeout = Patience;
        options.BackchannelHttpHandler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false };
        // The issuer sends the browser back by a link, which brings along cookies that are Lax.
        Restrict(options.CorrelationCookie, "hub_console_state.");
        Restrict(options.NonceCookie, "hub_console_nonce.");
        options.Events.OnTicketReceived = context => IssuerSignIn.Of(context.HttpContext).BeginAsync(context);
        options.Events.OnRemoteFailure = context => IssuerSignIn.Of(context.HttpContext).RefuseAsync(context);
    }

    private static void Restrict(CookieBuilder cookie, string name)
    {
        cookie.Name = name;
        cookie.HttpOnly = true;
        cookie.SameSite = SameSiteMode.Lax;
        cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
    }
}
