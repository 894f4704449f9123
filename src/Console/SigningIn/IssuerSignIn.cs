using System.Data.Common;
using System.Net;
using Hub.Console.Asking;
using Hub.Platform.Identity;
using Hub.Platform.Identity.Persons;
using Hub.Platform.Plan;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Hub.Console.SigningIn;

/// <summary>Sends people to the issuer that the plan names, and begins the session of whoever comes back.</summary>
/// <param name="served">Returns what the plan served says.</param>
/// <param name="sessions">The sessions of persons.</param>
/// <param name="audit">The audit log.</param>
/// <param name="clock">The clock.</param>
/// <param name="log">The log.</param>
internal sealed partial class IssuerSignIn(
    Func<SignInPlan?> served, PersonSessions sessions, AuditLog audit, TimeProvider clock, ILogger<IssuerSignIn> log)
{
    /// <summary>Where the issuer sends people back to, below the console.</summary>
    public const string CallbackPath = "/signed-in";

    private const string ToIssuer = "/sign-in/issuer";

    /// <summary>The issuer, as the plan writes it; null where the plan names none.</summary>
    public string? Name => served()?.Written;

    /// <summary>The issuer's host, as people are told it; null where the plan names none.</summary>
    public string? Host => served()?.Issuer.Authority;

    public static IssuerSignIn Of(HttpContext context) => context.RequestServices.GetRequiredService<IssuerSignIn>();

    /// <summary>Maps the address that leads to the issuer: a link, as no form of the console may lead to another site.</summary>
    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet(ToIssuer, (HttpContext context, string? back) => Of(context).LeadAsync(context, back)).AllowAnonymous();

    /// <summary>Begins the session of somebody whom the issuer has signed in.</summary>
    public async Task BeginAsync(TicketReceivedContext context)
    {
        context.HandleResponse();
        var (plan, user) = (served(), context.Principal!);
        if (plan is null)
        {
            Refuse(context.HttpContext, IssuerRefusal.Invalid);
            return;
        }

        var (subject, claimed) = (user.FindFirst("sub")?.Value, user.FindFirst(plan.NameClaim)?.Value);
        if (subject is null || SignedInPerson.NameOf(claimed) is not { } name)
        {
            WithoutName(plan.NameClaim);
            Refuse(context.HttpContext, IssuerRefusal.Nameless);
            return;
        }

        try
        {
            var claim = new IssuedClaim(plan.GrantsClaim, [.. user.FindAll(plan.GrantsClaim).Select(c => c.Value)]);
            if (PersonGrants.Find(plan, name, claim.Values) is not { } grant)
            {
                await audit.AppendAsync(
                    name, "sign in", "console", "refused", $"no grant of signIn goes with what {plan.GrantsClaim} says");
                Refuse(context.HttpContext, IssuerRefusal.Nothing);
                return;
            }

            var endsAt = clock.GetUtcNow() + plan.Session;
            var person = new SignedInPerson(plan.Written, subject, user.FindFirst("sid")?.Value);
            if (await sessions.BeginAsync(person, grant, claim, endsAt) is not { } token)
            {
                Refuse(context.HttpContext, IssuerRefusal.Taken);
                return;
            }

            var caller = await context.HttpContext.RequestServices.GetRequiredService<HubConnection>().FindCallerAsync(token);
            await context.HttpContext.SignInAsync(
                CookieAuthenticationDefaults.AuthenticationScheme, Session.Of(token, caller),
                new AuthenticationProperties { ExpiresUtc = endsAt });
            await GoOnAsync(context.HttpContext, OwnPages.Of(context.ReturnUri));
        }
        catch (Exception e) when (e is DbException or HubRefusedException)
        {
            HubFailed(e.GetType().Name);
            Refuse(context.HttpContext, IssuerRefusal.Hub);
        }
    }

    /// <summary>Says why nobody is signed in.</summary>
    public Task RefuseAsync(RemoteFailureContext context)
    {
        context.HandleResponse();
        var error = context.Request.Query["error"];
        var denied = error == "access_denied";
        // Its message tells nothing that is secret, as the library hides what tokens hold; but an error that stands in the
        // address was written by whoever sent the browser here.
        NotSignedIn(
            context.Failure?.GetType().Name ?? "",
            error.Count > 0 ? "what came back names an error" : AuditTexts.Cut(context.Failure?.Message ?? "", 500));
        Refuse(
            context.HttpContext,
            denied ? IssuerRefusal.Denied : IsOfIssuer(context.Failure) ? IssuerRefusal.Issuer : IssuerRefusal.Invalid);
        return Task.CompletedTask;
    }

    private async Task LeadAsync(HttpContext context, string? back)
    {
        if (Host is null)
        {
            context.Response.Redirect($"{ConsoleServices.Path}/sign-in");
            return;
        }

        try
        {
            await AskAsync(context.RequestServices.GetRequiredService<IOptionsMonitor<OpenIdConnectOptions>>().CurrentValue);
            await context.ChallengeAsync(
                OpenIdConnectDefaults.AuthenticationScheme, new AuthenticationProperties { RedirectUri = OwnPages.Of(back) });
        }
        catch (Exception e) when (IsOfIssuer(e) && !context.Response.HasStarted)
        {
            NotSignedIn(e.GetType().Name, e.Message);
            context.Response.Clear();
            Refuse(context, IssuerRefusal.Issuer);
        }
    }

    // A browser that is sent to an issuer that is down shows a page of its own, and says nothing of tokens.
    private static async Task AskAsync(OpenIdConnectOptions options)
    {
        using var answer = await options.Backchannel.GetAsync(options.MetadataAddress, HttpCompletionOption.ResponseHeadersRead);
        answer.EnsureSuccessStatusCode();
    }

    private static bool IsOfIssuer(Exception? failure) =>
        failure is InvalidOperationException or HttpRequestException or IOException or OperationCanceledException;

    private static void Refuse(HttpContext context, IssuerRefusal why) =>
        context.Response.Redirect($"{ConsoleServices.Path}/sign-in?why={why}");

    // A redirect would still count as the issuer's, and the session's cookie is sent to none that another site began.
    private static Task GoOnAsync(HttpContext context, string page)
    {
        var to = WebUtility.HtmlEncode(page);
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync($"""
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark">
            <title>Signed in · Hub</title><meta http-equiv="refresh" content="0;url={to}">
            <link rel="stylesheet" href="{ConsoleServices.Path}/console.css"></head>
            <body><main id="main"><h1>Signed in</h1><p><a href="{to}">Go on</a></p></main></body></html>
            """);
    }

    [LoggerMessage(LogLevel.Warning, "Nobody was signed in by the issuer ({Kind}): {Problem}")]
    private partial void NotSignedIn(string kind, string problem);

    [LoggerMessage(LogLevel.Warning, "The issuer signed somebody in without a name: its id token has no usable claim '{Claim}'")]
    private partial void WithoutName(string claim);

    [LoggerMessage(LogLevel.Warning, "Somebody came back from the issuer, and the hub could not begin a session ({Kind})")]
    private partial void HubFailed(string kind);
}

/// <summary>Why somebody who came back from the issuer is not signed in.</summary>
internal enum IssuerRefusal
{
    /// <summary>The issuer does not answer.</summary>
    Issuer,

    /// <summary>The issuer, or the person there, said no.</summary>
    Denied,

    /// <summary>What came back is not what the hub asked for.</summary>
    Invalid,

    /// <summary>The issuer gives the person no name that the hub can take.</summary>
    Nameless,

    /// <summary>The person's name is somebody else's.</summary>
    Taken,

    /// <summary>The person may do nothing in the hub.</summary>
    Nothing,

    /// <summary>The hub cannot begin a session at the moment.</summary>
    Hub,
}
