using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace Hub.Console.Tests;

/// <summary>Somebody who reads the console's pages and sends its forms without a browser.</summary>
internal sealed class Visitor(string hub) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new() })
    {
        BaseAddress = new Uri($"{hub}/hub/console/"),
    };

    public void Dispose() => _http.Dispose();

    /// <summary>Signs in with a token; with null, stays a stranger.</summary>
    public async Task<Visitor> SignInAsync(string? token)
    {
        if (token is null)
            return this;
        using var answer = await PostAsync("sign-in", "sign-in", [("Token", token)]);
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        return this;
    }

    /// <summary>Reads a page; null where the console sends the visitor to sign in.</summary>
    public async Task<IDocument?> ReadAsync(string address)
    {
        var at = new Uri(_http.BaseAddress!, address.TrimStart('/'));
        for (var n = 0; n < 5; n++)
        {
            using var answer = await _http.GetAsync(at);
            if (answer.Headers.Location is not { } next)
                return new HtmlParser().ParseDocument(await answer.Content.ReadAsStringAsync());
            at = new Uri(at, next);
            if (at.AbsolutePath.EndsWith("/sign-in", StringComparison.Ordinal))
                return null;
        }

        throw new InvalidOperationException($"{address} leads from page to page.");
    }

    /// <summary>Sends a form, whether or not the page has it, with the anti-forgery token of what the visitor may see.</summary>
    public async Task<HttpResponseMessage> PostAsync(string address, string form, IEnumerable<(string Name, string Value)> fields)
    {
        const string name = "__RequestVerificationToken";
        var page = await ReadAsync(address) ?? await ReadAsync("not-found");
        var token = (page?.QuerySelector($"input[name={name}]") ?? (await Page("sign-in"))?.QuerySelector($"input[name={name}]"))
            ?.GetAttribute("value") ?? "";
        using var content = new FormUrlEncodedContent(
            [new("_handler", form), new(name, token), .. fields.Select(f => KeyValuePair.Create(f.Name, f.Value))]);
        return await _http.PostAsync(address.TrimStart('/'), content);
    }

    private async Task<IDocument?> Page(string address) =>
        new HtmlParser().ParseDocument(await _http.GetStringAsync(address));
}
