using Microsoft.Playwright;

namespace Hub.Console.Tests;

/// <summary>Everything that matters is reached and done without a mouse.</summary>
public sealed class ByKeyboard(ConsoleHub hub) : IClassFixture<ConsoleHub>
{
    private const string Focused = "document.activeElement.name || document.activeElement.textContent.trim()";
    private const int MostSteps = 60;

    [Fact]
    public async Task A_person_signs_in_and_rolls_a_route_back_by_keyboard_alone()
    {
        await hub.ShiftAsync("things.get", "shadow");
        var page = await hub.Browsers.OpenAsync();
        await page.GotoAsync($"{hub.Url}/hub/console");
        await StepToAsync(page, "Token");
        await page.Keyboard.TypeAsync(hub.AdminToken);
        await page.Keyboard.PressAsync("Enter");
        await page.SeesAsync("Live, revision");
        await StepToAsync(page, "things.get");
        await page.Keyboard.PressAsync("Enter");
        await page.HeadingAsync("things.get");
        await StepToAsync(page, "Roll back");
        await page.Keyboard.PressAsync("Enter");
        await StepToAsync(page, "Reason");
        await page.Keyboard.TypeAsync("by keyboard");
        await page.Keyboard.PressAsync("Enter");
        await page.SeesAsync("Done: served as revision");
        (await hub.StageAsync("things.get")).ShouldBe("legacy");
    }

    // By the name of a field or the text of a link or button.
    private static async Task StepToAsync(IPage page, string name)
    {
        for (var step = 0; step < MostSteps; step++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await page.EvaluateAsync<string>(Focused) == name)
                return;
        }

        Assert.Fail($"'{name}' is not reached by {MostSteps} steps.");
    }
}
