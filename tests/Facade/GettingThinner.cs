using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Hub.Facade.Thinness;
using Hub.Platform.Identity;
using Hub.Platform.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Facade.Tests;

/// <summary>What the hub carries is counted by the day, and the next thing to be deleted is named.</summary>
public sealed class GettingThinner : IAsyncLifetime
{
    private readonly ThinningFacade _facade = new();

    public ValueTask InitializeAsync() => _facade.InitializeAsync();

    public ValueTask DisposeAsync() => _facade.DisposeAsync();

    [Fact]
    public async Task What_keeps_a_route_is_told_without_naming_callers_until_it_can_be_retired()
    {
        await _facade.EchoAsync(new HttpRequestMessage(HttpMethod.Get, "/api/parcels"));
        await _facade.ShiftAsync("parcels.list", new { stage = "new", reason = "go" });
        var waiting = (await ReadAsync()).GetProperty("next");
        waiting.GetProperty("route").GetString().ShouldBe("parcels.list");
        Takes(waiting)[0].ShouldStartWith("Wait until");
        Takes(waiting)[1].ShouldContain("./hub retire parcels.list --dry-run");
        waiting.GetProperty("takes").GetRawText().ShouldNotContain("127.0.0.1");

        _facade.Clock.Ahead = TimeSpan.FromDays(3.1);
        Takes((await ReadAsync()).GetProperty("next"))[0].ShouldStartWith("Retire it");
    }

    [Fact]
    public async Task A_route_that_is_retired_and_whose_mapping_is_deleted_makes_the_hub_thinner()
    {
        await CountAsync();
        foreach (var stage in new[] { "new", "retired" })
        {
            using var shifted = await _facade.ShiftAsync("boxes.list", new { stage, reason = "on", force = true });
            shifted.StatusCode.ShouldBe(HttpStatusCode.OK, await shifted.Content.ReadAsStringAsync());
        }

        var left = (await ReadAsync()).GetProperty("next");
        (left.GetProperty("route").GetString(), left.GetProperty("stage").GetString()).ShouldBe(("boxes.list", "retired"));
        Takes(left).ShouldHaveSingleItem().ShouldStartWith("Delete the entries below");
        left.GetProperty("goes").EnumerateArray().Select(e => $"{e.GetProperty("file")} {e.GetProperty("entry")}")
            .ShouldBe(["systems/erp.yaml resources.boxes.list", "systems/erp.yaml mappings.box"]);

        using var applied = await _facade.ApplyAsync(files => files["systems/erp.yaml"] = "system: erp");
        applied.StatusCode.ShouldBe(HttpStatusCode.OK, await applied.Content.ReadAsStringAsync());
        _facade.Clock.Ahead = TimeSpan.FromDays(1);
        await CountAsync();
        var thinner = await ReadAsync();
        thinner.GetProperty("next").GetProperty("route").GetString().ShouldNotBe("boxes.list");
        var days = thinner.GetProperty("days").EnumerateArray().Select(d => d.GetProperty("values")).ToList();
        days.Count.ShouldBe(2);
        foreach (var measure in new[] { "routesOnLegacy", "mappings", "planLines" })
            days[1].GetProperty(measure).GetInt64().ShouldBeLessThan(days[0].GetProperty(measure).GetInt64(), measure);
    }

    [Fact]
    public async Task A_day_is_counted_once_and_forgotten_after_three_years()
    {
        await CountAsync();
        await CountAsync();
        (await ReadAsync()).GetProperty("days").GetArrayLength().ShouldBe(1);
        _facade.Clock.Ahead = TimeSpan.FromDays(ThinnessDays.Kept);
        await CountAsync();
        (await ReadAsync()).GetProperty("days").GetArrayLength().ShouldBe(2);
        _facade.Clock.Ahead = TimeSpan.FromDays(ThinnessDays.Kept + 1);
        await CountAsync();
        (await ReadAsync()).GetProperty("days").GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public async Task A_link_is_named_before_the_routes_that_it_keeps()
    {
        await _facade.ShiftAsync("linked.get", new { stage = "new", reason = "go" });
        Takes((await ReadAsync()).GetProperty("next"))[0]
            .ShouldStartWith("Remove the link of linked at capabilities/linked.yaml");
    }

    private Task CountAsync() => _facade.Services.GetRequiredService<ThinnessDays>()
        .CountAsync(_facade.Services.GetRequiredService<CurrentRouting>().Snapshot);

    private async Task<JsonElement> ReadAsync()
    {
        using var reader = await _facade.AsAsync($"reader-{Guid.NewGuid():N}", AccessRole.Viewer);
        return await reader.GetFromJsonAsync<JsonElement>("/hub/api/thinness");
    }

    private static List<string> Takes(JsonElement next) =>
        [.. next.GetProperty("takes").EnumerateArray().Select(t => t.GetString()!)];

    /// <summary>With a system whose adapter has a mapping of one route.</summary>
    private sealed class ThinningFacade : Retiring.Facade
    {
        protected override IReadOnlyDictionary<string, string> MoreFiles() =>
            new Dictionary<string, string>(base.MoreFiles())
            {
                ["systems/erp.yaml"] = """
                    system: erp
                    resources:
                      boxes.list: { call: ListBoxes, mapping: box }
                    mappings:
                      box: { id: BoxNo }
                    """,
                ["capabilities/boxes.yaml"] = $$"""
                    capability: boxes
                    owner: shipping
                    sides: { legacy: adapter:erp, new: {{NewAddress}} }
                    routes:
                      boxes.list: GET /api/boxes
                      boxes.get: GET /api/boxes/{id}
                    """,
            };
    }
}
