using System.Collections.Frozen;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Hub.Console.Serving;

/// <summary>Serves the console's files, which are part of its assembly.</summary>
internal static class Assets
{
    private static readonly FrozenDictionary<string, string> Types = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".svg"] = "image/svg+xml",
    }.ToFrozenDictionary();

    /// <summary>Maps them: Blazor's script where Blazor looks for it, and what is ours.</summary>
    public static void MapAssets(this IEndpointRouteBuilder app)
    {
        app.Map("/_framework/blazor.web.js", "blazor.web.js");
        app.Map("/console.css", "console.css");
        app.Map("/console.svg", "console.svg");
        app.Map("/forms.js", "forms.js");
        app.Map("/switching.js", "switching.js");
        app.Map("/visibility.js", "visibility.js");
    }

    private static void Map(this IEndpointRouteBuilder app, string path, string name)
    {
        using var stream = typeof(Assets).Assembly.GetManifestResourceStream($"assets/{name}")
            ?? throw new InvalidOperationException($"The assembly has no file {name}.");
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(content))[..16]}\"");
        var type = Types[Path.GetExtension(name)];
        app.MapGet(path, (HttpResponse response) =>
        {
            // Asked for anew each time, and sent only where it changed.
            response.Headers.CacheControl = "no-cache";
            return TypedResults.Bytes(content, type, entityTag: tag);
        }).AllowAnonymous();
    }
}
