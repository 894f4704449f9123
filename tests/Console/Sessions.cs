using Microsoft.Playwright;

namespace Hub.Console.Tests;

/// <summary>Who is let in, for how long, and what they are offered.</summary>
public sealed class Sessions(ConsoleHub hub) : IClassFixture<ConsoleHub>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_token_that_the_hub_does_not_know_opens_nothing(bool scripts)
    {
        var page = await hub.Browsers.OpenAsync(scripts);
        await page.GotoAsync($"{hub.Url}/hub/console/routes/things.get");
        await page.GetByLabel("Token of the hub").FillAsync("hub_" + new string('0', 64));
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.SeesAsync("The hub does not know this token");
        (await page.Context.CookiesAsync()).ShouldNotContain(c => c.Name == "hub_console");
    }

    [Fact]
    public async Task A_revoked_token_ends_an_open_page_and_every_page_after_it()
    {
        var token = await hub.TokenAsync("rita", "viewer");
        var page = await hub.Browsers.OpenAsync();
        await page.SignInAsync(hub.Url, token);
        await page.SeesAsync("Live, revision");
        using var revoked = await hub.Api.DeleteAsync("/hub/api/tokens/rita");
        revoked.EnsureSuccessStatusCode();
        await page.SeesAsync("Your session has ended");
        await page.GotoAsync($"{hub.Url}/hub/console/routes/things.get");
        await page.HeadingAsync("Sign in");
    }

    [Fact]
    public async Task The_token_is_in_no_page_and_no_script_reads_its_cookie()
    {
        var page = await hub.Browsers.OpenAsync();
        await page.SignInAsync(hub.Url, hub.AdminToken);
        foreach (var path in new[] { "routes", "routes/things.get", "routes/things.get/shift?to=canary", "approvals", "audit" })
        {
            await page.GotoAsync($"{hub.Url}/hub/console/{path}");
            (await page.ContentAsync()).ShouldNotContain(hub.AdminToken);
        }

        var cookie = (await page.Context.CookiesAsync()).Single(c => c.Name == "hub_console");
        (cookie.HttpOnly, cookie.SameSite, cookie.Path).ShouldBe((true, SameSiteAttribute.Strict, "/hub/console"));
        cookie.Value.ShouldNotContain(hub.AdminToken);
        hub.Log.ShouldNotContain(hub.AdminToken);
    }

    [Fact]
    public async Task A_form_without_its_token_does_nothing()
    {
        var page = await hub.Browsers.OpenAsync(scripts: false);
        await page.SignInAsync(hub.Url, hub.AdminToken);
        var sent = await page.Context.APIRequest.PostAsync(
            $"{hub.Url}/hub/console/routes/things.get",
            new() { Form = page.Context.APIRequest.CreateFormData().Set("_handler", "rollback").Set("Reason", "forged") });
        sent.Status.ShouldBe(400);
        (await hub.Api.GetStringAsync("/hub/api/audit?target=things.get")).ShouldNotContain("forged");
    }

    [Fact]
    public async Task A_viewer_is_offered_no_act_and_refused_by_the_hub_anyway()
    {
        var page = await hub.Browsers.OpenAsync(scripts: false);
        await page.SignInAsync(hub.Url, await hub.TokenAsync("vera", "viewer"));
        await page.GotoAsync($"{hub.Url}/hub/console/routes/things.get");
        await page.HeadingAsync("things.get");
        (await page.GetByText("Roll back", new() { Exact = true }).CountAsync()).ShouldBe(0);
        (await page.GetByText("Shift to canary …").CountAsync()).ShouldBe(0);
        await page.GotoAsync($"{hub.Url}/hub/console/routes/things.get/shift?to=shadow");
        (await page.GetByLabel("Why?").CountAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Signing_out_ends_the_session()
    {
        var page = await hub.Browsers.OpenAsync(scripts: false);
        await page.SignInAsync(hub.Url, hub.AdminToken);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await page.HeadingAsync("Sign in");
        await page.GotoAsync($"{hub.Url}/hub/console/routes");
        await page.HeadingAsync("Sign in");
    }

    [Fact]
    public async Task A_copied_cookie_opens_nothing_once_its_session_was_signed_out()
    {
        using var visitor = await new Visitor(hub.Url).SignInAsync(hub.AdminToken);
        using var other = await new Visitor(hub.Url).SignInAsync(hub.AdminToken);
        using var copy = new Visitor(hub.Url) { Cookies = visitor.Cookies };
        (await copy.ReadAsync("routes")).ShouldNotBeNull();
        using var left = await visitor.PostAsync("sign-out", "", []);
        (await copy.ReadAsync("routes")).ShouldBeNull();
        (await other.ReadAsync("routes")).ShouldNotBeNull();
        // The token itself is as good as before, and both acts are in the audit log.
        using var again = await new Visitor(hub.Url).SignInAsync(hub.AdminToken);
        var acts = await hub.Api.GetStringAsync("/hub/api/audit?actor=admin&limit=100");
        acts.ShouldContain("sign in");
        acts.ShouldContain("sign out");
    }

    [Fact]
    public async Task A_page_that_is_open_ends_with_its_session()
    {
        var page = await hub.Browsers.OpenAsync();
        await page.SignInAsync(hub.Url, hub.AdminToken);
        await page.SeesAsync("Live, revision");
        var second = await page.Context.NewPageAsync();
        await second.GotoAsync($"{hub.Url}/hub/console/audit");
        await second.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await page.SeesAsync("Your session has ended");
    }
}
