using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Hub.Tests;
using Hub.Tests.Processes;
using Microsoft.Data.Sqlite;
using Microsoft.Playwright;

namespace Hub.Console.Tests;

/// <summary>
/// 100,000 parked changes of the demo's customers in a browser: searched, paged, and those replayed that a search finds. What it
/// takes is printed and stands in docs/console.md.
/// </summary>
public sealed class ManyParked(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Parked = 100_000;
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
        await ParkAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _api.Dispose();
        await _browsers.DisposeAsync();
        await _hub.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task They_are_searched_and_paged_and_all_that_a_search_finds_are_replayed()
    {
        var page = await _browsers.OpenAsync();
        await page.SignInAsync(_url, _token);
        await TimedAsync("the page", async () =>
        {
            await page.GotoAsync($"{_url}/hub/console/sync");
            await page.SeesAsync($"50 shown of {Parked}");
        });
        await TimedAsync("the next page", async () =>
        {
            await page.GetByRole(AriaRole.Link, new() { Name = "Further ones" }).ClickAsync();
            await page.WaitForURLAsync("**after=**");
            // The first of the next page: the address changes before what is shown, and a form filled in between is drawn anew.
            await page.SeesAsync("C-9000050");
        });
        await TimedAsync("a search by the reason", async () =>
        {
            await page.GetByLabel("Reason holds").FillAsync("P-976 ");
            await page.GetByRole(AriaRole.Button, new() { Name = "Search" }).ClickAsync();
            await page.SeesAsync("50 shown of 100.");
        });
        await TimedAsync("the replay of the 100 that it finds", async () =>
        {
            await page.GetByLabel("All 100 that match: why?").FillAsync("the article is known by now");
            await page.GetByRole(AriaRole.Button, new() { Name = "Replay all" }).ClickAsync();
            await page.SeesAsync("succeeded");
        });
        await page.KeepAsync("many-parked");
        (await _api.GetStringAsync("/hub/api/sync/parked/count")).ShouldContain($"\"count\":{Parked - 100}");
    }

    // Deletions of records that the service never had, so that each is settled once it is put through.
    private async Task ParkAsync()
    {
        await using var store = new SqliteConnection($"Data Source={_folder.File("data/hub.db")};Default Timeout=60");
        await store.OpenAsync();
        await using var command = store.CreateCommand();
        command.CommandText = $$"""
            WITH RECURSIVE numbers(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < {{Parked - 1}})
            INSERT INTO sync_parked (id, stream, key, version, change, reason, parked_at)
            SELECT 'p' || (10000000 + n), 'customers: adapter:crm > service:customers', 'C-' || (9000000 + n), 1,
                json_object('Stream', 'customers: adapter:crm > service:customers', 'Sequence', 1, 'Key', 'C-' || (9000000 + n),
                    'Version', 1, 'Position', '1', 'Origin', 0, 'Kind', 1),
                'the article P-' || (n % 1000) || ' is not known to the service', n + 1
            FROM numbers;
            """;
        await command.ExecuteNonQueryAsync();
    }

    private async Task TimedAsync(string what, Func<Task> act)
    {
        var began = Stopwatch.GetTimestamp();
        await act();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{what}: {Stopwatch.GetElapsedTime(began).TotalMilliseconds:0} ms"));
    }
}
