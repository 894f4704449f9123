using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Hub.Facade.Tests;

/// <summary><c>X-Hub-Use</c>: a tester with the right sees the other side before anybody else does.</summary>
public sealed class ForcingASide(ForcingASide.Facade facade) : IClassFixture<ForcingASide.Facade>
{
    private string Token => facade.Admin.DefaultRequestHeaders.Authorization!.Parameter!;

    [Theory]
    [InlineData("legacy", "new")]
    [InlineData("new", "legacy")]
    public async Task Who_has_the_right_is_answered_by_the_side_asked_for_at_any_stage_and_explain_says_so(
        string stage, string asked)
    {
        await facade.ShiftAsync("orders.get", new { stage, reason = "set" });
        using var answer = await facade.Client.SendAsync(Asking("/api/orders/O-1", asked, Token));
        var echo = (await answer.Content.ReadFromJsonAsync<Echo>())!;
        echo.Side.ShouldBe(asked);
        echo.Headers.Keys.ShouldNotContain(h => h.StartsWith("X-Hub-Use", StringComparison.OrdinalIgnoreCase)
            || h.StartsWith("X-Hub-Token", StringComparison.OrdinalIgnoreCase));
        var id = answer.Headers.GetValues("X-Hub-Request-Id").Single();
        var told = await facade.Admin.GetFromJsonAsync<JsonElement>($"/hub/api/requests/{id}");
        told.GetProperty("rule").GetString().ShouldBe("a caller with the right asked for this side");
        told.GetProperty("side").GetString().ShouldBe(asked);
        (await facade.EchoAsync(new HttpRequestMessage(HttpMethod.Get, "/api/orders/O-1"))).Side.ShouldBe(stage);
        await facade.RollbackAsync("orders.get");
    }

    [Fact]
    public async Task Without_a_token_it_is_a_claim_like_any_other_and_dropped()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/orders/O-1") { Headers = { { "X-Hub-Use", "new" } } };
        (await facade.EchoAsync(request)).Side.ShouldBe("legacy");
    }

    [Fact]
    public async Task Who_means_it_and_has_no_right_is_refused_rather_than_misled()
    {
        using var refused = await facade.Client.SendAsync(
            Asking("/api/orders/O-1", "new", "hub_0000000000000000000000000000000000000000"));
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await RunningFacade.DetailAsync(refused)).ShouldContain("gives no right to choose the side of orders.get");
    }

    [Fact]
    public async Task A_side_that_is_none_is_400() =>
        (await facade.Client.SendAsync(Asking("/api/orders/O-1", "newest", Token))).StatusCode
            .ShouldBe(HttpStatusCode.BadRequest);

    [Fact]
    public async Task Where_there_is_no_new_side_none_is_forced()
    {
        using var refused = await facade.Client.SendAsync(Asking("/api/search", "new", Token));
        refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_write_that_the_link_would_not_carry_back_is_not_forced_to_the_new_side()
    {
        using var refused = await facade.Client.SendAsync(Asking("/api/copies", "new", Token, HttpMethod.Post));
        refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await RunningFacade.DetailAsync(refused)).ShouldContain("would be lost");
        (await facade.EchoAsync(Asking("/api/copies", "legacy", Token, HttpMethod.Post))).Side.ShouldBe("legacy");
    }

    private static HttpRequestMessage Asking(
        string path, string side, string token, HttpMethod? method = null) => new(method ?? HttpMethod.Get, path)
    {
        Headers = { { "X-Hub-Use", side }, { "X-Hub-Token", token } },
        Content = method is null ? null : new StringContent("{}", Encoding.UTF8, "application/json"),
    };

    public sealed class Facade : RunningFacade
    {
        protected override IReadOnlyDictionary<string, string> MoreFiles() => new Dictionary<string, string>
        {
            ["systems/erp.yaml"] = "system: erp",
            ["capabilities/copies.yaml"] = $$"""
                capability: copies
                owner: product-team
                sides: { legacy: {{LegacyAddress}}, new: {{NewAddress}} }
                routes:
                  copies.add: POST /api/copies
                link: { legacy: adapter:erp, new: service:copies, direction: toNew }
                """,
        };
    }
}
