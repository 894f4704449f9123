using System.Net;
using Dapper;
using Hub.Contract.Tests;
using Hub.Platform.Tests.Storage;

namespace Hub.NewServices.Tests.Products;

public sealed class Reserving_on_SQLite() : Reserving(StoreEngine.Sqlite);

public sealed class Reserving_on_PostgreSQL() : Reserving(StoreEngine.Postgres);

/// <summary>What only the new side has of reservations: trials, events, levels that the legacy side goes on counting.</summary>
public abstract class Reserving(StoreEngine engine) : IAsyncLifetime
{
    private readonly MovedClock _clock = new();
    private RunningServices _services = null!;

    public async ValueTask InitializeAsync()
    {
        _services = await RunningServices.StartAsync(engine, _clock);
        await LegacyCountsAsync(10, version: 1);
    }

    public ValueTask DisposeAsync() => _services?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task A_reservation_that_is_only_tried_holds_nothing()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/reservations");
        request.Headers.Add("Prefer", "dry-run");
        request.Content = new StringContent(Body("one", 4), null, "application/json");
        using var answer = await _services.Client.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        answer.Headers.GetValues("Preference-Applied").ShouldBe(["dry-run"]);
        (await _services.GetAsync("/api/reservations/one")).ShouldBeProblem(HttpStatusCode.NotFound);
        (await AvailableAsync()).ShouldBe(10);
    }

    [Fact]
    public async Task What_is_committed_here_stays_taken_when_the_legacy_side_counts_on()
    {
        await ReserveAsync("one", 4);
        await ReserveAsync("two", 1);
        await Answer.PostAsync(_services.Client, "/api/reservations/one/commit", "");
        (await AvailableAsync()).ShouldBe(5);
        await LegacyCountsAsync(13, version: 2);
        (await AvailableAsync()).ShouldBe(8);
    }

    [Fact]
    public async Task Every_change_of_a_reservation_is_told_and_that_it_has_expired_as_well()
    {
        await ReserveAsync("one", 4);
        var told = (await ReadAsync(null)).ShouldHaveSingleItem();
        ((string)told.Content!["state"]!, (string)told.Content["expiresAt"]!).ShouldBe(("held", "2026-11-02T10:00:00Z"));
        _clock.Now += TimeSpan.FromMinutes(30);
        told = (await ReadAsync(told.Position)).ShouldHaveSingleItem();
        (told.Key, (string)told.Content!["state"]!).ShouldBe(("one", "expired"));
        (await ReadAsync(told.Position)).ShouldBeEmpty();
        (await AvailableAsync()).ShouldBe(10);
    }

    [Fact]
    public async Task What_was_held_and_has_expired_is_forgotten_by_the_next_reservation_and_told_as_ever()
    {
        foreach (var reference in new[] { "one", "two", "three" })
            await ReserveAsync(reference, 3);
        _clock.Now += TimeSpan.FromMinutes(36);
        await ReserveAsync("four", 10);
        await using (var store = _services.Stores.Open("products"))
            (await store.ReadAsync(c => c.QueryAsync<string>("SELECT reference FROM stock_holds"))).ShouldBe(["four"]);
        (await ReadAsync(null)).Select(c => $"{c.Key} {c.Content!["state"]}")
            .ShouldBe(["four held", "one expired", "two expired", "three expired"], ignoreOrder: true);
    }

    private static string Body(string reference, int quantity) =>
        $$"""{"reference": "{{reference}}", "lines": [{"sku": "P-2001", "quantity": {{quantity}}}]}""";

    private async Task ReserveAsync(string reference, int quantity) =>
        (await Answer.PostAsync(_services.Client, "/api/reservations", Body(reference, quantity)))
            .ShouldBeJson(HttpStatusCode.Created);

    private Task LegacyCountsAsync(int onHand, long version) =>
        _services.StockLevels.ApplyAsync(Changes.Stock("P-2001", onHand, version), null, CancellationToken.None);

    private Task<IReadOnlyList<ServiceKit.Changes.Change>> ReadAsync(string? after) =>
        _services.ReservationLog.ReadAsync(after, 100, CancellationToken.None);

    private async Task<decimal> AvailableAsync() =>
        (await _services.GetAsync("/api/stock/P-2001")).ShouldBeJson(HttpStatusCode.OK).Json
            .GetProperty("available").GetDecimal();

    private sealed class MovedClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 11, 2, 9, 30, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
