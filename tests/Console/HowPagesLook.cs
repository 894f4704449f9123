using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Hub.Console.Tests;

/// <summary>Pages are usable by everybody, on a phone, in the dark, and run nothing that the policy forbids.</summary>
public sealed class HowPagesLook(ConsoleHub hub) : IClassFixture<ConsoleHub>
{
    private static readonly string[] All =
    [
        "sign-in", "routes", "routes/things.odd", "routes/things.odd/shift?to=canary&percent=10", "explain", "sync", "approvals",
        "audit", "audit?verify=true", "nodes", "traffic", "thinness",
        "routes?view=board", "waves", "sync/things", "plan?from=1&to=2", "systems", "discovery", "jobs", "tokens",
    ];

    // All rules are checked; of the elements that pass, which are most of a page, one per rule is described.
    private static readonly AxeRunOptions Violations = new() { ResultTypes = [ResultType.Violations] };

    [Theory]
    [InlineData(1280, false)]
    [InlineData(1280, true)]
    [InlineData(390, false)]
    public async Task Axe_finds_nothing_serious_and_nothing_is_wider_than_the_screen(int width, bool dark)
    {
        await hub.ShiftAsync("things.odd", "shadow");
        await hub.CallAsync("/api/odd/1", "C-1");
        var page = await hub.Browsers.OpenAsync(width: width, dark: dark);
        var faults = new List<string>();
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                faults.Add($"{page.Url}: {message.Text}");
        };
        await page.SignInAsync(hub.Url, hub.AdminToken);
        await page.SeesAsync("Live, revision");
        foreach (var path in All)
        {
            await page.GotoAsync($"{hub.Url}/hub/console/{path}");
            await page.KeepAsync($"{path.Replace('/', '-').Replace('?', '-')}-{width}{(dark ? "-dark" : "")}");
            var found = await page.RunAxe(Violations);
            faults.AddRange(found.Violations.Where(v => v.Impact is "serious" or "critical")
                .SelectMany(v => v.Nodes.Select(n => $"{path}: {v.Id}: {n.Html}")));
            if (await page.EvaluateAsync<bool>("document.documentElement.scrollWidth > document.documentElement.clientWidth"))
                faults.Add($"{path} is wider than {width}");
        }

        faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_lines_of_a_chart_are_not_filled()
    {
        var page = await hub.Browsers.OpenAsync();
        await page.GotoAsync($"{hub.Url}/hub/console/sign-in");
        (await page.EvaluateAsync<string>("""
            () => {
              const figure = document.createElement('figure');
              figure.className = 'latency';
              figure.innerHTML = '<svg><polyline class="legacy p99" points="0,0 9,9 9,0" /></svg>';
              document.body.append(figure);
              return getComputedStyle(figure.querySelector('polyline')).fill;
            }
            """)).ShouldBe("none");
    }

    [Fact]
    public async Task The_list_of_routes_moves_by_itself()
    {
        var page = await hub.Browsers.OpenAsync();
        await page.SignInAsync(hub.Url, hub.AdminToken);
        await page.SeesAsync("Live, revision");
        await hub.ShiftAsync("things.list", "shadow");
        var row = page.GetByRole(AriaRole.Row).Filter(new() { HasText = "things.list" });
        await Assertions.Expect(row).ToContainTextAsync("shadow", new() { Timeout = 60_000 });
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_request_is_explained_by_its_id(bool scripts)
    {
        var id = await hub.CallAsync("/api/things/1", "C-1");
        var page = await hub.Browsers.OpenAsync(scripts);
        await page.SignInAsync(hub.Url, hub.AdminToken);
        await page.GetByRole(AriaRole.Link, new() { Name = "Explain" }).ClickAsync();
        await page.GetByLabel("Request id").FillAsync(id);
        await page.GetByRole(AriaRole.Button, new() { Name = "Explain" }).ClickAsync();
        await page.SeesAsync("the stage sends everybody there");
        await page.KeepAsync($"explain-{scripts}");
    }
}
