using System.Globalization;
using Microsoft.Playwright;

namespace Hub.Console.Tests;

/// <summary>
/// A hub with 500 routes, of which 50 change each second. What a browser measures is printed and stands in docs/console.md.
/// </summary>
public sealed class ManyRoutes(ManyRoutesHub hub, ITestOutputHelper output) : IClassFixture<ManyRoutesHub>
{
    private const int Consoles = 10;

    // From the event that a person causes to the frame that shows what comes of it.
    private const string Timed = """
        const timed = (act, isShown) => new Promise(done => {
          const began = performance.now();
          const look = () => isShown()
            ? requestAnimationFrame(() => done(performance.now() - began))
            : setTimeout(look, 1);
          act();
          look();
        });
        """;

    // As it is typed, and by the page that the form asks for, which is how a search was done before.
    private const string Search = "([area, typed]) => {" + Timed + """
          return timed(
            () => {
              document.querySelector('#q').value = area;
              if (typed) document.querySelector('#q').dispatchEvent(new Event('input', { bubbles: true }));
              else document.querySelector('form.filter button').click();
            },
            () => {
              const links = [...document.querySelectorAll('table.routes tbody tr:not(.group) th a')];
              return links.length > 0 && links.every(a => a.textContent.startsWith(area));
            });
        }
        """;

    private const string Switch = "([view, click]) => {" + Timed + """
          const link = [...document.querySelectorAll('.views a')].find(a => a.textContent === view);
          return timed(
            () => click ? link.click() : Blazor.navigateTo(link.href),
            () => document.querySelector(view === 'Board' ? 'table.board' : 'table.routes') !== null);
        }
        """;

    private const string Painted = """
        () => new Promise(done => new PerformanceObserver(list => list.getEntriesByName('first-contentful-paint')
          .forEach(e => done(e.startTime))).observe({ type: 'paint', buffered: true }))
        """;

    [Fact]
    public async Task A_list_of_500_routes_is_shown_searched_and_kept_up_to_date()
    {
        using var traffic = new CancellationTokenSource();
        var calls = CallAsync(traffic.Token);
        var page = await hub.Browsers.OpenAsync();
        await page.SignInAsync(hub.Url, hub.AdminToken);
        await page.SeesAsync("Live, revision");
        await Assertions.Expect(page.Locator("table.routes tbody tr:not(.group)")).ToHaveCountAsync(ManyRoutesHub.Routes);
        var paints = new List<double>();
        for (var visit = 0; visit < 5; visit++)
        {
            await page.GotoAsync($"{hub.Url}/hub/console/routes");
            await page.SeesAsync("Live, revision");
            paints.Add(await page.EvaluateAsync<double>(Painted));
        }

        Print("first contentful paint", paints);
        await page.KeepAsync("many-routes");
        foreach (var typed in new[] { false, true })
        {
            await page.GotoAsync($"{hub.Url}/hub/console/routes");
            await page.SeesAsync("Live, revision");
            var acts = new List<double>();
            for (var word = 10; word < 20; word++)
            {
                var area = string.Create(CultureInfo.InvariantCulture, $"area{word}");
                acts.Add(await page.EvaluateAsync<double>(Search, new object[] { area, typed }));
            }

            Print(typed ? "a search as it is typed, to the frame that shows it" : "a search by the page that it asks for", acts);
        }

        foreach (var click in new[] { true, false })
        {
            await page.GotoAsync($"{hub.Url}/hub/console/routes");
            await page.SeesAsync("Live, revision");
            var acts = new List<double>();
            for (var n = 0; n < 5; n++)
                foreach (var view in new[] { "Board", "Table" })
                {
                    acts.Add(await page.EvaluateAsync<double>(Switch, new object[] { view, click }));
                    await Assertions.Expect(page.Locator(view == "Board" ? "a.chip" : "table.routes tbody tr:not(.group)"))
                        .ToHaveCountAsync(ManyRoutesHub.Routes);
                }

            Print($"from table to board and back, {(click ? "from the click" : "by the page that is asked for")}", acts);
        }

        var before = await MemoryAsync();
        var others = new List<IPage>();
        for (var n = 0; n < Consoles; n++)
        {
            var other = await page.Context.NewPageAsync();
            await other.GotoAsync($"{hub.Url}/hub/console/routes");
            await other.SeesAsync("Live, revision");
            others.Add(other);
        }

        var after = await MemoryAsync();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"memory of the hub: {before} MB, with {Consoles} more consoles {after} MB: "
            + $"{(after - before) / (double)Consoles:0.0} MB each"));
        await traffic.CancelAsync();
        await calls;
    }

    private async Task<long> MemoryAsync()
    {
        var line = (await File.ReadAllLinesAsync($"/proc/{hub.ProcessId}/status"))
            .First(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }

    private async Task CallAsync(CancellationToken end)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        try
        {
            for (var n = 0; await timer.WaitForNextTickAsync(end); n++)
                await hub.CallAsync($"/api/area{10 + (n / 10 % 50)}/r{n % 10}/1", $"C-{n % 100}");
        }
        catch (OperationCanceledException)
        {
            // Enough was measured.
        }
    }

    private void Print(string what, IReadOnlyCollection<double> milliseconds) => output.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{what}: median {milliseconds.Order().ElementAt(milliseconds.Count / 2):0} ms, longest {milliseconds.Max():0} ms"));
}

/// <summary>A hub with fifty capabilities of ten routes each, a third of them compared.</summary>
public sealed class ManyRoutesHub : ConsoleHub
{
    public const int Routes = 500;
    private const int OfCapability = 10;

    protected override async ValueTask BeginAsync()
    {
        for (var area = 10; area < 20; area++)
            for (var route = 0; route < OfCapability; route++)
                await ShiftAsync($"area{area}.r{route}", "shadow");
    }

    protected override IEnumerable<(string Path, string Text)> Plan(string legacy, string @new) =>
    [
        ("hub.yaml", "expose: true\n"),
        .. Enumerable.Range(10, Routes / OfCapability).Select(area => (
            $"capabilities/area{area}.yaml",
            $$"""
            capability: area{{area}}
            owner: team-{{area % 7}}
            access: anonymous
            cohort: { key: customer, from: [header X-Customer], seed: customer }
            sides: { legacy: "{{legacy}}", new: "{{@new}}" }
            gates:
              new: { mismatch: 1%, soak: 1h }
            routes:

            """ + string.Concat(Enumerable.Range(0, OfCapability).Select(r =>
                $"  area{area}.r{r}: GET /api/area{area}/r{r}/{{id}}\n")))),
    ];
}
