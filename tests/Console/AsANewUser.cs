using System.Diagnostics;
using Hub.Tests;
using Hub.Tests.Processes;
using Microsoft.Playwright;

namespace Hub.Console.Tests;

/// <summary>
/// Somebody who knows nothing of the hub: from <c>./hub up --traffic</c> to the first shift and back, only by what the terminal
/// and the screen say. Clicks are counted; how long it took is printed.
/// </summary>
public sealed class AsANewUser : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private int _clicks;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_first_shift_and_the_way_back_take_six_clicks_on_a_living_board()
    {
        await using var browsers = new Browsers();
        var page = await browsers.OpenAsync();
        var began = Stopwatch.GetTimestamp();
        await using var hub = RunningProgram.Start("dotnet", [
            Repository.HubProgram, "up", "--traffic", "--data", _folder.File("data"), "--urls", "http://127.0.0.1:0"]);
        await hub.LineAsync("the hub to be ready", l => l.StartsWith("Ctrl+C", StringComparison.Ordinal));
        var ready = Stopwatch.GetElapsedTime(began);

        await page.GotoAsync(Told("console"));
        await page.GetByLabel("Token of the hub").FillAsync((await File.ReadAllTextAsync(Told("token"))).Trim());
        await ClickAsync(page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }));
        await page.SeesAsync("Live, revision");
        var row = page.GetByRole(AriaRole.Row).Filter(new() { Has = Link("products.get") });
        var first = await row.InnerTextAsync();
        await Eventually.HoldsAsync("the row of a route changes by itself", async () => await row.InnerTextAsync() != first);
        var living = Stopwatch.GetElapsedTime(began);
        await page.KeepAsync("board");

        await ClickAsync(Link("products.get"));
        await ClickAsync(Link("Shift to shadow …"));
        await page.GetByLabel("Why?").FillAsync("does it say the same?");
        await ClickAsync(page.GetByRole(AriaRole.Button, new() { Name = "Shift products.get to shadow" }));
        await page.SeesAsync("Done: served as revision");
        var shifted = Stopwatch.GetElapsedTime(began);
        await page.KeepAsync("new-user-shifted");

        await ClickAsync(page.GetByText("Roll back", new() { Exact = true }));
        await page.GetByLabel("Why?").FillAsync("enough seen");
        await ClickAsync(page.GetByRole(AriaRole.Button, new() { Name = "Yes, roll back products.get" }));
        await page.SeesAsync("enough seen");
        var back = Stopwatch.GetElapsedTime(began);

        TestContext.Current.SendDiagnosticMessage(
            $"{_clicks} clicks; after the start: ready {ready.TotalSeconds:0.0} s, board moving {living.TotalSeconds:0.0} s, "
            + $"first shift {shifted.TotalSeconds:0.0} s, back {back.TotalSeconds:0.0} s");
        _clicks.ShouldBe(6);
        hub.Interrupt();
        (await hub.ExitAsync()).ShouldBe(0);

        ILocator Link(string name) => page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true });

        string Told(string name) => hub.Output.First(l => l.TrimStart().StartsWith(name + " ", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
    }

    private Task ClickAsync(ILocator what)
    {
        _clicks++;
        return what.ClickAsync();
    }
}
