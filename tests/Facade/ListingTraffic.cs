using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Hub.Platform.Identity;
using Hub.Tests;
using Microsoft.AspNetCore.Builder;

namespace Hub.Facade.Tests;

/// <summary>The requests that were answered lately, as the migration team finds them.</summary>
public sealed class ListingTraffic(ListingTraffic.Facade facade) : IClassFixture<ListingTraffic.Facade>
{
    [Theory]
    [InlineData("route=orders.get")]
    [InlineData("status=502&route=down.get")]
    [InlineData("status=5xx&since=1h")]
    [InlineData("side=hub")]
    [InlineData("side=legacy&status=200")]
    public async Task Requests_are_found_newest_first_with_nothing_that_callers_sent(string query)
    {
        for (var n = 0; n < 3; n++)
        {
            await GetAsync("/api/orders/O-secret-order?customer=secret-query");
            await GetAsync("/api/down");
        }

        var text = await facade.Admin.GetStringAsync($"/hub/api/traffic?{query}");
        text.ShouldNotContain("secret");
        var requests = JsonElement.Parse(text).GetProperty("requests").EnumerateArray().ToList();
        requests.Count.ShouldBeGreaterThanOrEqualTo(3);
        requests.Select(r => r.GetProperty("at").GetDateTimeOffset()).ShouldBeInOrder(SortDirection.Descending);
        foreach (var filter in query.Split('&').Select(f => f.Split('=')))
            foreach (var request in requests)
                Answers(request, filter[0], filter[1]).ShouldBeTrue($"{filter[0]}: {request}");
        var told = await facade.Admin.GetFromJsonAsync<JsonElement>(
            $"/hub/api/requests/{requests[0].GetProperty("id").GetString()}");
        told.GetProperty("route").GetString().ShouldBe(requests[0].GetProperty("route").GetString());
    }

    [Fact]
    public async Task A_request_is_found_by_the_beginning_of_its_id_whatever_its_case()
    {
        var id = await GetAsync("/api/orders/1");
        (await RequestsAsync(facade.Admin, $"request={id[..31].ToUpperInvariant()}"))
            .ShouldContain(r => r.GetProperty("id").GetString() == id);
        (await RequestsAsync(facade.Admin, $"request={id}")).Count.ShouldBe(1);
        (await RequestsAsync(facade.Admin, "request=ffff")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Pages_of_all_nodes_show_each_request_once()
    {
        await using var other = await facade.StartAnotherAsync();
        using var there = new HttpClient { BaseAddress = new Uri(other.Urls.First()) };
        var sent = new HashSet<string>();
        for (var n = 0; n < 20; n++)
        {
            sent.Add(await GetAsync("/api/ledger"));
            sent.Add(IdOf(await there.GetAsync("/api/ledger")));
        }

        await Eventually.HoldsAsync("both nodes to be listed", async () =>
            (await RequestsAsync(facade.Admin, "route=ledger.get&limit=500")).Count >= sent.Count);
        var (seen, before) = (new List<string>(), "");
        do
        {
            var page = await facade.Admin.GetFromJsonAsync<JsonElement>($"/hub/api/traffic?route=ledger.get&limit=7{before}");
            seen.AddRange(page.GetProperty("requests").EnumerateArray().Select(r => r.GetProperty("id").GetString()!));
            before = page.GetProperty("next").GetString() is { } next ? $"&before={next}" : "";
        }
        while (before.Length > 0);
        seen.ShouldBeUnique();
        seen.ShouldBe(sent, ignoreOrder: true);
    }

    [Fact]
    public async Task Who_called_is_told_to_those_who_operate_the_routes_capability_and_nobody_else_finds_out_by_asking()
    {
        using var caller = await facade.AsAsync("shop-front", AccessRole.Caller);
        (await caller.GetAsync("/api/parcels")).StatusCode.ShouldBe(HttpStatusCode.OK);
        using var owner = await facade.AsAsync("owner", AccessRole.Operator, "parcels");
        using var neighbour = await facade.AsAsync("neighbour", AccessRole.Operator, "orders");
        using var viewer = await facade.AsAsync("reader", AccessRole.Viewer);

        (await RequestsAsync(owner, "route=parcels.list")).ShouldAllBe(r => r.GetProperty("caller").GetString() == "shop-front");
        (await RequestsAsync(owner, "caller=shop-front")).ShouldNotBeEmpty();
        foreach (var other in new[] { neighbour, viewer })
            (await RequestsAsync(other, "route=parcels.list"))
                .ShouldAllBe(r => r.GetProperty("caller").ValueKind == JsonValueKind.Null);
        (await RequestsAsync(neighbour, "caller=shop-front")).ShouldBeEmpty();
        using var refused = await viewer.GetAsync("/hub/api/traffic?caller=shop-front");
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await RunningFacade.DetailAsync(refused)).ShouldContain("operators of a route's capability");
    }

    [Fact]
    public async Task All_that_is_wrong_with_a_query_is_told_at_once_and_a_mistyped_route_with_the_one_that_was_meant()
    {
        using var refused = await facade.Admin.GetAsync(
            "/hub/api/traffic?side=both&status=6xx&request=xyz&since=soon&before=here&limit=0&path=x");
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").EnumerateArray()
            .Select(e => e.GetProperty("path").GetString()).Order(StringComparer.Ordinal).ShouldBe(
                ["query.before", "query.limit", "query.path", "query.request", "query.side", "query.since", "query.status"]);
        using var unknown = await facade.Admin.GetAsync("/hub/api/traffic?route=orders.gte");
        unknown.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await RunningFacade.DetailAsync(unknown)).ShouldContain("orders.get");
    }

    private static bool Answers(JsonElement request, string filter, string value) => filter switch
    {
        "route" => request.GetProperty("route").GetString() == value,
        "side" => request.GetProperty("answeredBy").GetString() == value,
        "status" => $"{request.GetProperty("status").GetInt32()}" is var status
            && (value == status || value == $"{status[0]}xx"),
        _ => true,
    };

    private static async Task<IReadOnlyList<JsonElement>> RequestsAsync(HttpClient client, string query) =>
        [.. (await client.GetFromJsonAsync<JsonElement>($"/hub/api/traffic?{query}")).GetProperty("requests").EnumerateArray()];

    private async Task<string> GetAsync(string path) => IdOf(await facade.Client.GetAsync(path));

    private static string IdOf(HttpResponseMessage answer)
    {
        using (answer)
            return answer.Headers.GetValues("X-Hub-Request-Id").Single();
    }

    /// <summary>With a capability whose callers show tokens of the hub.</summary>
    public sealed class Facade : RunningFacade
    {
        protected override IReadOnlyDictionary<string, string> MoreFiles() => new Dictionary<string, string>
        {
            ["capabilities/parcels.yaml"] = $$"""
                capability: parcels
                owner: parcel-team
                access: token
                sides: { legacy: {{LegacyAddress}} }
                routes:
                  parcels.list: GET /api/parcels
                """,
        };
    }
}
