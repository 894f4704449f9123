using Hub.Tests;
using Microsoft.Playwright;

namespace Hub.Console.Tests;

/// <summary>Behind another tab and in a minimised window nothing is drawn.</summary>
public sealed class HiddenPages(ConsoleHub hub) : IClassFixture<ConsoleHub>
{
    [Fact]
    public async Task A_page_that_nobody_sees_is_not_drawn_and_is_up_to_date_as_soon_as_it_is_shown()
    {
        var (hidden, shown) = (await OpenAsync(), await OpenAsync());
        var stage = "legacy";
        await ShowAsync(hidden, isShown: false);
        await Eventually.HoldsAsync("the hidden page to stand still while the other moves three times", async () =>
        {
            var before = await Row(hidden).InnerTextAsync();
            for (var n = 0; n < 3; n++)
            {
                stage = stage == "legacy" ? "shadow" : "legacy";
                await hub.ShiftAsync("things.list", stage);
                await Assertions.Expect(Row(shown)).ToContainTextAsync(stage, new() { Timeout = 60_000 });
            }

            return await Row(hidden).InnerTextAsync() == before;
        });
        await ShowAsync(hidden, isShown: true);
        await Assertions.Expect(Row(hidden)).ToContainTextAsync(stage, new() { Timeout = 60_000 });
    }

    private static ILocator Row(IPage page) => page.GetByRole(AriaRole.Row).Filter(new() { HasText = "things.list" });

    private async Task<IPage> OpenAsync()
    {
        var page = await hub.Browsers.OpenAsync();
        await page.SignInAsync(hub.Url, hub.AdminToken);
        await page.SeesAsync("Live, revision");
        return page;
    }

    // What a browser does with a tab that is left.
    private static Task ShowAsync(IPage page, bool isShown) => page.EvaluateAsync(
        """
        isShown => {
          Object.defineProperty(document, 'hidden', { value: !isShown, configurable: true });
          document.dispatchEvent(new Event('visibilitychange'));
        }
        """, isShown);
}
