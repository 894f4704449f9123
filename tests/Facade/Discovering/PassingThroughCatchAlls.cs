using System.Net.Http.Json;
using System.Text.Json;
using Hub.Facade.Discovering;
using Hub.Tests;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Facade.Tests.Discovering;

/// <summary>What passes through catch-alls, and what nothing claims, as the hub tells it.</summary>
public sealed class PassingThroughCatchAlls : IAsyncLifetime
{
    private readonly RunningFacade _facade = new();

    public ValueTask InitializeAsync() => _facade.InitializeAsync();

    public ValueTask DisposeAsync() => _facade.DisposeAsync();

    [Fact]
    public async Task It_is_grouped_by_template_and_says_which_catch_all_claimed_it()
    {
        for (var i = 0; i < 5; i++)
            await _facade.Client.GetAsync($"/old/reports/{i}?secret=tells");
        await _facade.Client.GetAsync("/nowhere/C-1001");
        await _facade.Client.GetAsync("/api/orders/O-1");

        var rows = (await ReadAsync(r => r.Count == 2)).ToList();
        rows[0].GetProperty("template").GetString().ShouldBe("/old/reports/{n}");
        rows[0].GetProperty("claim").GetString().ShouldBe("/old");
        rows[0].GetProperty("requests").GetInt64().ShouldBe(5);
        rows[0].GetProperty("callers").GetInt64().ShouldBe(1);
        rows[0].GetProperty("statuses").GetProperty("200").GetInt64().ShouldBe(5);
        rows[0].GetProperty("p99").GetDouble().ShouldBeGreaterThan(0);
        rows[1].GetProperty("template").GetString().ShouldBe("/nowhere/{id}");
        rows[1].GetProperty("claim").ValueKind.ShouldBe(JsonValueKind.Null);
        rows[1].GetProperty("statuses").GetProperty("404").GetInt64().ShouldBe(1);
    }

    [Fact]
    public async Task SOAP_is_told_apart_by_its_action()
    {
        foreach (var action in new[] { "\"http://erp.example/GetOrder\"", "\"\"", "\"urn:x\u0007\"" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/old/services/Erp");
            request.Content = new StringContent("<x/>");
            request.Headers.TryAddWithoutValidation("SOAPAction", action);
            await _facade.Client.SendAsync(request);
        }

        using var soap12 = new HttpRequestMessage(HttpMethod.Post, "/old/services/Erp") { Content = new StringContent("<x/>") };
        soap12.Content.Headers.Remove("Content-Type");
        soap12.Content.Headers.TryAddWithoutValidation("Content-Type", "application/soap+xml; action=\"urn:erp/GetOrder\"");
        await _facade.Client.SendAsync(soap12);
        var rows = await ReadAsync(r => r.Sum(e => e.GetProperty("requests").GetInt64()) >= 3);
        rows.Select(r => $"{r.GetProperty("requests").GetInt64()} {r.GetProperty("action").GetString()}")
            .ShouldContain("2 GetOrder");
    }

    [Fact]
    public async Task Counts_are_summed_over_nodes_and_outlive_them()
    {
        await _facade.Client.GetAsync("/old/reports/1");
        await using (var other = await _facade.StartAnotherAsync())
        {
            using var client = new HttpClient { BaseAddress = new Uri(other.Urls.First()) };
            await client.GetAsync("/old/reports/2");
            await other.StopAsync();
        }

        (await ReadAsync(r => r.Count == 1 && r[0].GetProperty("requests").GetInt64() == 2)).ShouldHaveSingleItem();
        _facade.Clock.Advance(TimeSpan.FromDays(3));
        await _facade.Client.GetAsync("/old/reports/3");
        (await ReadAsync(r => r.Count == 1 && r[0].GetProperty("requests").GetInt64() == 1, "?since=1d")).ShouldHaveSingleItem();
        (await ReadAsync(r => r.Count == 1 && r[0].GetProperty("requests").GetInt64() == 3)).ShouldHaveSingleItem();
        var discovered = _facade.Services.GetRequiredService<DiscoveredRequests>();
        await discovered.WriteAsync();
        (await discovered.PruneAsync(_facade.Clock.GetUtcNow() - TimeSpan.FromDays(1))).ShouldBe(2);
    }

    [Fact]
    public async Task A_flood_of_different_paths_leaves_few_rows()
    {
        for (var i = 0; i < 600; i++)
            await _facade.Client.GetAsync($"/{new string((char)('a' + (i % 26)), 1 + (i / 26))}x/y");
        var rows = await ReadAsync(r => r.Sum(e => e.GetProperty("requests").GetInt64()) == 600);
        rows.Count.ShouldBeLessThan(60);
    }

    [Fact]
    public async Task A_time_that_cannot_be_read_is_refused_and_a_caller_without_a_token_too()
    {
        ((int)(await _facade.Admin.GetAsync("/hub/api/discovered?since=yesterday")).StatusCode).ShouldBe(400);
        ((int)(await _facade.Client.GetAsync("/hub/api/discovered")).StatusCode).ShouldBe(401);
    }

    private async Task<List<JsonElement>> ReadAsync(Func<List<JsonElement>, bool> done, string query = "")
    {
        List<JsonElement> rows = [];
        await Eventually.HoldsAsync(async () =>
        {
            var view = await _facade.Admin.GetFromJsonAsync<JsonElement>($"/hub/api/discovered{query}");
            rows = [.. view.GetProperty("requests").EnumerateArray()];
            return done(rows);
        });
        return rows;
    }
}
