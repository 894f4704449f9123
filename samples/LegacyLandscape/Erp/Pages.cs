using Microsoft.AspNetCore.Http.Features;

namespace LegacyLandscape.Erp;

/// <summary>What else an old server has lying about under /erp.</summary>
internal static class Pages
{
    public static void MapPages(this IEndpointRouteBuilder endpoints)
    {
        var about = EmbeddedFile.ReadText("About.html");
        endpoints.MapGet("/erp/about", () => Results.Text(about, "text/html; charset=utf-8"));

        // Shows byte for byte what arrived, so that a proxy can be seen to leave %2F and the like alone.
        endpoints.MapGet("/erp/raw/{**rest}", (HttpContext context) =>
            Results.Text(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget, "text/plain; charset=utf-8"));
    }
}
