using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Hub.Tests;
using Hub.Tests.Processes;

namespace Hub.EndToEnd.Tests;

/// <summary>
/// An old web application behind the facade, under its own host name and its old addresses:
/// it must notice nothing, and neither must its clerks.
/// </summary>
public sealed partial class TheOldShop(TheDemosHub demo) : IClassFixture<TheDemosHub>
{
    private string Origin => $"http://shop.localhost:{demo.Hub.Address.Port}/";

    [Fact]
    public async Task A_clerk_logs_in_writes_a_remark_and_logs_out()
    {
        using var browser = Browser();
        (await browser.GetAsync("/")).RequestMessage!.RequestUri!.AbsoluteUri
            .ShouldBe($"{Origin}shop/login?returnTo=%2Fshop%2Forders");

        using var list = await LogInAsync(browser);
        list.RequestMessage!.RequestUri!.AbsoluteUri.ShouldBe($"{Origin}shop/orders");
        (await list.Content.ReadAsStringAsync()).ShouldContain($"{Origin}shop/orders/3030\"");

        var order = await browser.GetStringAsync("/shop/orders/3008");
        using var after = await PostAsync(
            browser, "/shop/orders/3008/remarks", ("__token", TokenOf(order)), ("remark", "Büro <b>2</b> & mehr"));
        after.RequestMessage!.RequestUri!.AbsoluteUri.ShouldBe($"{Origin}shop/orders/3008");
        (await after.Content.ReadAsStringAsync()).ShouldContain("<li>Büro &lt;b&gt;2&lt;/b&gt; &amp; mehr</li>");

        using var end = await PostAsync(browser, "/shop/logout", ("__token", TokenOf(order)));
        (await browser.GetAsync("/shop/orders")).RequestMessage!.RequestUri!.AbsolutePath.ShouldBe("/shop/login");
    }

    [Fact]
    public async Task Cookies_redirects_and_other_headers_come_as_the_shop_sent_them()
    {
        using var throughHub = Browser(followsRedirects: false);
        using var past = Browser(followsRedirects: false, new Uri(demo.Landscape.ShopAddress));
        using var answer = await LogInAsync(throughHub);
        using var original = await LogInAsync(past);

        answer.StatusCode.ShouldBe(HttpStatusCode.Found);
        answer.Headers.GetValues("Location").ShouldBe([$"{Origin}shop/orders"]);
        var cookies = answer.Headers.GetValues("Set-Cookie").ToList();
        cookies.Count.ShouldBe(3);
        cookies[0].ShouldMatch("^SHOPSESSION=[0-9a-f]{32}; domain=shop.localhost; path=/shop; httponly$");
        // A date with a comma in it: nobody on the way may have joined and split them.
        cookies.Select(WithoutSession).ShouldBe(original.Headers.GetValues("Set-Cookie").Select(WithoutSession));
        Told(answer).Except(["X-Hub-Request-Id"], StringComparer.OrdinalIgnoreCase).ShouldBe(Told(original));
    }

    [Fact]
    public async Task Downloads_pieces_chunks_and_conditional_requests_are_what_they_are_without_the_hub()
    {
        using var browser = Browser();
        (await LogInAsync(browser)).Dispose();
        var whole = await browser.GetByteArrayAsync("/shop/catalogue");
        whole.Length.ShouldBe(2 * 1024 * 1024);
        Enumerable.Range(0, whole.Length / 4).ShouldAllBe(n => BitConverter.ToInt32(whole, 4 * n) == 4 * n);

        using var range = new HttpRequestMessage(HttpMethod.Get, "/shop/catalogue")
        {
            Headers = { Range = new RangeHeaderValue(1_000_000, 1_000_003) },
        };
        using var piece = await browser.SendAsync(range);
        piece.StatusCode.ShouldBe(HttpStatusCode.PartialContent);
        BitConverter.ToInt32(await piece.Content.ReadAsByteArrayAsync()).ShouldBe(1_000_000);

        using var export = await browser.GetAsync("/shop/orders/export");
        export.Headers.TransferEncodingChunked.ShouldBe(true);
        (await export.Content.ReadAsStringAsync()).Split("\r\n").Length.ShouldBe(31);

        using var style = await browser.GetAsync("/shop/style.css");
        using var again = new HttpRequestMessage(HttpMethod.Get, "/shop/style.css")
        {
            Headers = { IfNoneMatch = { style.Headers.ETag! } },
        };
        using var unchanged = await browser.SendAsync(again);
        unchanged.StatusCode.ShouldBe(HttpStatusCode.NotModified);
    }

    [Fact]
    public async Task Under_another_host_name_there_is_no_shop()
    {
        using var client = new HttpClient { BaseAddress = demo.Hub.Address };
        using var answer = await client.GetAsync("/shop/login");
        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    /// <summary>A browser for which the shop's name leads to the hub, or to where it is told.</summary>
    private HttpClient Browser(bool followsRedirects = true, Uri? to = null)
    {
        var (host, port) = to is null ? (demo.Hub.Address.Host, demo.Hub.Address.Port) : (to.Host, to.Port);
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = followsRedirects,
            CookieContainer = new CookieContainer(),
            ConnectCallback = async (_, cancellation) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await socket.ConnectAsync(host, port, cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        return new HttpClient(handler) { BaseAddress = new Uri(Origin) };
    }

    private static Task<HttpResponseMessage> LogInAsync(HttpClient browser) =>
        PostAsync(browser, "/shop/login", ("user", "clerk"), ("password", "shop-demo-password"), ("returnTo", "/shop/orders"));

    private static async Task<HttpResponseMessage> PostAsync(HttpClient browser, string path, params (string, string)[] fields)
    {
        using var form = new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Item1, f.Item2)));
        return await browser.PostAsync(path, form);
    }

    private static string WithoutSession(string cookie) => Session().Replace(cookie, "SHOPSESSION=");

    private static IEnumerable<string> Told(HttpResponseMessage answer) =>
        answer.Headers.Concat(answer.Content.Headers).Select(h => h.Key).Order(StringComparer.Ordinal);

    private static string TokenOf(string html) => Token().Match(html).Groups["token"].Value;

    [GeneratedRegex("""name="__token" value="(?<token>[0-9a-f]{32})""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Token();

    [GeneratedRegex("SHOPSESSION=[0-9a-f]+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Session();
}
