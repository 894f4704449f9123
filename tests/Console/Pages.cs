using Microsoft.Playwright;

namespace Hub.Console.Tests;

/// <summary>What people do on the console's pages.</summary>
internal static class Pages
{
    /// <summary>Signs in with a token and waits for the routes.</summary>
    public static async Task SignInAsync(this IPage page, string url, string token)
    {
        await page.GotoAsync($"{url}/hub/console");
        await page.GetByLabel("Token of the hub").FillAsync(token);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.HeadingAsync("Routes");
    }

    /// <summary>Waits for a page by its heading.</summary>
    public static Task HeadingAsync(this IPage page, string name) =>
        Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = name, Level = 1 })).ToBeVisibleAsync(Patience);

    /// <summary>Waits for a text.</summary>
    public static Task SeesAsync(this IPage page, string text) =>
        Assertions.Expect(page.GetByText(text).First).ToBeVisibleAsync(Patience);

    /// <summary>Keeps a picture of the page where a person wants to look: HUB_CONSOLE_PICTURES=/tmp/pictures.</summary>
    public static async Task KeepAsync(this IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("HUB_CONSOLE_PICTURES") is { Length: > 0 } folder)
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}.png"), FullPage = true });
    }

    private static LocatorAssertionsToBeVisibleOptions Patience => new() { Timeout = 60_000 };
}
