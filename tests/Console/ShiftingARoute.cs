using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;

namespace Hub.Console.Tests;

/// <summary>A person with a browser shifts a route and rolls it back, with scripts and without.</summary>
public sealed class ShiftingARoute(ConsoleHub hub) : IClassFixture<ConsoleHub>
{
    [Theory]
    [InlineData(true, "things.get")]
    [InlineData(false, "things.list")]
    public async Task A_route_is_shifted_with_a_percentage_and_rolled_back(bool scripts, string route)
    {
        for (var customer = 0; customer < 20; customer++)
            await hub.CallAsync(route == "things.get" ? "/api/things/1" : "/api/things", $"C-{customer}");
        var page = await hub.Browsers.OpenAsync(scripts);
        await page.SignInAsync(hub.Url, hub.AdminToken);
        await page.GetByRole(AriaRole.Link, new() { Name = route, Exact = true }).ClickAsync();
        await page.HeadingAsync(route);
        await page.GetByRole(AriaRole.Link, new() { Name = "Shift to canary …" }).ClickAsync();
        await page.HeadingAsync($"Shift {route}");
        await page.GetByLabel("Share of the customers, for canary").FillAsync("30");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show what changes" }).ClickAsync();
        await page.SeesAsync($"{route} moves from legacy to canary 30 %");
        await page.SeesAsync("20 customers (cohort keys) seen in the last");
        await page.GetByText("Which ones").Last.ClickAsync();
        (await page.Locator(".preview .customers code").AllInnerTextsAsync()).ShouldAllBe(c => c.StartsWith("C-"));
        await page.KeepAsync($"shift-{scripts}");
        await page.GetByLabel("Why?").FillAsync("first customers");
        await page.GetByRole(AriaRole.Button, new() { Name = $"Shift {route} to canary 30 %" }).ClickAsync();
        await page.SeesAsync("Done: served as revision");
        (await hub.StageAsync(route)).ShouldBe("canary");
        await page.SeesAsync("first customers");

        await page.GetByText("Roll back", new() { Exact = true }).ClickAsync();
        await page.GetByLabel("Why?").FillAsync("totals differ");
        await page.KeepAsync($"rollback-{scripts}");
        await page.GetByRole(AriaRole.Button, new() { Name = $"Yes, roll back {route}" }).ClickAsync();
        await page.SeesAsync("totals differ");
        (await hub.StageAsync(route)).ShouldBe("legacy");
    }

    [Fact]
    public async Task Who_is_named_stays_named_when_the_share_is_changed()
    {
        using var shifted = await hub.Api.PostAsJsonAsync(
            "/hub/api/routes/things.named/shift",
            new { stage = "canary", percent = 0, users = new[] { "C-7" }, reason = "set up" });
        shifted.EnsureSuccessStatusCode();
        var page = await hub.Browsers.OpenAsync(scripts: false);
        await page.SignInAsync(hub.Url, hub.AdminToken);
        await page.GotoAsync($"{hub.Url}/hub/console/routes/things.named");
        await page.GetByRole(AriaRole.Link, new() { Name = "Change the share …" }).ClickAsync();
        await page.GetByLabel("Why?").FillAsync("a tenth");
        await page.GetByRole(
            AriaRole.Button, new() { Name = "Shift things.named to canary 10 % + 1 user" }).ClickAsync();
        await page.SeesAsync("Done: served as revision");
        var route = await hub.Api.GetFromJsonAsync<JsonElement>("/hub/api/routes/things.named");
        route.GetProperty("percent").GetDouble().ShouldBe(10);
        route.GetProperty("users").EnumerateArray().Select(u => u.GetString()).ShouldBe(["C-7"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_gate_refuses_and_says_what_is_missing(bool scripts)
    {
        await hub.ShiftAsync("things.odd", "shadow");
        for (var n = 0; n < 5; n++)
            await hub.CallAsync("/api/odd/1", "C-1");
        var page = await hub.Browsers.OpenAsync(scripts);
        await page.SignInAsync(hub.Url, await hub.TokenAsync(scripts ? "olga" : "otto", "operator", "things"));
        await page.GotoAsync($"{hub.Url}/hub/console/routes/things.odd/shift?to=new");
        await page.SeesAsync("Refused as things are.");
        await page.SeesAsync("soak");
        (await page.GetByRole(AriaRole.Button, new() { Name = "Shift things.odd to new" }).CountAsync()).ShouldBe(0);
        await page.KeepAsync($"gate-{scripts}");
        await page.GotoAsync($"{hub.Url}/hub/console/routes/things.odd");
        await page.SeesAsync("total");
        (await page.ContentAsync()).ShouldNotContain(ConsoleHub.Secret);
        await page.KeepAsync($"route-{scripts}");
        await page.GetByRole(AriaRole.Link, new() { Name = "explain the request" }).First.ClickAsync();
        await page.SeesAsync("the stage sends everybody there");
    }

    [Fact]
    public async Task Who_may_not_shift_a_route_sees_its_customers_masked()
    {
        for (var customer = 0; customer < 20; customer++)
            await hub.CallAsync("/api/vault/1", $"C-{customer}");
        var page = await hub.Browsers.OpenAsync(scripts: false);
        await page.SignInAsync(hub.Url, await hub.TokenAsync("otis", "operator", "things"));
        await page.GotoAsync($"{hub.Url}/hub/console/routes/vault.get/shift?to=canary&percent=50");
        await page.GetByText("Which ones (masked").ClickAsync();
        (await page.Locator(".customers code").AllInnerTextsAsync()).ShouldAllBe(c => c == "x-9" || c == "x-99");
    }

    [Fact]
    public async Task Both_sides_are_drawn_over_each_other_once_half_a_minute_is_counted()
    {
        await hub.CallAsync("/api/odd/1", "C-1");
        var page = await hub.Browsers.OpenAsync();
        await page.SignInAsync(hub.Url, hub.AdminToken);
        await page.GotoAsync($"{hub.Url}/hub/console/routes/things.odd");
        await Assertions.Expect(page.Locator(".latency polyline.legacy.p99")).ToHaveCountAsync(1, new() { Timeout = 120_000 });
        await page.KeepAsync("latency");
    }
}
