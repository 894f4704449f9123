using Hub.Console.Asking;
using Hub.Platform.Identity.Persons;
using Hub.Platform.Storage;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Hub.Console.SigningIn;

/// <summary>Sessions of the console and the anti-forgery tokens of its forms.</summary>
internal static class SigningInServices
{
    /// <summary>After which time whoever signed in with a token does so anew.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(12);

    /// <param name="services">The console's services.</param>
    /// <param name="hub">The hub's, which have the store.</param>
    public static IServiceCollection AddSigningIn(this IServiceCollection services, IServiceProvider hub)
    {
        services.AddSingleton(new KeyRing(hub.GetRequiredService<HubStore>()));
        services.AddDataProtection().SetApplicationName("Hub console");
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(own => new ConfigureOptions<KeyManagementOptions>(
            options => options.XmlRepository = own.GetRequiredService<KeyRing>()));
        services.AddAntiforgery(options => Restrict(options.Cookie, "hub_console_form"));
        var authentication = services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme);
        authentication.AddIssuer(hub);
        authentication.AddCookie(options =>
        {
            Restrict(options.Cookie, "hub_console");
            options.ExpireTimeSpan = Longest;
            options.SlidingExpiration = false;
            options.LoginPath = "/sign-in";
            options.AccessDeniedPath = "/sign-in";
            options.ReturnUrlParameter = "back";
            options.Events.OnValidatePrincipal = SessionCheck.ValidateAsync;
        });
        return services.AddAuthorization(options => options.FallbackPolicy = options.DefaultPolicy);
    }

    /// <summary>Maps what begins and ends sessions besides the pages.</summary>
    public static void MapSigningIn(this IEndpointRouteBuilder app)
    {
        IssuerSignIn.Map(app);
        IssuerLogout.Map(app);
        app.MapPost("/sign-out", async (HttpContext context, IAntiforgery forms, PersonSessions persons) =>
        {
            if (!await forms.IsRequestValidAsync(context))
                return Results.BadRequest();
            if (Session.TokenOf(context.User) is { } token)
                await persons.EndAsync(token);
            await context.SignOutAsync();
            return Results.LocalRedirect("~/sign-in?out=true");
        });
    }

    // Never readable by a script, never sent from another site's page, never to the public API.
    private static void Restrict(CookieBuilder cookie, string name)
    {
        cookie.Name = name;
        cookie.HttpOnly = true;
        cookie.SameSite = SameSiteMode.Strict;
        cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        cookie.Path = ConsoleServices.Path;
    }
}
