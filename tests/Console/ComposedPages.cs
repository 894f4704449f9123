namespace Hub.Console.Tests;

/// <summary>Composed answers in the console: their parts, sides and times, and what was missing.</summary>
public sealed class ComposedPages(ComposedPages.ComposedHub hub) : IClassFixture<ComposedPages.ComposedHub>
{
    [Fact]
    public async Task A_composed_answer_is_explained_part_by_part_and_each_part_leads_on()
    {
        var id = await hub.CallAsync("/api/whole/1", "C-1");
        using var admin = await new Visitor(hub.Url).SignInAsync(hub.AdminToken);
        var page = (await admin.ReadAsync($"explain?id={id}"))!;
        page.QuerySelector("main [role=alert]").ShouldBeNull();
        var rows = page.QuerySelectorAll("[aria-label=Parts] tbody tr").Select(r => r.TextContent).ToList();
        rows.Count.ShouldBe(2);
        rows.ShouldContain(r => r.Contains("named", StringComparison.Ordinal) && r.Contains("legacy", StringComparison.Ordinal)
            && r.Contains("answered", StringComparison.Ordinal) && r.Contains("ms", StringComparison.Ordinal));
        rows.ShouldContain(r =>
            r.Contains("lost", StringComparison.Ordinal) && r.Contains("missing: failed", StringComparison.Ordinal));
        var part = page.QuerySelector("[aria-label=Parts] tbody tr td:last-child a")!.GetAttribute("href")!;
        (await admin.ReadAsync(part))!.QuerySelector(".way")!.TextContent.ShouldContain("Decided");
    }

    [Fact]
    public async Task A_composition_has_a_page_with_its_parts_and_its_last_answer_and_its_routes_name_it()
    {
        await hub.CallAsync("/api/whole/2", "C-1");
        using var admin = await new Visitor(hub.Url).SignInAsync(hub.AdminToken);
        var page = (await admin.ReadAsync("routes/things.whole"))!;
        page.QuerySelector("h1")!.TextContent.ShouldBe("things.whole");
        page.QuerySelector("[aria-label='What it is composed of']")!.TextContent
            .ShouldContain("the answer says that it is missing");
        page.QuerySelector("[aria-label=Parts]")!.TextContent.ShouldContain("missing: failed");
        (await admin.ReadAsync("routes/things.named"))!.QuerySelectorAll("main a")
            .ShouldContain(a => a.TextContent == "things.whole");
    }

    [Fact]
    public async Task The_command_that_shows_a_route_shows_a_composition_too()
    {
        await using var told = hub.RunHub("routes", "things.whole");
        (await told.ExitAsync()).ShouldBe(0, told.Errors);
        told.Text.ShouldContain("things.whole is a composition: GET /api/whole/{id}");
        told.Text.ShouldContain("lost.get");
        await using var json = hub.RunHub("routes", "things.whole", "--json");
        (await json.ExitAsync()).ShouldBe(0, json.Errors);
        json.Text.ShouldContain("\"parts\"");
        await using var unknown = hub.RunHub("routes", "things.hole");
        (await unknown.ExitAsync()).ShouldBe(2);
        unknown.Errors.ShouldContain("things.hole");
    }

    [Fact]
    public async Task A_route_without_a_legacy_side_is_new_only_wherever_requests_are_told()
    {
        var id = await hub.CallAsync("/api/only/1", "C-1");
        using var admin = await new Visitor(hub.Url).SignInAsync(hub.AdminToken);
        foreach (var page in new[] { $"explain?id={id}", "traffic?route=only.get" })
        {
            var main = (await admin.ReadAsync(page))!.QuerySelector("main")!.TextContent;
            main.ShouldContain("new only");
            main.ShouldNotContain("retired");
        }

        foreach (var command in new[] { ["explain", id], new[] { "traffic", "--route", "only.get", "--wide" } })
        {
            await using var told = hub.RunHub(command);
            (await told.ExitAsync()).ShouldBe(0, told.Errors);
            told.Text.ShouldContain("new only");
        }
    }

    /// <summary>With a composition of a route that answers and of one whose side is down.</summary>
    public sealed class ComposedHub : ConsoleHub
    {
        protected override IEnumerable<(string Path, string Text)> Plan(string legacy, string @new) =>
        [
            .. base.Plan(legacy, @new).Select(f => f.Path != "capabilities/things.yaml" ? f : (f.Path, f.Text + """

                compose:
                  things.whole:
                    match: "GET /api/whole/{id}"
                    parts:
                      named: things.named
                      lost: { route: lost.get, optional: true }
                """)),
            ("capabilities/lost.yaml", """
                capability: lost
                owner: nobody
                access: anonymous
                sides: { legacy: "http://127.0.0.1:9" }
                routes:
                  lost.get: GET /api/lost/{id}
                """),
            ("capabilities/only.yaml", $$"""
                capability: only
                owner: only-team
                access: anonymous
                sides: { new: "{{@new}}" }
                routes:
                  only.get: GET /api/only/{id}
                """),
        ];
    }
}
