using System.Text.Json;
using Microsoft.Playwright;

namespace Hub.Console.Tests;

/// <summary>People whom an issuer of OpenID Connect signs in, and what ends their sessions.</summary>
public sealed class SigningInByIssuer(IssuerHub hub) : IClassFixture<IssuerHub>, IAsyncLifetime
{
    public ValueTask InitializeAsync()
    {
        // Each test begins with an issuer that does as it should.
        (hub.Issuer.Alter, hub.Issuer.OtherKey) = (_ => { }, null);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_browser_comes_back_from_the_issuer_signed_in(bool scripts)
    {
        hub.Issuer.Person = new IssuedPerson("sub-olga", "olga", "thing-team");
        var page = await hub.Browsers.OpenAsync(scripts);
        await page.GotoAsync($"{hub.Url}/hub/console/routes/things.get");
        await page.KeepAsync($"sign-in-issuer-{(scripts ? "live" : "plain")}");
        await page.GetByRole(AriaRole.Link, new() { Name = "Sign in at localhost" }).ClickAsync();
        await page.HeadingAsync("things.get");
        await page.SeesAsync("oidc:olga");
        var cookie = (await page.Context.CookiesAsync()).Single(c => c.Name == "hub_console");
        (cookie.HttpOnly, cookie.SameSite, cookie.Path).ShouldBe((true, SameSiteAttribute.Strict, "/hub/console"));
        (await page.ContentAsync()).ShouldNotContain(Issuer.ClientSecret);
        hub.Log.ShouldNotContain(Issuer.ClientSecret);
    }

    [Fact]
    public async Task What_a_person_does_stands_in_the_audit_log_under_their_name()
    {
        using var olga = await ComeAsync(new("sub-olga", "olga", "thing-team", "auditors"));
        using var done = await olga.PostAsync("routes/things.list", "rollback", [("Reason", "by olga")]);
        var acts = await ActsAsync("oidc:olga");
        acts.ShouldContain(a => a.Contains("rollback things.list done", StringComparison.Ordinal));
        acts.ShouldContain(a => a.Contains("sign in console done", StringComparison.Ordinal)
            && a.Contains("operator of things", StringComparison.Ordinal));
        hub.Issuer.Exchanged.Proved.ShouldBe(hub.Issuer.Exchanged.All);
    }

    [Fact]
    public async Task The_first_grant_decides_the_role_and_only_grants_of_that_role_widen_it()
    {
        using var both = await ComeAsync(new("sub-both", "both", "approvers-of-things", "thing-team", "vault-team"));
        (await OffersAsync(both, "routes/things.list", "rollback")).ShouldBeTrue();
        (await OffersAsync(both, "routes/vault.get", "rollback")).ShouldBeTrue();
        (await OffersAsync(both, "routes/spare.get", "rollback")).ShouldBeFalse();
        (await PersonAsync("oidc:both")).ShouldBe(("operator", "things,vault"));
        using var viewer = await ComeAsync(new("sub-vera", "vera", "auditors", "approvers-of-things"));
        (await PersonAsync("oidc:vera")).ShouldBe(("viewer", ""));
    }

    [Fact]
    public async Task A_person_without_a_grant_has_no_session()
    {
        (await WhyAsync(new("sub-nina", "nina", "cleaners"))).ShouldContain("nothing that it says of you gives you a right");
        (await ActsAsync("oidc:nina")).ShouldContain(a => a.Contains("sign in console refused", StringComparison.Ordinal));
        (await WhyAsync(new("sub-none", null, "hub-admins"))).ShouldContain("did not say what you are called");
        (await WhyAsync(null)).ShouldContain("did not sign you in");
    }

    [Theory]
    [InlineData("aud", "another-client")]
    [InlineData("iss", "http://localhost:1/")]
    [InlineData("nonce", "of-another-sign-in")]
    [InlineData("exp", 1L)]
    public async Task An_id_token_that_is_not_for_this_sign_in_is_refused(string claim, object value)
    {
        hub.Issuer.Alter = claims => claims[claim] = value;
        (await WhyAsync(new("sub-eve", "eve", "hub-admins"))).ShouldContain("is not good");
        (await ActsAsync("oidc:eve")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_clock_that_is_off_by_less_than_the_skew_signs_in()
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        hub.Issuer.Alter = claims => (claims["nbf"], claims["iat"]) = (now + 30, now + 30);
        using var ahead = await ComeAsync(new("sub-ada", "ada", "auditors"));
        hub.Issuer.Alter = claims => (claims["nbf"], claims["iat"]) = (now + 300, now + 300);
        (await WhyAsync(new("sub-ada", "ada", "auditors"))).ShouldContain("is not good");
    }

    [Fact]
    public async Task A_key_that_the_issuer_does_not_publish_signs_nobody_in_and_its_next_key_does()
    {
        using var before = await ComeAsync(new("sub-kim", "kim", "auditors"));
        hub.Issuer.OtherKey = Issuer.NewKey();
        (await WhyAsync(new("sub-kim", "kim", "auditors"))).ShouldContain("is not good");
        hub.Issuer.OtherKey = null;
        hub.Issuer.RollKeys();
        await Hub.Tests.Eventually.GetAsync("the issuer's next key to be known", async () =>
        {
            using var visitor = new Visitor(hub.Url);
            return await TryAsync(visitor, new("sub-kim", "kim", "auditors")) ? "" : null;
        });
    }

    [Fact]
    public async Task While_the_issuer_is_down_the_page_says_so_and_a_token_signs_in()
    {
        await hub.Issuer.StopAsync();
        try
        {
            (await WhyAsync(new("sub-olga", "olga", "thing-team"))).ShouldContain("does not answer at the moment");
            using var visitor = await new Visitor(hub.Url).SignInAsync(hub.AdminToken);
            (await visitor.ReadAsync("routes")).ShouldNotBeNull();
        }
        finally
        {
            await hub.Issuer.StartAsync();
        }
    }

    [Fact]
    public async Task A_revoked_person_has_no_session_and_whoever_comes_back_begins_anew()
    {
        var person = new IssuedPerson("sub-rita", "rita", "auditors");
        using var first = await ComeAsync(person);
        using var second = await ComeAsync(person);
        using var revoked = await hub.Api.DeleteAsync("/hub/api/tokens/oidc:rita");
        revoked.EnsureSuccessStatusCode();
        (await first.ReadAsync("routes")).ShouldBeNull();
        (await second.ReadAsync("routes")).ShouldBeNull();
        using var again = await ComeAsync(person);
        (await first.ReadAsync("routes")).ShouldBeNull();
        (await again.ReadAsync("routes")).ShouldNotBeNull();
    }

    [Fact]
    public async Task Signing_out_ends_this_session_only_and_at_the_hub_too()
    {
        var person = new IssuedPerson("sub-otto", "otto", "auditors");
        using var first = await ComeAsync(person);
        using var second = await ComeAsync(person);
        var cookies = first.Cookies;
        using var forged = await first.SendAsync("sign-out", []);
        forged.StatusCode.ShouldBe(System.Net.HttpStatusCode.BadRequest);
        using var out_ = await first.PostAsync("sign-out", "", []);
        (await first.ReadAsync("routes")).ShouldBeNull();
        // Whoever kept a copy of the cookie has nothing.
        using var copy = new Visitor(hub.Url) { Cookies = cookies };
        (await copy.ReadAsync("routes")).ShouldBeNull();
        (await second.ReadAsync("routes")).ShouldNotBeNull();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_issuer_ends_a_session_or_all_of_a_person(bool session)
    {
        var person = new IssuedPerson($"sub-ben-{session}", $"ben-{session}", "auditors");
        using var here = await ComeAsync(person);
        using var there = await ComeAsync(person with { SessionId = "another" });
        using var none = await LogOutAsync(hub.Issuer.LogoutToken(null, null));
        none.StatusCode.ShouldBe(System.Net.HttpStatusCode.BadRequest);
        hub.Issuer.OtherKey = Issuer.NewKey();
        using var forged = await LogOutAsync(hub.Issuer.LogoutToken(person.Subject, null));
        forged.StatusCode.ShouldBe(System.Net.HttpStatusCode.BadRequest);
        hub.Issuer.OtherKey = null;
        foreach (var wrong in new[] { ("aud", (object)"another"), ("nonce", "n"), ("events", "none") })
        {
            using var refused = await LogOutAsync(
                hub.Issuer.LogoutToken(person.Subject, null, claims => claims[wrong.Item1] = wrong.Item2));
            refused.StatusCode.ShouldBe(System.Net.HttpStatusCode.BadRequest, wrong.Item1);
        }

        (await here.ReadAsync("routes")).ShouldNotBeNull();
        using var done = await LogOutAsync(
            hub.Issuer.LogoutToken(session ? null : person.Subject, session ? person.SessionId : null));
        done.StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
        (await here.ReadAsync("routes")).ShouldBeNull();
        (await there.ReadAsync("routes") is not null).ShouldBe(session);
    }

    [Fact]
    public async Task A_person_stays_the_same_under_another_name_and_is_nobody_else()
    {
        using var first = await ComeAsync(new("sub-paul", "paul", "thing-team", "vault-team"));
        using var renamed = await ComeAsync(new("sub-paul", "pauline", "thing-team", "vault-team"));
        (await renamed.ReadAsync("routes"))!.QuerySelector(".who span")!.TextContent.ShouldBe("oidc:paul");
        (await WhyAsync(new("sub-another", "paul", "hub-admins"))).ShouldContain("somebody else");
        (await PersonAsync("oidc:paul")).Role.ShouldBe("operator");
    }

    [Fact]
    public async Task Nobody_is_led_from_the_sign_in_to_another_site()
    {
        hub.Issuer.Person = new("sub-olga", "olga", "thing-team");
        using var visitor = new Visitor(hub.Url);
        var page = await visitor.FollowAsync("sign-in/issuer?back=https%3A%2F%2Fevil.example%2F");
        page.QuerySelector("meta[http-equiv=refresh]")!.GetAttribute("content").ShouldBe("0;url=/hub/console/routes");
    }

    [Fact]
    public async Task Behind_a_proxy_that_ends_TLS_the_issuer_is_told_the_outer_address_and_cookies_go_over_TLS_only()
    {
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{hub.Url}/hub/console/sign-in/issuer");
        request.Headers.Add("X-Forwarded-For", "192.0.2.7");
        request.Headers.Add("X-Forwarded-Proto", "https");
        request.Headers.Add("X-Forwarded-Host", "hub.example");
        using var answer = await http.SendAsync(request);
        answer.Headers.Location!.Query.ShouldContain(
            $"redirect_uri={Uri.EscapeDataString("https://hub.example/hub/console/signed-in")}");
        answer.Headers.Location.Query.ShouldContain("code_challenge_method=S256");
        var cookies = answer.Headers.GetValues("Set-Cookie").ToList();
        cookies.Count.ShouldBe(2);
        cookies.ShouldAllBe(c => c.Contains("; secure", StringComparison.OrdinalIgnoreCase)
            && c.Contains("; httponly", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task The_doctor_says_whether_the_issuer_answers()
    {
        (await DoctorAsync()).ShouldContain($"ok       sign-in: {hub.Issuer.Url} answers");
        await hub.Issuer.StopAsync();
        try
        {
            (await DoctorAsync()).ShouldContain("missing  sign-in: ");
        }
        finally
        {
            await hub.Issuer.StartAsync();
        }
    }

    [Fact]
    public async Task A_person_is_no_token_that_is_about_to_expire()
    {
        using var ann = await ComeAsync(new("sub-ann", "ann", "hub-admins"));
        (await ann.ReadAsync("routes"))!.QuerySelector("main")!.TextContent.ShouldNotContain("within a week");
        await hub.StoreAsync(FormattableString.Invariant($"""
            INSERT INTO access_token (name, hash, created_at, expires_at)
            VALUES ('soon', 'soon', 1, {TimeProvider.System.GetUtcNow().AddHours(1).ToUnixTimeMilliseconds()}000);
            """));
        (await ann.ReadAsync("routes"))!.QuerySelector("main")!.TextContent.ShouldContain("1 token expires within a week");
    }

    private async Task<string> DoctorAsync()
    {
        await using var doctor = hub.RunHere("doctor", "--no-demo");
        await doctor.ExitAsync();
        doctor.Errors.ShouldNotContain(Issuer.ClientSecret);
        doctor.Text.ShouldNotContain(Issuer.ClientSecret);
        return doctor.Text;
    }

    private async Task<Visitor> ComeAsync(IssuedPerson person)
    {
        var visitor = new Visitor(hub.Url);
        (await TryAsync(visitor, person)).ShouldBeTrue($"{person.Name} is not signed in:\n{hub.Log}");
        return visitor;
    }

    private async Task<bool> TryAsync(Visitor visitor, IssuedPerson? person)
    {
        hub.Issuer.Person = person;
        await visitor.FollowAsync("sign-in/issuer");
        return await visitor.ReadAsync("routes") is not null;
    }

    private async Task<string> WhyAsync(IssuedPerson? person)
    {
        hub.Issuer.Person = person;
        using var visitor = new Visitor(hub.Url);
        var page = await visitor.FollowAsync("sign-in/issuer");
        (await visitor.ReadAsync("routes")).ShouldBeNull();
        return page.QuerySelector("[role=alert]")?.TextContent ?? "";
    }

    private static async Task<bool> OffersAsync(Visitor visitor, string address, string form) =>
        (await visitor.ReadAsync(address))!.QuerySelectorAll("input[name=_handler]").Any(i => i.GetAttribute("value") == form);

    private async Task<HttpResponseMessage> LogOutAsync(string token)
    {
        using var visitor = new Visitor(hub.Url);
        return await visitor.SendAsync("issuer/sign-out", [("logout_token", token)]);
    }

    private async Task<IReadOnlyList<string>> ActsAsync(string actor)
    {
        using var entries = JsonDocument.Parse(
            await hub.Api.GetStringAsync($"/hub/api/audit?actor={Uri.EscapeDataString(actor)}&limit=100"));
        return [.. entries.RootElement.EnumerateArray().Select(e => string.Join(
            ' ', new[] { "action", "target", "outcome", "detail" }.Select(n => e.GetProperty(n).GetString())))];
    }

    private async Task<(string Role, string Capabilities)> PersonAsync(string name)
    {
        using var tokens = JsonDocument.Parse(await hub.Api.GetStringAsync("/hub/api/tokens"));
        var token = tokens.RootElement.EnumerateArray().Single(t => t.GetProperty("name").GetString() == name);
        return (token.GetProperty("role").GetString()!,
            string.Join(',', token.GetProperty("capabilities").EnumerateArray().Select(c => c.GetString())));
    }
}
