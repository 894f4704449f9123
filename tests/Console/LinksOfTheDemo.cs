using System.Net.Http.Headers;
using System.Text.Json;
using Hub.Tests;
using Hub.Tests.Processes;
using Microsoft.Data.Sqlite;
using Microsoft.Playwright;

namespace Hub.Console.Tests;

/// <summary>The demo's links in a browser: verified, with drift down to the fields, and repaired.</summary>
public sealed class LinksOfTheDemo : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly Browsers _browsers = new();
    private readonly HttpClient _api = new();
    private RunningProgram _hub = null!;
    private string _url = "";
    private string _token = "";

    public async ValueTask InitializeAsync()
    {
        _hub = RunningProgram.Start(
            "dotnet", [Repository.HubProgram, "up", "--data", _folder.File("data"), "--urls", "http://127.0.0.1:0"]);
        await _hub.LineAsync("the hub to be ready", l => l.StartsWith("Ctrl+C", StringComparison.Ordinal));
        _url = _hub.Output.First(l => l.TrimStart().StartsWith("facade ", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
        _token = (await File.ReadAllTextAsync(_folder.File("data/admin.token"))).Trim();
        _api.BaseAddress = new Uri(_url);
        _api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _token);
        await Eventually.HoldsAsync(
            "all links to have caught up",
            async () => JsonElement.Parse(await _api.GetStringAsync("/hub/api/sync/links")).EnumerateArray()
                .All(l => l.GetProperty("caughtUp").GetBoolean()),
            120);
    }

    public async ValueTask DisposeAsync()
    {
        _api.Dispose();
        await _browsers.DisposeAsync();
        await _hub.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Both_sides_are_compared_drift_is_shown_by_field_and_repaired()
    {
        var page = await _browsers.OpenAsync();
        await page.SignInAsync(_url, _token);
        await page.GotoAsync($"{_url}/hub/console/sync");
        await page.GetByRole(AriaRole.Link, new() { Name = "customers" }).First.ClickAsync();
        await page.HeadingAsync("Link customers");
        await page.GetByRole(AriaRole.Button, new() { Name = "Compare both sides now" }).ClickAsync();
        await page.SeesAsync("succeeded");
        await page.GetByRole(AriaRole.Link, new() { Name = "Read the page again" }).ClickAsync();
        await page.SeesAsync("50 records compared");

        await PlantAsync("UPDATE customers SET note = 'Frau Meier' WHERE id = 'C-1004'");
        await page.GetByRole(AriaRole.Button, new() { Name = "Compare both sides now" }).ClickAsync();
        await page.SeesAsync("succeeded");
        await page.GetByRole(AriaRole.Link, new() { Name = "Read the page again" }).ClickAsync();
        var row = page.GetByRole(AriaRole.Row).Filter(new() { HasText = "C-1004" });
        await Assertions.Expect(row).ToContainTextAsync("text, 10 characters");
        (await page.ContentAsync()).ShouldNotContain("Meier");
        await page.KeepAsync("drift");

        await page.GetByText("Repair what drifts").ClickAsync();
        await page.GetByLabel("Repair all by what their owner holds: why?").FillAsync("a script wrote past the outbox");
        await page.GetByRole(AriaRole.Button, new() { Name = "Repair", Exact = true }).ClickAsync();
        await page.SeesAsync("1 repaired");
        await page.GotoAsync($"{_url}/hub/console/systems");
        await Assertions.Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "finance" }).First)
            .ToContainTextAsync("of 8 calls at once");
        await page.KeepAsync("systems");
    }

    // Past the service, as nobody should.
    private async Task PlantAsync(string sql)
    {
        await using var store = new SqliteConnection($"Data Source={_folder.File("data/customers.db")};Default Timeout=30");
        await store.OpenAsync();
        await using var command = store.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
