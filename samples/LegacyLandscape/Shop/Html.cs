using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace LegacyLandscape.Shop;

internal static class Html
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    public static string Text(string? value) => Encoder.Encode(value ?? "");

    /// <param name="body">Markup.</param>
    public static IResult Page(HttpRequest request, string title, string body) => Results.Text(
        $"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8"><title>{Text(title)}</title>
        <link rel="stylesheet" href="{Text(request.Absolute("/shop/style.css"))}">
        </head>
        <body>
        <h1>{Text(title)}</h1>
        {body}
        </body>
        </html>

        """,
        "text/html; charset=utf-8");
}
