using Hub.Facade.Addressing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Hub.Facade.Describing;

/// <summary>
/// A page that shows the contract and tries it. It holds no data of its own, asks nobody but this hub, and keeps a token in
/// memory only; so it is for everybody.
/// </summary>
internal static class DocsPage
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static void MapDocs(this IEndpointRouteBuilder app)
    {
        app.MapGet("/hub/docs", Serve("docs.html", "text/html; charset=utf-8")).AnswerHead();
        app.MapGet("/hub/docs/docs.css", Serve("docs.css", "text/css; charset=utf-8")).AnswerHead();
        app.MapGet("/hub/docs/docs.svg", Serve("docs.svg", "image/svg+xml")).AnswerHead();
        app.MapGet("/hub/docs/docs.js", Serve("docs.js", "text/javascript; charset=utf-8")).AnswerHead();
    }

    private static RequestDelegate Serve(string file, string type)
    {
        using var resource = typeof(DocsPage).Assembly.GetManifestResourceStream($"docs/{file}")!;
        var content = new byte[resource.Length];
        resource.ReadExactly(content);
        return context =>
        {
            var headers = context.Response.Headers;
            headers.ContentSecurityPolicy = Policy;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "no-referrer";
            headers.CacheControl = "no-cache";
            (context.Response.ContentType, context.Response.ContentLength) = (type, content.Length);
            return context.Response.Body.WriteAsync(content).AsTask();
        };
    }
}
