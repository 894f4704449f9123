using Microsoft.Playwright;

namespace Hub.Console.Tests;

/// <summary>What takes a second person, and what waits for one, without scripts.</summary>
public sealed class ActingTogether(ConsoleHub hub) : IClassFixture<ConsoleHub>
{
    [Fact]
    public async Task A_shift_in_zone_inside_is_asked_for_by_one_and_approved_by_another()
    {
        var asking = await hub.Browsers.OpenAsync(scripts: false);
        await asking.SignInAsync(hub.Url, await hub.TokenAsync("olga", "operator"));
        await asking.GotoAsync($"{hub.Url}/hub/console/routes/vault.get/shift?to=new");
        await asking.SeesAsync("This waits for a second person");
        await asking.GetByLabel("Why?").FillAsync("all is well");
        await asking.GetByRole(AriaRole.Button, new() { Name = "Ask for vault.get to new" }).ClickAsync();
        await asking.SeesAsync("Asked for: somebody else approves it now.");
        (await asking.GetByRole(AriaRole.Button, new() { Name = "Approve, and do it now" }).CountAsync()).ShouldBe(0);
        (await hub.StageAsync("vault.get")).ShouldBe("legacy");

        var second = await hub.Browsers.OpenAsync(scripts: false);
        await second.SignInAsync(hub.Url, await hub.TokenAsync("anton", "approver"));
        await second.GetByRole(AriaRole.Link, new() { Name = "1 change to approve" }).ClickAsync();
        await second.SeesAsync("“all is well”");
        await second.KeepAsync("approval");
        await second.GetByRole(AriaRole.Button, new() { Name = "Approve, and do it now" }).ClickAsync();
        await second.SeesAsync("Done: served as revision");
        (await hub.StageAsync("vault.get")).ShouldBe("new");
        await second.SeesAsync("approved by anton");
    }

    [Fact]
    public async Task A_parked_change_is_found_by_its_key_and_dropped_with_a_reason()
    {
        await hub.StoreAsync("""
            INSERT INTO sync_parked (id, stream, key, version, change, reason, parked_at)
            VALUES ('parked-1', 'things: adapter:a > service:b', 'K-17', 1,
                '{"Stream":"things: adapter:a > service:b","Sequence":1,"Key":"K-17","Version":1,"Position":"1",
                  "Origin":0,"Kind":0}',
                'no such article', 1);
            """);
        var page = await hub.Browsers.OpenAsync(scripts: false);
        await page.SignInAsync(hub.Url, hub.AdminToken);
        await page.GetByRole(AriaRole.Link, new() { Name = "1 parked change" }).ClickAsync();
        await page.GetByLabel("Key", new() { Exact = true }).FillAsync("K-17");
        await page.GetByRole(AriaRole.Button, new() { Name = "Search" }).ClickAsync();
        await page.SeesAsync("no such article");
        await page.KeepAsync("parked");
        await page.GetByLabel("Why drop it?").FillAsync("made by hand");
        await page.GetByRole(AriaRole.Button, new() { Name = "Drop" }).ClickAsync();
        await page.SeesAsync("Done.");
        await page.SeesAsync("No parked change matches.");
        (await hub.Api.GetStringAsync("/hub/api/audit?action=drop")).ShouldContain("made by hand");
    }

    [Fact]
    public async Task A_conflict_shows_both_values_and_the_one_agreed_on_before()
    {
        await hub.StoreAsync("""
            INSERT INTO sync_conflict
                (id, stream, entity, legacy_key, new_key, kind, fields, legacy_content, new_content, found_at)
            VALUES ('conflict-1', 'things: adapter:a > service:b', 'things', 'C-9', 'C-9', 'Fields',
                '["city"]', '{"city":"Ulm"}', '{"city":"Bonn"}', 1);
            """);
        var page = await hub.Browsers.OpenAsync(scripts: false);
        await page.SignInAsync(hub.Url, hub.AdminToken);
        await page.GetByRole(AriaRole.Link, new() { Name = "1 conflict" }).ClickAsync();
        var row = page.GetByRole(AriaRole.Row).Filter(new() { HasText = "city" });
        await Assertions.Expect(row).ToContainTextAsync("Ulm");
        await Assertions.Expect(row).ToContainTextAsync("Bonn");
        await page.KeepAsync("conflict");
    }
}
