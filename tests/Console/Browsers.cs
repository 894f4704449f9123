using Microsoft.Playwright;

namespace Hub.Console.Tests;

/// <summary>Debian's Chromium, driven by Playwright; started with the first page.</summary>
internal sealed class Browsers : IAsyncDisposable
{
    private const string Program = "/usr/bin/chromium";
    private readonly SemaphoreSlim _gate = new(1);
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>Opens a page in a profile of its own.</summary>
    /// <param name="scripts">Whether the page may run scripts.</param>
    /// <param name="width">Its width, in CSS pixels.</param>
    /// <param name="dark">Whether the person likes dark pages.</param>
    public async Task<IPage> OpenAsync(bool scripts = true, int width = 1280, bool dark = false)
    {
        var context = await (await BrowserAsync()).NewContextAsync(new BrowserNewContextOptions
        {
            JavaScriptEnabled = scripts,
            ViewportSize = new ViewportSize { Width = width, Height = 900 },
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
        });
        var page = await context.NewPageAsync();
        page.SetDefaultTimeout(60_000);
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
        _gate.Dispose();
    }

    private async Task<IBrowser> BrowserAsync()
    {
        if (!File.Exists(Program))
            Assert.Skip("chromium (package chromium) is not here.");
        await _gate.WaitAsync();
        try
        {
            _playwright ??= await Playwright.CreateAsync();
            return _browser ??= await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
            {
                ExecutablePath = Program,
                Args = ["--no-sandbox", "--disable-dev-shm-usage"],
            });
        }
        finally
        {
            _gate.Release();
        }
    }
}
