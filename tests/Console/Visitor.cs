using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace Hub.Console.Tests;

/// <summary>Somebody who reads the console's pages and sends its forms without a browser.</summary>
internal sealed class Visitor : IDisposable
{
    private readonly CookieContainer _cookies = new();
    private readonly HttpClient _http;

    public Visitor(string hub) => _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = _cookies })
    {
        BaseAddress = new Uri($"{hub}/hub/console/"),
    };

    /// <summary>What the visitor's browser would keep.</summary>
    public IReadOnlyList<Cookie> Cookies
    {
        get => [.. _cookies.GetAllCookies().Cast<Cookie>()];
        init
        {
            foreach (var cookie in value)
                _cookies.Add(new Cookie(cookie.Name, cookie.Value, cookie.Path, cookie.Domain));
        }
    }

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
    public Task<IDocument?> ReadAsync(string address) => GoAsync(address, stopAtSignIn: true);

    /// <summary>Reads a page, wherever it leads to.</summary>
    /// <param name="address">The page.</param>
    /// <param name="change">Changes where a redirect leads; null for nothing.</param>
    public async Task<IDocument> FollowAsync(string address, Func<Uri, Uri>? change = null) =>
        (await GoAsync(address, stopAtSignIn: false, change))!;

    /// <summary>Sends a form, whether or not the page has it, with the anti-forgery token of what the visitor may see.</summary>
    public async Task<HttpResponseMessage> PostAsync(string address, string form, IEnumerable<(string Name, string Value)> fields)
    {
        const string name = "__RequestVerificationToken";
        var page = await FollowAsync(form.Length > 0 ? address : "routes");
        var token = (page.QuerySelector($"input[name={name}]")
            ?? (await FollowAsync("sign-in")).QuerySelector($"input[name={name}]"))?.GetAttribute("value") ?? "";
        return await SendAsync(address, [("_handler", form), (name, token), .. fields]);
    }

    /// <summary>Sends fields alone.</summary>
    public async Task<HttpResponseMessage> SendAsync(
        string address, IEnumerable<(string Name, string Value)> fields, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address.TrimStart('/'))
        {
            Content = new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value))),
        };
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        return await _http.SendAsync(request);
    }

    /// <summary>Reads a file.</summary>
    public async Task<(HttpStatusCode Status, string? Type, string Text)> DownloadAsync(string address)
    {
        using var answer = await _http.GetAsync(address);
        return (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, await answer.Content.ReadAsStringAsync());
    }

    private async Task<IDocument?> GoAsync(string address, bool stopAtSignIn, Func<Uri, Uri>? change = null)
    {
        var at = new Uri(_http.BaseAddress!, address.TrimStart('/'));
        for (var n = 0; n < 8; n++)
        {
            if (stopAtSignIn && n > 0 && at.AbsolutePath.EndsWith("/sign-in", StringComparison.Ordinal))
                return null;
            using var answer = await _http.GetAsync(at);
            if (answer.Headers.Location is not { } next)
                return new HtmlParser().ParseDocument(await answer.Content.ReadAsStringAsync());
            at = new Uri(at, next);
            at = change?.Invoke(at) ?? at;
        }

        throw new InvalidOperationException($"{address} leads from page to page.");
    }
}
