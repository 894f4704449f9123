using System.Net;
using System.Net.Http.Headers;
using Hub.Tests;
using Microsoft.Playwright;

namespace Hub.Console.Tests;

/// <summary>Tokens, the plan, systems, jobs and what was discovered, and one act on all that a search finds.</summary>
public sealed class PagesOfTheHub(ConsoleHub hub) : IClassFixture<ConsoleHub>
{
    [Fact]
    public async Task A_token_is_made_shown_once_and_revoked()
    {
        var page = await hub.Browsers.OpenAsync(scripts: false);
        await page.SignInAsync(hub.Url, hub.AdminToken);
        await page.GetByRole(AriaRole.Link, new() { Name = "Tokens" }).ClickAsync();
        await page.GetByText("Make a token").ClickAsync();
        await page.GetByLabel("For whom").FillAsync("nora");
        await page.GetByLabel("Role").SelectOptionAsync("operator");
        await page.GetByLabel("Capabilities (none for everywhere)").FillAsync("thing");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make it" }).ClickAsync();
        await page.SeesAsync("did you mean 'things'");
        await page.GetByLabel("Capabilities (none for everywhere)").FillAsync("things");
        await page.GetByLabel("Ends after").FillAsync("90d");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make it" }).ClickAsync();
        await page.SeesAsync("It is shown this once");
        var secret = (await page.Locator("code.secret").InnerTextAsync()).Trim();
        (await StatusOfAsync(secret)).ShouldBe(HttpStatusCode.OK);
        await page.GotoAsync($"{hub.Url}/hub/console/tokens");
        (await page.ContentAsync()).ShouldNotContain(secret);
        var row = page.GetByRole(AriaRole.Row).Filter(new() { HasText = "nora" });
        await Assertions.Expect(row).ToContainTextAsync("operator");
        await row.GetByText("Revoke", new() { Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Yes, revoke nora" }).ClickAsync();
        await page.SeesAsync("Revoked: it ends at every node");
        (await StatusOfAsync(secret)).ShouldBe(HttpStatusCode.Unauthorized);
        hub.Log.ShouldNotContain(secret);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task All_parked_changes_that_a_search_finds_are_dropped_as_a_job_with_progress(bool scripts)
    {
        for (var n = 0; n < 3; n++)
            await hub.ParkedAsync("things");
        var page = await hub.Browsers.OpenAsync(scripts);
        await page.SignInAsync(hub.Url, hub.AdminToken);
        await page.GotoAsync($"{hub.Url}/hub/console/sync?why=such+article");
        await page.GetByLabel("All 3 that match: why?").FillAsync("made again by hand");
        await page.GetByRole(AriaRole.Button, new() { Name = "Drop all" }).ClickAsync();
        await page.SeesAsync("parked-drop");
        if (scripts)
            await page.SeesAsync("succeeded");
        await page.KeepAsync($"drop-all-{scripts}");
        await Eventually.HoldsAsync("none to be parked", async () =>
            (await hub.Api.GetStringAsync("/hub/api/sync/parked/count")).Contains("\"count\":0", StringComparison.Ordinal));
        (await hub.Api.GetStringAsync("/hub/api/audit?action=drop+many")).ShouldContain("made again by hand");
    }

    [Fact]
    public async Task All_conflicts_of_a_field_are_resolved_with_one_sides_values()
    {
        await hub.ConflictAsync("things");
        await hub.ConflictAsync("things");
        var page = await hub.Browsers.OpenAsync(scripts: false);
        await page.SignInAsync(hub.Url, hub.AdminToken);
        await page.GotoAsync($"{hub.Url}/hub/console/sync");
        await page.GetByLabel("Field", new() { Exact = true }).FillAsync("city");
        await page.GetByRole(AriaRole.Button, new() { Name = "Find" }).ClickAsync();
        await page.GetByLabel("All 2 that match: why?").FillAsync("the CRM was right");
        await page.GetByRole(AriaRole.Button, new() { Name = "Keep new's of all" }).ClickAsync();
        await page.SeesAsync("conflicts-resolve");
        var audit = await hub.Api.GetStringAsync("/hub/api/audit?action=resolve+many");
        audit.ShouldContain("field city");
        audit.ShouldContain("use new");
    }

    [Fact]
    public async Task The_plan_is_shown_file_by_file_and_two_revisions_side_by_side()
    {
        await hub.ShiftAsync("things.get", "shadow");
        var page = await hub.Browsers.OpenAsync(scripts: false);
        await page.SignInAsync(hub.Url, hub.AdminToken);
        await page.GetByRole(AriaRole.Link, new() { Name = "Plan", Exact = true }).ClickAsync();
        await page.GetByText("capabilities/vault.yaml").ClickAsync();
        await page.SeesAsync("owner: vault-team");
        await page.GetByLabel("From revision").FillAsync("1");
        await page.GetByRole(AriaRole.Button, new() { Name = "Compare" }).ClickAsync();
        await page.SeesAsync("things.get: legacy → shadow");
        await page.SeesAsync("Both revisions have the same plan");
    }

    [Fact]
    public async Task Systems_show_the_sides_of_routes_and_jobs_are_run_by_hand()
    {
        var page = await hub.Browsers.OpenAsync();
        await page.SignInAsync(hub.Url, hub.AdminToken);
        await page.GetByRole(AriaRole.Link, new() { Name = "Systems" }).ClickAsync();
        await page.SeesAsync("The plan served wraps no system.");
        await Assertions.Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "vault.get" }).First)
            .ToContainTextAsync("alive");
        await page.GetByRole(AriaRole.Link, new() { Name = "Jobs" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Run now: evidence-pruning" }).ClickAsync();
        // Not the one that says for a moment, on a busy machine, that the connection is made anew.
        await Assertions.Expect(page.Locator(".note[role=status]")).ToContainTextAsync(
            "succeeded", new() { Timeout = 60_000 });
    }

    [Fact]
    public async Task What_nothing_claims_is_discovered()
    {
        using var lost = await hub.Api.GetAsync("/nowhere/17");
        lost.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var page = await hub.Browsers.OpenAsync(scripts: false);
        await page.SignInAsync(hub.Url, hub.AdminToken);
        await page.GotoAsync($"{hub.Url}/hub/console/discovery?only=claimed+by+nothing");
        await Assertions.Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "/nowhere/{n}" }))
            .ToContainTextAsync("claimed by nothing");
    }

    private async Task<HttpStatusCode> StatusOfAsync(string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/hub/api/caller");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await hub.Api.SendAsync(request);
        return response.StatusCode;
    }
}
