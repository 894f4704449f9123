namespace LegacyLandscape.Shop;

/// <summary>
/// An old web application, with all that a proxy in front of one must leave alone: cookies with a domain, absolute
/// addresses made from the Host header, forms with hidden fields, large, chunked and conditional answers.
/// </summary>
internal static class ShopApplication
{
    /// <summary>Not started yet; after <c>StartAsync</c> its address is in <see cref="WebApplication.Urls"/>.</summary>
    public static WebApplication Create(ShopOptions options)
    {
        var builder = LegacyServer.CreateBuilder();
        builder.Services.AddSingleton(options.Orders);
        builder.Services.AddSingleton<ShopSessions>().AddSingleton<Remarks>();

        var app = builder.Build(options.Url, "Shop/1.9");
        app.MapGet("/", (HttpContext context) => context.Response.Redirect(context.Request.Absolute("/shop/orders")));
        app.MapLogin();
        app.MapOrders();
        app.MapFiles();
        return app;
    }
}
