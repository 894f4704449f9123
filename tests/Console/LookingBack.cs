using System.Net;
using Hub.Platform.Identity;
using Microsoft.Playwright;

namespace Hub.Console.Tests;

/// <summary>What was done and answered: traffic, the audit log, the engine's pages.</summary>
public sealed class LookingBack(ConsoleHub hub) : IClassFixture<ConsoleHub>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Traffic_is_filtered_by_the_server_and_each_request_leads_to_its_explanation(bool scripts)
    {
        var id = await hub.CallAsync("/api/vault/secret-record?card=secret-query", "C-secret-customer");
        await hub.CallAsync("/api/things/1", "C-1");
        var page = await hub.Browsers.OpenAsync(scripts);
        await page.SignInAsync(hub.Url, hub.AdminToken);
        await page.GetByRole(AriaRole.Link, new() { Name = "Traffic" }).ClickAsync();
        await page.HeadingAsync("Traffic");
        await page.GetByLabel("Route", new() { Exact = true }).FillAsync("vault.get");
        await page.GetByLabel("Status").FillAsync("2xx");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show" }).ClickAsync();
        var link = page.GetByRole(AriaRole.Link, new() { Name = id[^12..] });
        await Assertions.Expect(page.GetByText("things.get")).ToHaveCountAsync(0);
        await Assertions.Expect(link).ToBeVisibleAsync();
        var text = await page.ContentAsync();
        text.ShouldNotContain("things.get");
        text.ShouldNotContain("secret");
        await page.KeepAsync($"traffic-{scripts}");
        await link.ClickAsync();
        await page.HeadingAsync("Explain a request");
        await page.SeesAsync("vault.get");
    }

    [Fact]
    public async Task Who_may_not_know_callers_is_not_asked_for_one()
    {
        using var viewer = await new Visitor(hub.Url).SignInAsync(await hub.TokenOfAsync(new("viewer", AccessRole.Viewer, [])));
        (await viewer.ReadAsync("traffic"))!.QuerySelector("#caller").ShouldBeNull();
        (await viewer.ReadAsync("traffic?caller=shop"))!.QuerySelector("main [role=alert]")!.TextContent
            .ShouldContain("operators of a route's capability");
        using var admin = await new Visitor(hub.Url).SignInAsync(hub.AdminToken);
        (await admin.ReadAsync("traffic"))!.QuerySelector("#caller").ShouldNotBeNull();
    }

    [Fact]
    public async Task Older_pages_follow_each_other()
    {
        for (var n = 0; n < 60; n++)
            await hub.CallAsync("/api/named/1", "C-1");
        using var admin = await new Visitor(hub.Url).SignInAsync(hub.AdminToken);
        var first = (await admin.ReadAsync("traffic?route=things.named"))!;
        var older = first.QuerySelectorAll("main a").Single(a => a.TextContent == "Older").GetAttribute("href")!;
        var second = (await admin.ReadAsync(older))!;
        Requests(second).ShouldNotBeEmpty();
        Requests(second).Intersect(Requests(first)).ShouldBeEmpty();
        second.QuerySelectorAll("main a").ShouldNotContain(a => a.TextContent == "Older");

        static IReadOnlyList<string> Requests(AngleSharp.Dom.IDocument page) =>
            [.. page.QuerySelectorAll("tbody th code").Select(c => c.TextContent)];
    }

    [Fact]
    public async Task An_export_is_what_the_command_writes_and_takes_the_filters_of_the_page()
    {
        await hub.ShiftAsync("things.odd", "shadow");
        await hub.ShiftAsync("things.list", "shadow");
        using var viewer = await new Visitor(hub.Url).SignInAsync(await hub.TokenOfAsync(new("viewer", AccessRole.Viewer, [])));
        var (status, type, text) = await viewer.DownloadAsync("audit/export?action=shift&target=things.odd");
        (status, type).ShouldBe((HttpStatusCode.OK, "application/x-ndjson"));
        await using var command = hub.RunHub("audit", "export", "--action", "shift", "--route", "things.odd");
        (await command.ExitAsync()).ShouldBe(0, command.Errors);
        text.TrimEnd('\n').ShouldBe(command.Text.TrimEnd('\n'));
        text.ShouldContain("\"target\":\"things.odd\"");
        text.ShouldNotContain("things.list");
    }

    [Fact]
    public async Task An_export_that_is_refused_leads_to_the_page_that_says_why_and_a_stranger_to_the_sign_in()
    {
        using var viewer = await new Visitor(hub.Url).SignInAsync(await hub.TokenOfAsync(new("viewer", AccessRole.Viewer, [])));
        (await viewer.FollowAsync("audit/export?since=soon")).QuerySelector("main [role=alert]")!.TextContent
            .ShouldContain("'since'");
        using var stranger = new Visitor(hub.Url);
        (await stranger.ReadAsync("audit/export")).ShouldBeNull();
    }

    [Fact]
    public async Task The_chain_is_verified_and_the_entry_that_was_changed_in_the_store_is_named()
    {
        await hub.ShiftAsync("things.get", "shadow");
        using var viewer = await new Visitor(hub.Url).SignInAsync(await hub.TokenOfAsync(new("viewer", AccessRole.Viewer, [])));
        (await NoteAsync()).ShouldContain("are whole");
        await hub.StoreAsync("UPDATE audit_entry SET detail = detail || ' (changed)' WHERE number = 1;");
        (await NoteAsync()).ShouldContain("Entry 1 of the audit log is not what was written");
        await hub.StoreAsync("UPDATE audit_entry SET detail = replace(detail, ' (changed)', '') WHERE number = 1;");
        (await NoteAsync()).ShouldContain("are whole");

        async Task<string> NoteAsync() =>
            (await viewer.ReadAsync("audit?verify=true"))!.QuerySelector("main [role=status]")!.TextContent;
    }

    [Fact]
    public async Task The_engines_pages_open_with_the_consoles_session_and_act_only_for_who_may_and_from_pages_of_its_own()
    {
        var page = await hub.Browsers.OpenAsync();
        await page.SignInAsync(hub.Url, hub.AdminToken);
        await page.GotoAsync($"{hub.Url}/hub/console/jobs");
        await page.GetByRole(AriaRole.Link, new() { Name = "queues, runs and retries" }).ClickAsync();
        await Assertions.Expect(page).ToHaveTitleAsync("Overview – Hub jobs");
        await page.GetByRole(AriaRole.Link, new() { Name = "Recurring Jobs" }).ClickAsync();
        await page.SeesAsync("evidence-pruning");
        page.Url.ShouldStartWith($"{hub.Url}/hub/console/jobs/engine/");
        await page.KeepAsync("engine");

        const string trigger = "jobs/engine/recurring/trigger";
        (string, string)[] job = [("jobs[]", "evidence-pruning")];
        using var viewer = await new Visitor(hub.Url).SignInAsync(await hub.TokenOfAsync(new("viewer", AccessRole.Viewer, [])));
        using var refused = await viewer.SendAsync(trigger, job);
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var admin = await new Visitor(hub.Url).SignInAsync(hub.AdminToken);
        using var foreign = await admin.SendAsync(trigger, job, ("Origin", "http://127.0.0.1:9"));
        foreign.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await ActsAsync()).ShouldBe(0);
        using var done = await admin.SendAsync(trigger, job);
        done.IsSuccessStatusCode.ShouldBeTrue($"{done.StatusCode}");
        (await ActsAsync()).ShouldBe(1);

        async Task<int> ActsAsync() => System.Text.Json.JsonElement.Parse(
            await hub.Api.GetStringAsync("/hub/api/audit?action=jobs+page&outcome=done")).GetArrayLength();
    }

    [Theory]
    [InlineData("jobs/engine/%252e%252e/api/tokens")]
    [InlineData("jobs/engine/jobs/details/%252e%252E/%252e%252e/%252e%252e/api/tokens")]
    [InlineData("jobs/engine/%252e%252e/%252e%252e/api/things/1")]
    public async Task No_way_leads_out_of_the_engines_pages(string address)
    {
        using var admin = await new Visitor(hub.Url).SignInAsync(hub.AdminToken);
        (await admin.DownloadAsync(address)).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Thinness_is_drawn_over_the_days_that_were_counted_up_to_now()
    {
        await hub.StoreAsync("""
            INSERT INTO thinness (day, measure, value) VALUES (20000, 'routesOnLegacy', 9), (20100, 'routesOnLegacy', 7);
            """);
        using var viewer = await new Visitor(hub.Url).SignInAsync(await hub.TokenOfAsync(new("viewer", AccessRole.Viewer, [])));
        var page = (await viewer.ReadAsync("thinness"))!;
        var line = page.QuerySelectorAll("svg.thinning").ShouldHaveSingleItem();
        line.GetAttribute("aria-label")!.ShouldStartWith("routes that a legacy side may answer: from 9 on 2024-10-04 to ");
        line.QuerySelector("polyline")!.GetAttribute("points")!.Split(' ').Length.ShouldBe(3);
        page.QuerySelector(".card ol")!.TextContent.ShouldContain("./hub retire");
    }
}
