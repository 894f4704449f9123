using Microsoft.Playwright;

namespace Hub.Console.Tests;

/// <summary>What somebody has typed is there until it is sent, whatever else happens on the page.</summary>
public sealed class KeepingWhatIsTyped(ConsoleHub hub) : IClassFixture<ConsoleHub>
{
    [Fact]
    public async Task A_reason_stays_while_another_share_is_looked_at()
    {
        var page = await hub.Browsers.OpenAsync();
        await page.SignInAsync(hub.Url, hub.AdminToken);
        await page.GotoAsync($"{hub.Url}/hub/console/routes/things.get/shift?to=canary&percent=10");
        await page.GetByLabel("Why?").FillAsync("first customers");
        await page.GetByLabel("Share of the customers, for canary").FillAsync("30");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show what changes", Exact = true }).ClickAsync();
        await page.SeesAsync("things.get moves from legacy to canary 30 %");
        await Assertions.Expect(page.GetByLabel("Why?")).ToHaveValueAsync("first customers");
        // What is asked for stands in the address, and the page says it.
        await Assertions.Expect(page.GetByLabel("Share of the customers, for canary")).ToHaveValueAsync("30");
    }

    [Fact]
    public async Task Reasons_and_forms_that_were_opened_stay_while_something_else_is_searched()
    {
        await hub.ConflictAsync("things");
        var page = await hub.Browsers.OpenAsync();
        await page.SignInAsync(hub.Url, hub.AdminToken);
        await page.GotoAsync($"{hub.Url}/hub/console/sync");
        var why = page.Locator("form.inline input[name=Reason]").First;
        await why.FillAsync("Bonn is right");
        await page.GetByRole(AriaRole.Button, new() { Name = "Search" }).ClickAsync();
        await page.WaitForURLAsync("**/sync?*");
        await page.HeadingAsync("Sync");
        await Assertions.Expect(why).ToHaveValueAsync("Bonn is right");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_form_that_the_hub_refuses_keeps_what_was_typed(bool scripts)
    {
        var id = await hub.ConflictAsync("things");
        var page = await hub.Browsers.OpenAsync(scripts);
        await page.SignInAsync(hub.Url, hub.AdminToken);
        await page.GotoAsync($"{hub.Url}/hub/console/sync");
        var why = page.Locator($"[id='why-{id}']");
        await why.FillAsync("Bonn is right");
        // Meanwhile somebody else has settled it, or the link is gone from the plan as here.
        await why.Locator("xpath=..").GetByRole(AriaRole.Button, new() { Name = "Keep new's" }).ClickAsync();
        await page.SeesAsync("Refused.");
        await Assertions.Expect(why).ToHaveValueAsync("Bonn is right");
    }
}
