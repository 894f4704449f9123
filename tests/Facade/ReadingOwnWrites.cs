using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Hub.Facade.OwnWrites;
using Hub.Platform.Storage;
using Hub.ServiceKit.Storage;
using Hub.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Facade.Tests;

/// <summary>Where reads and writes of one record stand at different sides, a caller reads what it wrote.</summary>
public sealed class ReadingOwnWrites(ReadingOwnWrites.Facade facade) : IClassFixture<ReadingOwnWrites.Facade>
{
    [Fact]
    public async Task A_read_goes_to_the_side_that_took_the_write_and_explain_says_why()
    {
        await StandAsync("parcels.get", "new");
        await StandAsync("parcels.change", "legacy");
        var (before, _) = await SideOfAsync(HttpMethod.Get, "/api/parcels/P-1");
        before.ShouldBe("new");
        (await SideOfAsync(HttpMethod.Put, "/api/parcels/P-1")).Side.ShouldBe("legacy");
        var (after, id) = await SideOfAsync(HttpMethod.Get, "/api/parcels/P-1");
        after.ShouldBe("legacy");
        (await SideOfAsync(HttpMethod.Get, "/api/parcels/P-1/labels")).Side.ShouldBe("legacy");
        (await SideOfAsync(HttpMethod.Get, "/api/parcels/P-2")).Side.ShouldBe("new");
        (await facade.Admin.GetFromJsonAsync<JsonElement>($"/hub/api/requests/{id}")).GetProperty("rule").GetString()
            .ShouldBe("the record was just written there, and the other side may not have it yet");
    }

    [Fact]
    public async Task At_stage_shadow_a_read_of_an_own_write_is_not_compared_with_itself()
    {
        await StandAsync("parcels.labels", "shadow");
        await StandAsync("parcels.change", "new");
        (await SideOfAsync(HttpMethod.Put, "/api/parcels/S-1")).Side.ShouldBe("new");
        (await SideOfAsync(HttpMethod.Get, "/api/parcels/S-1/labels")).Side.ShouldBe("new");
        var evidence = await facade.Admin.GetFromJsonAsync<JsonElement>("/hub/api/routes/parcels.labels/evidence");
        evidence.GetProperty("compared").GetInt64().ShouldBe(0);
        evidence.GetProperty("notCompared").EnumerateObject().ShouldHaveSingleItem().Name
            .ShouldBe("the new side answered, as its caller had just written there");
        await StandAsync("parcels.labels", "legacy");
    }

    [Fact]
    public async Task Another_node_knows_of_the_write_by_the_time_its_caller_does()
    {
        await StandAsync("parcels.get", "legacy");
        await StandAsync("parcels.change", "new");
        await using var other = await facade.StartAnotherAsync();
        using var there = new HttpClient { BaseAddress = new Uri(other.Urls.First()) };
        for (var n = 0; n < 20; n++)
        {
            (await SideOfAsync(HttpMethod.Put, $"/api/parcels/N-{n}")).Side.ShouldBe("new");
            (await SideOfAsync(HttpMethod.Get, $"/api/parcels/N-{n}", client: there)).Side.ShouldBe("new");
        }
    }

    [Fact]
    public async Task What_was_made_is_known_by_the_path_that_its_answer_names()
    {
        await StandAsync("parcels.get", "legacy");
        await StandAsync("parcels.change", "new");
        (await SideOfAsync(HttpMethod.Post, "/api/parcels", ("X-Makes", "/api/parcels/M%C3%BC-7"))).Side.ShouldBe("new");
        (await SideOfAsync(HttpMethod.Get, "/api/parcels/M%c3%bc-7")).Side.ShouldBe("new");
        (await SideOfAsync(HttpMethod.Get, "/api/parcels")).Side.ShouldBe("legacy");
    }

    [Fact]
    public async Task A_record_without_its_cohort_key_in_the_path_is_known_by_either()
    {
        await StandAsync("parcels.get", "legacy");
        await StandAsync("parcels.change", "new");
        await SideOfAsync(HttpMethod.Put, "/api/parcels/K-1", ("X-Customer-Id", "C-1"));
        (await SideOfAsync(HttpMethod.Get, "/api/parcels/K-1")).Side.ShouldBe("new");
        (await SideOfAsync(HttpMethod.Get, "/api/parcels", ("X-Customer-Id", "C-1"))).Side.ShouldBe("new");
        (await SideOfAsync(HttpMethod.Get, "/api/parcels", ("X-Customer-Id", "C-2"))).Side.ShouldBe("legacy");
    }

    [Fact]
    public async Task A_write_that_was_refused_moves_no_read()
    {
        await StandAsync("parcels.get", "new");
        await StandAsync("parcels.change", "legacy");
        await SideOfAsync(HttpMethod.Put, "/api/parcels/R-1", ("X-Refuses", "1"));
        (await SideOfAsync(HttpMethod.Get, "/api/parcels/R-1")).Side.ShouldBe("new");
    }

    [Fact]
    public async Task A_read_that_moves_right_after_a_write_shows_it()
    {
        await StandAsync("parcels.get", "legacy");
        await StandAsync("parcels.change", "legacy");
        await SideOfAsync(HttpMethod.Put, "/api/parcels/L-1");
        await StandAsync("parcels.get", "new");
        (await SideOfAsync(HttpMethod.Get, "/api/parcels/L-1")).Side.ShouldBe("legacy");
        (await SideOfAsync(HttpMethod.Get, "/api/parcels/L-2")).Side.ShouldBe("new");
    }

