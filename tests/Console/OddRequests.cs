using System.Net;
using System.Text.RegularExpressions;

namespace Hub.Console.Tests;

/// <summary>Requests that no page of the console makes: addresses typed wrongly, forms sent by hand or too late.</summary>
public sealed partial class OddRequests(ConsoleHub hub) : IClassFixture<ConsoleHub>
{
    [Theory]
    [InlineData("sign-in?ended=soon")]
    [InlineData("sign-in?out=perhaps&why=42")]
    [InlineData("routes/things.get?served=latest")]
    [InlineData("routes/things.get/shift?force=perhaps")]
    [InlineData("routes/things.get/shift?to=canary&percent=NaN")]
    [InlineData("routes/things.get/shift?to=canary&percent=1e999")]
    [InlineData("routes/things.get/shift?to=42")]
    [InlineData("audit?actor=%01")]
    [InlineData("sync?after=nothing")]
    [InlineData("plan?at=latest")]
    [InlineData("plan?from=first&to=..%2f..%2ftokens")]
    public async Task An_address_with_odd_values_is_still_a_page(string address)
    {
        using var browser = await SignInAsync(hub.AdminToken);
        using var answer = await browser.GetAsync(address);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("<h1");
    }

    [Theory]
    [InlineData("routes/things.odd", "rollback")]
    [InlineData("sync", "resolve-4711")]
    [InlineData("approvals", "approve-4711")]
    public async Task A_form_of_what_is_settled_by_now_is_answered_by_a_page_that_says_so(string page, string form)
    {
        using var browser = await SignInAsync(hub.AdminToken);
        var sent = await FormAsync(browser, "routes/things.odd");
        // Nothing is asked of a form by another name than the page's.
        sent["_handler"] = form == "rollback" ? "rollback-of-old" : form;
        using var answer = await PostAsync(browser, page, sent);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("Nothing was done");
        answer.Headers.GetValues("Content-Security-Policy").ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_form_of_another_session_does_nothing_and_says_so()
    {
        using var mine = await SignInAsync(hub.AdminToken);
        using var others = await SignInAsync(await hub.TokenAsync("otto", "operator"));
        var sent = await FormAsync(others, "routes/things.odd");
        (sent["_handler"], sent["Reason"]) = ("rollback", "taken over");
        using var answer = await PostAsync(mine, "routes/things.odd", sent);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("Nothing was done");
        (await hub.Api.GetStringAsync("/hub/api/audit?target=things.odd")).ShouldNotContain("taken over");
    }

    [Fact]
    public async Task A_shift_without_the_revision_that_was_seen_is_refused()
    {
        using var browser = await SignInAsync(hub.AdminToken);
        var sent = await FormAsync(browser, "routes/things.odd/shift?to=shadow");
        (sent["_handler"], sent["Reason"], sent["Seen"]) = ("shift", "not looked at", "latest");
        using var answer = await PostAsync(browser, "routes/things.odd/shift?to=shadow", sent);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("there is no revision 0");
        (await hub.StageAsync("things.odd")).ShouldBe("legacy");
    }

    [Fact]
    public async Task Nobody_is_signed_out_by_a_form_of_another_site()
    {
        using var browser = await SignInAsync(hub.AdminToken);
        using var forged = await PostAsync(browser, "sign-out", []);
        forged.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        forged.Headers.Contains("Set-Cookie").ShouldBeFalse();
        using var own = await PostAsync(browser, "sign-out", await FormAsync(browser, "routes"));
        own.StatusCode.ShouldBe(HttpStatusCode.Found);
        using var after = await browser.GetAsync("routes");
        after.Headers.Location!.AbsolutePath.ShouldBe("/hub/console/sign-in");
    }

    [Theory]
    [InlineData("//evil.test/")]
    [InlineData("https://evil.test/hub/console/routes")]
    [InlineData("/hub/console/../../api/things/1")]
    [InlineData("/hub/console//evil.test")]
    [InlineData("/hub/console/\\evil.test")]
    [InlineData("/hub/console/sign-out")]
    [InlineData("javascript:alert(1)")]
    public async Task After_signing_in_only_a_page_of_the_console_is_opened(string back)
    {
        using var browser = Browser();
        using var signedIn = await SignInAsync(browser, hub.AdminToken, $"sign-in?back={Uri.EscapeDataString(back)}");
        signedIn.Headers.Location!.AbsoluteUri.ShouldBe($"{hub.Url}/hub/console/routes");
    }

    [Fact]
    public async Task After_signing_in_the_page_that_was_asked_for_is_opened()
    {
        using var browser = Browser();
        using var signedIn = await SignInAsync(
            browser, hub.AdminToken, $"sign-in?back={Uri.EscapeDataString("/hub/console/audit?actor=a%26b")}");
        signedIn.Headers.Location!.PathAndQuery.ShouldBe("/hub/console/audit?actor=a%26b");
    }

    [Theory]
    [InlineData("Origin", "http://evil.test", HttpStatusCode.Forbidden)]
    [InlineData("Origin", "http://127.0.0.1:9", HttpStatusCode.Forbidden)]
    [InlineData("Origin", "null", HttpStatusCode.Forbidden)]
    [InlineData("Sec-Fetch-Site", "same-site", HttpStatusCode.Forbidden)]
    [InlineData("Sec-Fetch-Site", "same-origin", HttpStatusCode.OK)]
    [InlineData("Origin", "", HttpStatusCode.OK)]
    public async Task The_live_connection_is_for_the_consoles_own_pages(string header, string value, HttpStatusCode status)
    {
        using var browser = await SignInAsync(hub.AdminToken);
        using var request = new HttpRequestMessage(HttpMethod.Post, "_blazor/negotiate?negotiateVersion=1");
        request.Headers.TryAddWithoutValidation(header, value.Length > 0 ? value : hub.Url);
        using var answer = await browser.SendAsync(request);
        answer.StatusCode.ShouldBe(status);
    }

    [Theory]
    [InlineData("sign-in")]
    [InlineData("routes")]
    [InlineData("routes/things.get")]
    [InlineData("console.css")]
    [InlineData("audit/export")]
    [InlineData("nowhere")]
    public async Task HEAD_is_answered_as_GET_without_a_body(string address)
    {
        using var browser = await SignInAsync(hub.AdminToken);
        using var full = await browser.GetAsync(address);
        using var request = new HttpRequestMessage(HttpMethod.Head, address);
        using var head = await browser.SendAsync(request);
        head.StatusCode.ShouldBe(full.StatusCode);
        head.Content.Headers.ContentType.ShouldBe(full.Content.Headers.ContentType);
        head.Headers.GetValues("Content-Security-Policy").ShouldBe(full.Headers.GetValues("Content-Security-Policy"));
        (await head.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
    }

    private HttpClient Browser() =>
        new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri($"{hub.Url}/hub/console/") };

    private async Task<HttpClient> SignInAsync(string token)
    {
        var browser = Browser();
        using var signedIn = await SignInAsync(browser, token, "sign-in");
        signedIn.StatusCode.ShouldBe(HttpStatusCode.Found);
        return browser;
    }

    private static async Task<HttpResponseMessage> SignInAsync(HttpClient browser, string token, string page)
    {
        var form = await FormAsync(browser, page);
        (form["_handler"], form["Token"]) = ("sign-in", token);
        return await PostAsync(browser, page, form);
    }

    private static async Task<HttpResponseMessage> PostAsync(HttpClient browser, string page, Dictionary<string, string> form)
    {
        using var content = new FormUrlEncodedContent(form);
        return await browser.PostAsync(page, content);
    }

    private static async Task<Dictionary<string, string>> FormAsync(HttpClient browser, string page) => new()
    {
        ["__RequestVerificationToken"] = FormToken.Match(await browser.GetStringAsync(page)).Groups["token"].Value,
    };

    [GeneratedRegex(
        """name="__RequestVerificationToken" value="(?<token>[^"]+)""", RegexOptions.ExplicitCapture, Timeout.Infinite)]
    private static partial Regex FormToken { get; }
}
