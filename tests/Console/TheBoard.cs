using System.Text.Json;
using Microsoft.Playwright;

namespace Hub.Console.Tests;

/// <summary>Routes as a table and as a board, grouped and searched, with what the plan wants of them by when.</summary>
public sealed class TheBoard(ConsoleHub hub) : IClassFixture<ConsoleHub>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Routes_stand_on_a_board_by_capability_and_stage(bool scripts)
    {
        await hub.ShiftAsync("things.odd", "shadow");
        var page = await hub.Browsers.OpenAsync(scripts);
        await page.SignInAsync(hub.Url, hub.AdminToken);
        await page.GetByRole(AriaRole.Link, new() { Name = "Board", Exact = true }).ClickAsync();
        var things = page.Locator("table.board tr").Filter(new() { HasText = "things" });
        await Assertions.Expect(things.Locator("td[data-stage=shadow]")).ToContainTextAsync("things.odd");
        await Assertions.Expect(things.Locator("td[data-stage=legacy]")).ToContainTextAsync("things.list");
        await page.KeepAsync($"board-{scripts}");
        await page.GetByLabel("Group by").SelectOptionAsync("pace");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show" }).ClickAsync();
        await Assertions.Expect(page.Locator("table.board tr").Filter(new() { HasText = "vault.get" }))
            .ToContainTextAsync("record");
    }

    [Fact]
    public async Task A_live_list_is_searched_as_it_is_typed_and_switched_and_the_address_follows()
    {
        var page = await hub.Browsers.OpenAsync();
        await page.SignInAsync(hub.Url, hub.AdminToken);
        await page.SeesAsync("Live, revision");
        await page.GetByLabel("Search").FillAsync("vault");
        var rows = page.Locator("table.routes tbody tr:not(.group)");
        await Assertions.Expect(rows).ToHaveCountAsync(1);
        await page.GetByRole(AriaRole.Link, new() { Name = "Board", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator("a.chip")).ToHaveCountAsync(1);
        page.Url.ShouldContain("view=board");
        page.Url.ShouldContain("q=vault");
        page.Url.ShouldNotContain("live=");
        await page.GetByRole(AriaRole.Link, new() { Name = "Table", Exact = true }).ClickAsync();
        await Assertions.Expect(rows).ToHaveCountAsync(1);
        await page.GoBackAsync();
        await Assertions.Expect(page.Locator("a.chip")).ToHaveCountAsync(1);
        // The same page asked for again has all of them.
        await page.GetByRole(AriaRole.Link, new() { Name = "Hub", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByLabel("Search")).ToHaveValueAsync("");
        await Assertions.Expect(rows).Not.ToHaveCountAsync(1);
        await page.GetByLabel("Search").FillAsync("no such route");
        await page.SeesAsync("No route is found by that.");
        await page.GetByRole(AriaRole.Link, new() { Name = "All routes" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "vault.get" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_route_moves_on_the_board_as_it_is_shifted()
    {
        var page = await hub.Browsers.OpenAsync();
        await page.SignInAsync(hub.Url, hub.AdminToken);
        await page.GotoAsync($"{hub.Url}/hub/console/routes?view=board");
        await page.SeesAsync("Live, revision");
        await hub.ShiftAsync("things.get", "shadow");
        await Assertions.Expect(page.Locator("td[data-stage=shadow]").Filter(new() { HasText = "things.get" }))
            .ToHaveCountAsync(1, new() { Timeout = 60_000 });
    }

    [Fact]
    public async Task Routes_are_grouped_by_the_wave_that_the_plan_has_them_in()
    {
        var page = await hub.Browsers.OpenAsync(scripts: false);
        await page.SignInAsync(hub.Url, hub.AdminToken);
        await page.GetByRole(AriaRole.Link, new() { Name = "1 route is late for its wave" }).ClickAsync();
        await page.HeadingAsync("Waves");
        await page.GotoAsync($"{hub.Url}/hub/console/routes?group=wave");
        var groups = await page.Locator("tr.group th").AllInnerTextsAsync();
        groups.Select(g => g.Trim()).ShouldBe(["canary by 2999-12-31 3", "late: new by 2026-01-31 1", "no wave 2"]);
    }

    [Fact]
    public async Task The_numbers_come_by_a_stream_of_events_that_tells_what_has_changed()
    {
        using var stream = await hub.Api.GetStreamAsync("/hub/api/live");
        using var reader = new StreamReader(stream);
        var first = await EventAsync(reader);
        first.GetProperty("routes").GetArrayLength().ShouldBe(first.GetProperty("count").GetInt32());
        await hub.CallAsync("/api/vault/1", "C-1");
        while (true)
        {
            var news = await EventAsync(reader);
            var changed = news.GetProperty("routes").EnumerateArray().Select(r => r.GetProperty("id").GetString()).ToList();
            changed.Count.ShouldBeLessThan(first.GetProperty("count").GetInt32());
            if (changed.Contains("vault.get"))
                return;
        }
    }

    [Fact]
    public async Task The_stream_ends_with_the_token_of_who_follows_it()
    {
        var token = await hub.TokenAsync("lena", "viewer");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/hub/api/live");
        request.Headers.Authorization = new("Bearer", token);
        using var response = await hub.Api.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        await EventAsync(reader);
        using var revoked = await hub.Api.DeleteAsync("/hub/api/tokens/lena");
        revoked.EnsureSuccessStatusCode();
        while (await reader.ReadLineAsync() is not null)
        {
            // What was on its way.
        }
    }

    private static async Task<JsonElement> EventAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
            if (line.StartsWith("data: ", StringComparison.Ordinal))
                return JsonSerializer.Deserialize<JsonElement>(line["data: ".Length..]);
        throw new EndOfStreamException();
    }
}