    [Fact]
    public async Task A_node_knows_of_a_write_that_the_store_does_not_have_yet()
    {
        await StandAsync("parcels.get", "new");
        await StandAsync("parcels.change", "legacy");
        var (begun, end) = (new TaskCompletionSource(), new TaskCompletionSource());
        var busy = facade.Services.GetRequiredService<HubStore>().Database.WriteAsync(async (_, _) =>
        {
            begun.TrySetResult();
            await end.Task;
            return 0;
        });
        await begun.Task;
        await SideOfAsync(HttpMethod.Put, "/api/parcels/W-1");
        var written = await SideOfAsync(HttpMethod.Get, "/api/parcels/W-1");
        var other = await SideOfAsync(HttpMethod.Get, "/api/parcels/W-2");
        end.SetResult();
        await busy;
        (written.Side, other.Side).ShouldBe(("legacy", "new"));
        (await SideOfAsync(HttpMethod.Get, "/api/parcels/W-1")).Side.ShouldBe("legacy");
    }

    [Fact]
    public async Task Who_asks_for_a_side_gets_it()
    {
        await StandAsync("parcels.get", "new");
        await StandAsync("parcels.change", "legacy");
        await SideOfAsync(HttpMethod.Put, "/api/parcels/F-1");
        (await SideOfAsync(
            HttpMethod.Get, "/api/parcels/F-1", ("X-Hub-Use", "new"),
            ("X-Hub-Token", facade.Admin.DefaultRequestHeaders.Authorization!.Parameter!))).Side.ShouldBe("new");
    }

    [Fact]
    public async Task After_a_while_the_stage_decides_again()
    {
        await facade.ShiftAsync("quick.get", new { stage = "new", reason = "set" });
        await SideOfAsync(HttpMethod.Put, "/api/quick/Q-1");
        await Eventually.HoldsAsync(async () => (await SideOfAsync(HttpMethod.Get, "/api/quick/Q-1")).Side == "new");
    }

    [Fact]
    public async Task Where_the_plan_says_off_the_stage_decides_at_once()
    {
        await facade.ShiftAsync("off.get", new { stage = "new", reason = "set" });
        (await SideOfAsync(HttpMethod.Put, "/api/off/O-1")).Side.ShouldBe("legacy");
        (await SideOfAsync(HttpMethod.Get, "/api/off/O-1")).Side.ShouldBe("new");
    }

    [Theory]
    [InlineData("/api/orders/{id}", "/api/orders/5", "/api/orders/5")]
    [InlineData("/api/orders/{id}/lines/{line}", "/api/orders/5/lines/7", "/api/orders/5 /api/orders/5/lines/7")]
    [InlineData("/api/orders/{id}/cancel", "/api/orders/5/cancel/", "/api/orders/5")]
    [InlineData("/api/orders", "/api/orders", "")]
    [InlineData("/files/{**rest}", "/files/a/b/", "/files/a/b")]
    [InlineData("/api/orders/{id?}", "/api/orders", "")]
    public void A_record_is_named_by_each_path_that_ends_with_a_key(string pattern, string path, string names) =>
        string.Join(' ', new RecordNames(pattern).Of(null, new PathString(path))).ShouldBe(names);

    [Theory]
    [InlineData("/api/orders/5", "/api/orders/5")]
    [InlineData("http://hub:8080/api/orders/5?x=1#y", "/api/orders/5")]
    [InlineData("../odd", "/odd")]
    [InlineData("http://[", null)]
    [InlineData("", null)]
    [InlineData("/", null)]
    public void A_location_names_the_record_by_its_path(string location, string? name) =>
        RecordNames.OfLocation(location).ShouldBe(name);

    private async Task StandAsync(string route, string stage)
    {
        using var answer = await facade.ShiftAsync(route, new { stage, reason = "set" });
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
    }

    private async Task<(string Side, string RequestId)> SideOfAsync(
        HttpMethod method, string path, params (string Name, string Value)[] headers) =>
        await SideOfAsync(method, path, facade.Client, headers);

    private static async Task<(string Side, string RequestId)> SideOfAsync(
        HttpMethod method, string path, HttpClient client, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        if (method != HttpMethod.Get)
            request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
        using var answer = await client.SendAsync(request);
        return ((await answer.Content.ReadFromJsonAsync<Echo>())!.Side, answer.Headers.GetValues("X-Hub-Request-Id").Single());
    }

    public sealed class Facade : RunningFacade
    {
        protected override IReadOnlyDictionary<string, string> MoreFiles() => new Dictionary<string, string>
        {
            ["systems/erp.yaml"] = "system: erp",
            ["capabilities/parcels.yaml"] = Capability("parcels", "") + """

                cohort: { key: customerId, from: [header X-Customer-Id], seed: customer }
                """,
            ["capabilities/quick.yaml"] = Capability("quick", ", readYourWrites: 100ms"),
            ["capabilities/off.yaml"] = Capability("off", ", readYourWrites: off"),
        };

        private string Capability(string name, string more) => $$"""
            capability: {{name}}
            owner: product-team
            sides: { legacy: {{LegacyAddress}}, new: {{NewAddress}} }
            routes:
              {{name}}.list: GET /api/{{name}}
              {{name}}.get: GET /api/{{name}}/{id}
              {{name}}.labels: GET /api/{{name}}/{id}/labels
              {{name}}.add: POST /api/{{name}}
              {{name}}.change: PUT /api/{{name}}/{id}
            link: { legacy: adapter:erp, new: service:{{name}}{{more}} }
            """;
    }
}
