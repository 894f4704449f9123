using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Hub.Facade.Tests.Access;
using Hub.Platform.Plan;
using Hub.Tests;

namespace Hub.Facade.Tests.Watching;

/// <summary>What the migration team is told of the sides of routes.</summary>
public sealed class HealthOfSides : IAsyncLifetime
{
    private readonly Facade _facade = new();
    private NewSide _side = null!;

    public async ValueTask InitializeAsync()
    {
        _side = await NewSide.StartAsync();
        _facade.Given["SIDE"] = _side.Address;
        await _facade.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _side.DisposeAsync();
        await _facade.DisposeAsync();
    }

    [Fact]
    public async Task Each_side_of_a_route_has_its_answers_its_failures_and_its_times()
    {
        await ServeAsync("\"${env:SIDE}\"");
        await GetAsync(2);
        await _facade.ShiftAsync("things.get", new { stage = "new", reason = "go" }).ShouldBeAsync(HttpStatusCode.OK);
        _side.Status = 500;
        await GetAsync(1);
        _side.Status = 200;
        await GetAsync(2);
        await Eventually.HoldsAsync("all to be counted", async () => (await SideAsync("new")).Text("answered") == "3");
        var (legacy, @new) = (await SideAsync("legacy"), await SideAsync("new"));
        (legacy.Text("answered"), legacy.Text("failed"), legacy.Text("state")).ShouldBe(("2", "0", "well"));
        (@new.Text("answered"), @new.Text("failed"), @new.Text("state")).ShouldBe(("3", "1", "well"));
        @new.Text("name").ShouldBe("${env:SIDE}");
        var lately = @new.GetProperty("lately");
        (lately.Text("seconds"), lately.Text("answered"), lately.Text("failed")).ShouldBe(("300", "3", "1"));
        lately.GetProperty("p50Milliseconds").GetDouble().ShouldBeGreaterThan(0);
        lately.GetProperty("p99Milliseconds").GetDouble()
            .ShouldBeGreaterThanOrEqualTo(lately.GetProperty("p50Milliseconds").GetDouble());
    }

    [Fact]
    public async Task A_side_that_cannot_be_reached_is_told_with_the_reason_and_the_time_until_it_answers_again()
    {
        await ServeAsync("\"${env:SIDE}\"");
        await _facade.ShiftAsync("things.get", new { stage = "new", reason = "go" }).ShouldBeAsync(HttpStatusCode.OK);
        await _side.DisposeAsync();
        await GetAsync(1);
        await Eventually.HoldsAsync("it to be found out", async () => (await SideAsync("new")).Text("state") == "unreachable");
        var side = await SideAsync("new");
        side.Text("reason").ShouldBe("the side refused the connection: nothing listens at its address");
        side.GetProperty("since").GetDateTimeOffset().ShouldBeLessThan(TimeProvider.System.GetUtcNow());
        side.GetRawText().ShouldNotContain(_facade.Given["SIDE"]);
    }

    [Fact]
    public async Task A_side_whose_health_check_fails_is_unwell()
    {
        _side.Health = 500;
        await ServeAsync("{ to: \"${env:SIDE}\", health: { path: /health, every: 20ms } }");
        await Eventually.HoldsAsync("it to be found out", async () => (await SideAsync("new")).Text("state") == "unwell");
        (await SideAsync("new")).GetProperty("since").GetDateTimeOffset().ShouldBeLessThan(TimeProvider.System.GetUtcNow());
        _side.Health = 200;
        await Eventually.HoldsAsync("it to be well again", async () => (await SideAsync("new")).Text("state") == "well");
    }

    [Fact]
    public async Task A_side_whose_breaker_is_open_is_left_alone()
    {
        await ServeAsync("{ to: \"${env:SIDE}\", breaker: { failures: 50%, of: 2, within: 30s, for: 1h } }");
        await _facade.ShiftAsync("things.get", new { stage = "new", reason = "go" }).ShouldBeAsync(HttpStatusCode.OK);
        _side.Status = 500;
        await GetAsync(3);
        await Eventually.HoldsAsync("the breaker to open", async () => (await SideAsync("new")).Text("state") == "left alone");
    }

    [Fact]
    public async Task The_list_of_sides_asks_each_of_them_and_names_no_resolved_reference()
    {
        await ServeAsync("\"${env:SIDE}\"");
        var text = await _facade.Admin.GetStringAsync("/hub/api/sides");
        var sides = JsonElement.Parse(text).EnumerateArray().ToDictionary(s => $"{s.Text("kind")} {s.Text("name")}");
        text.ShouldNotContain(_facade.Given["SIDE"]);
        sides["address ${env:SIDE}"].GetProperty("alive").GetBoolean().ShouldBeTrue();
        sides["address ${env:SIDE}"].GetProperty("routes")[0].GetString().ShouldBe("things.get");
        sides["address http://127.0.0.1:9"].Text("problem").ShouldContain("nothing listens at its address");
        sides[$"catch-all {_facade.LegacyAddress}"].GetProperty("alive").GetBoolean().ShouldBeTrue();

        await ServeAsync("service:things");
        var hosted = (await _facade.Admin.GetFromJsonAsync<JsonElement>("/hub/api/sides")).EnumerateArray()
            .Single(s => s.Text("name") == "service:things");
        (hosted.Text("kind"), hosted.Text("location"), hosted.GetProperty("alive").GetBoolean())
            .ShouldBe(("service", "nowhere", false));
    }

    [Fact]
    public async Task Counts_are_those_of_all_nodes_and_the_answer_names_them()
    {
        await using var other = await _facade.StartAnotherAsync();
        await Eventually.HoldsAsync("both nodes to count", async () => (await RoutesAsync())
            .GetProperty("countedBy").GetArrayLength() == 2);
        using var client = new HttpClient { BaseAddress = new Uri(other.Urls.First()) };
        for (var n = 0; n < 3; n++)
            (await client.GetAsync("/api/search")).Dispose();
        (await _facade.Client.GetAsync("/api/search")).Dispose();
        await Eventually.HoldsAsync("all to be counted", async () => Legacy(await RoutesAsync()).Text("answered") == "4");
        var side = Legacy(await RoutesAsync());
        side.GetProperty("lately").Text("answered").ShouldBe("4");
        side.GetProperty("lately").TryGetProperty("counts", out _).ShouldBeFalse();

        static JsonElement Legacy(JsonElement views) => views.GetProperty("routes").EnumerateArray()
            .Single(r => r.Text("id") == "search.plain").GetProperty("sides").GetProperty("legacy");
    }

    private async Task GetAsync(int times)
    {
        for (var n = 0; n < times; n++)
            (await _facade.Client.GetAsync("/api/things")).Dispose();
    }

    private Task ServeAsync(string side) => _facade.ApplyAsync(f => f["capabilities/things.yaml"] = $$"""
        capability: things
        owner: thing-team
        sides: { legacy: {{_facade.LegacyAddress}}, new: {{side}} }
        routes:
          things.get: GET /api/things
        """).ShouldBeAsync(HttpStatusCode.OK);

    private Task<JsonElement> RoutesAsync() => _facade.Admin.GetFromJsonAsync<JsonElement>("/hub/api/routes");

    private async Task<JsonElement> SideAsync(string side) =>
        (await _facade.Admin.GetFromJsonAsync<JsonElement>("/hub/api/routes/things.get"))
            .GetProperty("sides").GetProperty(side);

    private sealed class Facade : RunningFacade
    {
        public Dictionary<string, string> Given { get; } = [];

        protected override PlanReferences References => new(Given);
    }
}
