using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using LegacyLandscape.Tests.Harness;

namespace LegacyLandscape.Tests.Shop;

public sealed partial class ShopTests
{
    [Theory]
    [InlineData("http://shop.customer.example/")]
    [InlineData("http://shop.customer.example:8443/")]
    [InlineData("http://127.0.0.1:4711/")]
    public async Task A_clerk_logs_in_writes_a_remark_and_logs_out_under_whatever_name_the_shop_has(string origin)
    {
        const string Remark = "Büro <b>2</b> & mehr";
        await using var shop = await RunningShop.StartAsync();
        using var browser = shop.Browser(origin);

        (await browser.GetAsync("/")).RequestMessage!.RequestUri!.AbsoluteUri
            .ShouldBe($"{origin}shop/login?returnTo=%2Fshop%2Forders");
        var list = await LogInAsync(browser, "/shop/orders");
        list.RequestMessage!.RequestUri!.AbsoluteUri.ShouldBe($"{origin}shop/orders");
        var html = await list.Content.ReadAsStringAsync();
        html.ShouldContain($"{origin}shop/orders/3030\"");
        html.ShouldContain("Baustelle &quot;Nord&quot; &amp; Süd");

        var order = await browser.GetStringAsync("/shop/orders/3008");
        var after = await PostAsync(browser, "/shop/orders/3008/remarks", ("__token", TokenOf(order)), ("remark", Remark));
        after.RequestMessage!.RequestUri!.AbsoluteUri.ShouldBe($"{origin}shop/orders/3008");
        (await after.Content.ReadAsStringAsync()).ShouldContain("<li>Büro &lt;b&gt;2&lt;/b&gt; &amp; mehr</li>");

        await PostAsync(browser, "/shop/logout", ("__token", TokenOf(order)));
        (await browser.GetAsync("/shop/orders")).RequestMessage!.RequestUri!.AbsolutePath.ShouldBe("/shop/login");
    }

    [Fact]
    public async Task Logging_in_sets_several_cookies_with_path_and_the_hosts_domain()
    {
        await using var shop = await RunningShop.StartAsync();
        using var browser = shop.Browser("http://shop.customer.example:8443/", followsRedirects: false);
        using var local = shop.Browser("http://localhost:8443/", followsRedirects: false);

        var answer = await LogInAsync(browser, "/shop/orders/3001");
        var localAnswer = await LogInAsync(local, "/shop/orders/3001");

        answer.StatusCode.ShouldBe(HttpStatusCode.Found);
        answer.Headers.GetValues("Location").ShouldBe(["http://shop.customer.example:8443/shop/orders/3001"]);
        var cookies = answer.Headers.GetValues("Set-Cookie").ToList();
        cookies.Count.ShouldBe(3);
        cookies.ShouldAllBe(cookie => cookie.Contains("; domain=shop.customer.example; path=/"));
        cookies[0].ShouldMatch("^SHOPSESSION=[0-9a-f]{32}; domain=shop.customer.example; path=/shop; httponly$");
        cookies[2].ShouldContain("expires=Sat, 01 Jan 2050 00:00:00 GMT");
        // Browsers take no domain for such a name.
        localAnswer.Headers.GetValues("Set-Cookie").ShouldAllBe(cookie => !cookie.Contains("domain"));
    }

    [Theory]
    [InlineData("https://evil.example/shop/")]
    [InlineData("//evil.example")]
    [InlineData("/shop/\r\nX: y")]
    public async Task Nobody_is_sent_out_of_the_shop_after_logging_in(string returnTo)
    {
        await using var shop = await RunningShop.StartAsync();
        using var browser = shop.Browser("http://shop.example/", followsRedirects: false);

        (await LogInAsync(browser, returnTo)).Headers.Location!.AbsoluteUri.ShouldBe("http://shop.example/shop/orders");
    }

    [Fact]
    public async Task A_wrong_password_gets_the_form_again_and_no_cookie()
    {
        await using var shop = await RunningShop.StartAsync();
        using var browser = shop.Browser("http://shop.example/");

        var answer = await PostAsync(browser, "/shop/login", ("user", "clerk"), ("password", "guess"));

        (await answer.Content.ReadAsStringAsync()).ShouldContain("Wrong user or password.");
        answer.Headers.Contains("Set-Cookie").ShouldBeFalse();
    }

    [Fact]
    public async Task A_form_without_the_hidden_field_of_the_session_is_refused()
    {
        await using var shop = await RunningShop.StartAsync();
        using var browser = shop.Browser("http://shop.example/");
        using var other = shop.Browser("http://shop.example/");
        await LogInAsync(browser, "/shop/orders");
        await LogInAsync(other, "/shop/orders");
        var others = TokenOf(await other.GetStringAsync("/shop/orders/3001"));

        (await PostAsync(browser, "/shop/orders/3001/remarks", ("remark", "x"))).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await PostAsync(browser, "/shop/orders/3001/remarks", ("remark", "x"), ("__token", others))).StatusCode
            .ShouldBe(HttpStatusCode.BadRequest);
        (await PostAsync(browser, "/shop/logout")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task The_export_comes_in_chunks()
    {
        await using var shop = await RunningShop.StartAsync();
        using var browser = shop.Browser("http://shop.example/");
        await LogInAsync(browser, "/shop/orders");

        using var answer = await browser.GetAsync("/shop/orders/export");

        answer.Headers.TransferEncodingChunked.ShouldBe(true);
        answer.Content.Headers.Contains("Content-Length").ShouldBeFalse();
        (await answer.Content.ReadAsStringAsync()).Split("\r\n").Length.ShouldBe(31);
    }

    [Fact]
    public async Task What_has_not_changed_is_not_sent_again()
    {
        await using var shop = await RunningShop.StartAsync();
        using var browser = shop.Browser("http://shop.example/");
        using var first = await browser.GetAsync("/shop/style.css");
        using var again = new HttpRequestMessage(HttpMethod.Get, "/shop/style.css");
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);

        using var answer = await browser.SendAsync(again);

        answer.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        answer.Headers.ETag.ShouldBe(first.Headers.ETag);
        (await answer.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_catalogue_has_two_megabytes_and_can_be_had_in_pieces()
    {
        await using var shop = await RunningShop.StartAsync();
        using var browser = shop.Browser("http://shop.example/");
        using var piece = new HttpRequestMessage(HttpMethod.Get, "/shop/catalogue");
        piece.Headers.Range = new RangeHeaderValue(1_000_000, 1_000_003);

        var whole = await browser.GetByteArrayAsync("/shop/catalogue");
        using var part = await browser.SendAsync(piece);

        whole.Length.ShouldBe(2 * 1024 * 1024);
        BitConverter.ToInt32(whole, 1_500_000).ShouldBe(1_500_000);
        part.StatusCode.ShouldBe(HttpStatusCode.PartialContent);
        BitConverter.ToInt32(await part.Content.ReadAsByteArrayAsync()).ShouldBe(1_000_000);
    }

    private static Task<HttpResponseMessage> LogInAsync(HttpClient browser, string returnTo) => PostAsync(
        browser, "/shop/login", ("user", "clerk"), ("password", "shop-demo-password"), ("returnTo", returnTo));

    private static async Task<HttpResponseMessage> PostAsync(HttpClient browser, string path, params (string, string)[] fields)
    {
        using var form = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Item1, field.Item2)));
        return await browser.PostAsync(path, form);
    }

    private static string TokenOf(string html) => Token().Match(html).Groups["token"].Value;

    [GeneratedRegex("""name="__token" value="(?<token>[0-9a-f]{32})""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Token();
}
