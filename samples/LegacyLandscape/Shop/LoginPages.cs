namespace LegacyLandscape.Shop;

internal static class LoginPages
{
    private const string AfterLogin = "/shop/orders";

    public static void MapLogin(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/shop/login", (HttpRequest request) => Form(request, request.Query["returnTo"], failed: false));
        endpoints.MapPost("/shop/login", LogInAsync);
        endpoints.MapPost("/shop/logout", LogOutAsync);
    }

    /// <summary>To the login form, and from there back to where the request was going.</summary>
    public static IResult ToLogin(HttpRequest request) => Results.Redirect(
        request.Absolute($"/shop/login?returnTo={Uri.EscapeDataString(request.Path + request.QueryString)}"));

    private static async Task<IResult> LogInAsync(HttpContext context, ShopSessions sessions)
    {
        if (!context.Request.HasFormContentType)
            return Results.StatusCode(StatusCodes.Status415UnsupportedMediaType);
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        if (form["user"] != ShopOptions.User || form["password"] != ShopOptions.Password)
            return Form(context.Request, form["returnTo"], failed: true);

        var domain = context.Request.CookieDomain();
        var cookies = context.Response.Cookies;
        cookies.Append(
            ShopSessions.Cookie, sessions.Start(ShopOptions.User).Id, new() { Domain = domain, Path = "/shop", HttpOnly = true });
        cookies.Append("SHOPUSER", ShopOptions.User, new() { Domain = domain, Path = "/shop" });
        // A date has a comma in it: whoever joins cookies into one line cannot take them apart again.
        cookies.Append(
            "SHOPSKIN", "blue", new() { Domain = domain, Path = "/", Expires = DateTimeOffset.UnixEpoch.AddYears(80) });
        return Results.Redirect(context.Request.Absolute(Local(form["returnTo"])));
    }

    private static async Task<IResult> LogOutAsync(HttpContext context, ShopSessions sessions)
    {
        if (sessions.Of(context.Request) is { } session)
        {
            if (!await Forms.IsOursAsync(context.Request, session))
                return Results.BadRequest();
            sessions.End(session);
            context.Response.Cookies.Delete(
                ShopSessions.Cookie, new CookieOptions { Domain = context.Request.CookieDomain(), Path = "/shop" });
        }

        return Results.Redirect(context.Request.Absolute("/shop/login"));
    }

    private static IResult Form(HttpRequest request, string? returnTo, bool failed) => Html.Page(request, "Log in", $"""
        {(failed ? "<p class=\"error\">Wrong user or password.</p>" : "")}
        <form method="post" action="/shop/login">
        <input type="hidden" name="returnTo" value="{Html.Text(Local(returnTo))}">
        <input name="user"> <input name="password" type="password">
        <button>Log in</button>
        </form>
        """);

    // Only into the shop itself, or the form would send people wherever a link to it says.
    private static string Local(string? path) =>
        path is not null && path.StartsWith("/shop/", StringComparison.Ordinal) && !path.Any(char.IsControl) ? path : AfterLogin;
}
