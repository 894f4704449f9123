using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Hub.Adapters.Tests.Sql;
using Hub.Adapters.Tests.Sql.Tables;
using Hub.Adapters.Tests.Stubs;
using Hub.Platform.Plan;
using Hub.ServiceKit.Storage;
using Hub.Tests;
using Hub.Tests.Servers;
using Microsoft.Data.Sqlite;

namespace Hub.Adapters.Tests.Resources.Idempotency;

/// <summary>Writes that are sent again under one key: carried out once, whatever happens.</summary>
public sealed class SentAgain : IAsyncLifetime
{
    private const string Order = """{"customer": "C-1", "ref": "R-1"}""";
    private readonly SqliteUnderTest _shop = new();
    private RunningAdapters _hub = null!;

    public async ValueTask InitializeAsync()
    {
        await ExecuteAsync(_shop.Connection, Shop.Tables("sqlite"));
        _hub = await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync();
        await _shop.DisposeAsync();
    }

    [Fact]
    public async Task A_write_sent_again_has_the_first_answer_and_no_second_effect()
    {
        using var first = await SendAsync(_hub, "k-1");
        first.StatusCode.ShouldBe(HttpStatusCode.Created, await first.Content.ReadAsStringAsync());
        first.Headers.Contains("Idempotent-Replayed").ShouldBeFalse();
        await ShouldBeReplayedAsync(_hub, first, "k-1");
        await ShouldBeReplayedAsync(_hub, first, "\"k-1\"");
        (await CountAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task Without_a_key_each_request_is_its_own()
    {
        (await SendAsync(_hub, null, """{"customer": "C-1"}""")).StatusCode.ShouldBe(HttpStatusCode.Created);
        (await SendAsync(_hub, null, """{"customer": "C-1"}""")).StatusCode.ShouldBe(HttpStatusCode.Created);
        (await CountAsync()).ShouldBe(2);
    }

    [Fact]
    public async Task A_key_holds_after_a_restart()
    {
        using var first = await SendAsync(_hub, "k-1");
        await _hub.DisposeAsync(keepData: true);
        _hub = await StartAsync(_hub.Data);
        await ShouldBeReplayedAsync(_hub, first, "k-1");
        (await CountAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task Of_many_at_once_one_is_carried_out()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => SendAsync(_hub, "k-1", """{"customer": "C-1"}""")));
        answers.ShouldAllBe(a => a.StatusCode == HttpStatusCode.Created || a.StatusCode == HttpStatusCode.Conflict);
        (await CountAsync()).ShouldBe(1);
        await Eventually.HoldsAsync("the first answer under the key", async () =>
            (await SendAsync(_hub, "k-1", """{"customer": "C-1"}""")).StatusCode == HttpStatusCode.Created);
        (await CountAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task Nodes_know_of_each_others_keys()
    {
        PostgresServer.SkipIfMissing();
        var store = new StoreOptions { Postgres = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync() };
        await using var one = await StartAsync(store: store);
        await using var other = await StartAsync(store: store);
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(i => SendAsync(i % 2 == 0 ? one : other, "k-1", """{"customer": "C-1"}""")));
        answers.ShouldAllBe(a => a.StatusCode == HttpStatusCode.Created || a.StatusCode == HttpStatusCode.Conflict);
        (await CountAsync()).ShouldBe(1);
        using var first = await SendAsync(one, "k-2");
        await ShouldBeReplayedAsync(other, first, "k-2");
    }

    [Fact]
    public async Task One_key_is_for_one_request_of_one_caller()
    {
        using var first = await SendAsync(_hub, "k-1", """{"customer": "C-1"}""", credentials: "Bearer one");
        (await SendAsync(_hub, "k-1", """{"customer": "C-2"}""", credentials: "Bearer one")).StatusCode
            .ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await CountAsync()).ShouldBe(1);
        (await SendAsync(_hub, "k-1", """{"customer": "C-2"}""", credentials: "Bearer other")).StatusCode
            .ShouldBe(HttpStatusCode.Created);
        (await SendAsync(_hub, "k-1", """{"place": "A1", "no": 1, "pieces": 1}""", "/api/stock", "Bearer one")).StatusCode
            .ShouldBe(HttpStatusCode.UnprocessableEntity, "another route of the capability is another request");
        await ShouldBeReplayedAsync(_hub, first, "k-1", """{"customer": "C-1"}""", "Bearer one");
    }

    [Fact]
    public async Task What_was_refused_stays_refused_and_what_was_not_understood_may_be_put_right()
    {
        (await SendAsync(_hub, null)).StatusCode.ShouldBe(HttpStatusCode.Created);
        using var refused = await SendAsync(_hub, "k-1");
        refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        await ExecuteAsync(_shop.Connection, "DELETE FROM shop_order");
        await ShouldBeReplayedAsync(_hub, refused, "k-1");

        (await SendAsync(_hub, "k-2", """{"customer": 7""")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await SendAsync(_hub, "k-2")).StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_write_that_was_not_sent_may_be_sent_under_its_key()
    {
        await ExecuteAsync(_shop.Connection, "ALTER TABLE shop_order RENAME TO gone");
        (await SendAsync(_hub, "k-1")).StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        await ExecuteAsync(_shop.Connection, "ALTER TABLE gone RENAME TO shop_order");
        using var second = await SendAsync(_hub, "k-1");
        second.StatusCode.ShouldBe(HttpStatusCode.Created, await second.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Of_a_write_that_a_kill_interrupted_nobody_knows_and_it_is_not_sent_again()
    {
        (await SendAsync(_hub, "k-1")).StatusCode.ShouldBe(HttpStatusCode.Created);
        // As a kill leaves it behind: begun, and never ended.
        await ExecuteAsync(
            $"Data Source={_hub.Data.File("hub.db")}",
            "UPDATE idempotency SET answered = 0, status = 0, headers = NULL, body = NULL, node = 'another'");
        using var later = await SendAsync(_hub, "k-1");
        later.StatusCode.ShouldBe(HttpStatusCode.GatewayTimeout);
        (await later.Content.ReadAsStringAsync()).ShouldContain("Outcome unknown");
        (await CountAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task After_a_day_a_key_is_new_again()
    {
        (await SendAsync(_hub, "k-1", """{"customer": "C-1"}""")).StatusCode.ShouldBe(HttpStatusCode.Created);
        await ExecuteAsync(
            $"Data Source={_hub.Data.File("hub.db")}", "UPDATE idempotency SET begun = begun - 86400000000");
        (await SendAsync(_hub, "k-1", """{"customer": "C-2"}""")).StatusCode.ShouldBe(HttpStatusCode.Created);
        (await CountAsync()).ShouldBe(2);
    }

    [Fact]
    public async Task What_the_system_may_have_done_is_remembered_as_in_doubt()
    {
        await using var stub = await SoapStub.StartAsync();
        stub.Answer = (context, _) =>
        {
            context.Abort();
            return Task.CompletedTask;
        };
        await using var hub = await RunningAdapters.StartAsync(
            Parts.Bundle(), new PlanReferences(new Dictionary<string, string> { ["PARTS"] = stub.Address }));
        const string booking = """{"lines": [{"sku": "T-17", "quantity": 1}]}""";
        using var first = await SendAsync(hub, "k-1", booking, "/api/bookings");
        first.StatusCode.ShouldBe(HttpStatusCode.GatewayTimeout, await first.Content.ReadAsStringAsync());
        stub.AnswerWithBody("""<BookResponse xmlns="urn:parts"><BookingNo>7</BookingNo></BookResponse>""");
        await ShouldBeReplayedAsync(hub, first, "k-1", booking, path: "/api/bookings");
        stub.Requests.Count.ShouldBe(1);

        using var booked = await SendAsync(hub, "k-2", booking, "/api/bookings");
        booked.StatusCode.ShouldBe(HttpStatusCode.Created);
        await ShouldBeReplayedAsync(hub, booked, "k-2", booking, path: "/api/bookings");
        stub.Requests.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"\"")]
    [InlineData("two words")]
    [InlineData("a\"b")]
    [InlineData("a, b\"")]
    public async Task What_is_no_key_is_refused(string key) =>
        (await SendAsync(_hub, key)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);

    [Fact]
    public async Task A_key_or_a_body_without_end_is_refused()
    {
        (await SendAsync(_hub, new string('k', 256))).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await SendAsync(_hub, "k-1", $$"""{"customer": "{{new string('x', 2_000_000)}}"}""")).StatusCode
            .ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await SendAsync(_hub, "'; DROP TABLE idempotency; --".Replace(' ', '_'))).StatusCode
            .ShouldBe(HttpStatusCode.Created);
    }

    private Task<RunningAdapters> StartAsync(TemporaryFolder? data = null, StoreOptions? store = null)
    {
        var references = new PlanReferences(new Dictionary<string, string> { ["SHOP"] = _shop.Connection });
        return RunningAdapters.StartAsync(Shop.Bundle(Shop.System("sqlite")), references, data: data, store: store);
    }

    private static async Task<HttpResponseMessage> SendAsync(
        RunningAdapters hub, string? key, string body = Order, string path = "/api/orders", string? credentials = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        if (key is not null)
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        if (credentials is not null)
            request.Headers.TryAddWithoutValidation("Authorization", credentials);
        return await hub.Client.SendAsync(request);
    }

    private static async Task ShouldBeReplayedAsync(
        RunningAdapters hub, HttpResponseMessage first, string key, string body = Order, string? credentials = null,
        string path = "/api/orders")
    {
        using var again = await SendAsync(hub, key, body, path, credentials);
        again.StatusCode.ShouldBe(first.StatusCode, await again.Content.ReadAsStringAsync());
        (await again.Content.ReadAsStringAsync()).ShouldBe(await first.Content.ReadAsStringAsync());
        again.Headers.GetValues("Idempotent-Replayed").ShouldBe(["true"]);
        (again.Headers.Location, again.Headers.ETag, again.Content.Headers.ContentType)
            .ShouldBe((first.Headers.Location, first.Headers.ETag, first.Content.Headers.ContentType));
    }

    private async Task<long> CountAsync()
    {
        await using var connection = await _shop.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM shop_order";
        return Convert.ToInt64(await command.ExecuteScalarAsync());
    }

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        SQLitePCL.Batteries_V2.Init();
        await using var connection = new SqliteConnection(connectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
