using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace LegacyLandscape.Shop;

internal static class FilePages
{
    private const int CatalogueBytes = 2 * 1024 * 1024;
    private static readonly DateTimeOffset Installed = new(2011, 3, 4, 5, 6, 7, TimeSpan.Zero);

    public static void MapFiles(this IEndpointRouteBuilder endpoints)
    {
        // Both answer 304 to a browser that has them already, and the catalogue goes on where a download broke off.
        var style = "body { font: 14px Verdana; background: #ffffcc }\n.error { color: red }\n"u8.ToArray();
        endpoints.MapGet("/shop/style.css", () =>
            Results.File(style, "text/css", lastModified: Installed, entityTag: TagOf(style)));

        var catalogue = Catalogue();
        endpoints.MapGet("/shop/catalogue", () => Results.File(
            catalogue, "application/octet-stream", "catalogue.bin", enableRangeProcessing: true, Installed, TagOf(catalogue)));
    }

    // Every four bytes hold their own place, so that a piece lost or doubled on the way shows.
    private static byte[] Catalogue()
    {
        var bytes = new byte[CatalogueBytes];
        for (var place = 0; place < bytes.Length; place += 4)
            BitConverter.TryWriteBytes(bytes.AsSpan(place), place);
        return bytes;
    }

    private static EntityTagHeaderValue TagOf(byte[] content) =>
        new($"\"{Convert.ToHexString(SHA256.HashData(content), 0, 8)}\"");
}
