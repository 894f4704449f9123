using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Hub.Facade.Tests;

/// <summary>While the plan says that nothing moves, only the way back is open.</summary>
public sealed class Freezing(Freezing.Facade facade) : IClassFixture<Freezing.Facade>
{
    [Fact]
    public async Task A_freeze_refuses_every_shift_forward_and_says_which_and_until_when_and_never_one_back()
    {
        await facade.ShiftAsync("orders.get", new { stage = "canary", percent = 10, reason = "before" });
        facade.Clock.Ahead = TimeSpan.FromDays(11);

        foreach (var forward in new object[]
        {
            new { stage = "canary", percent = 11, reason = "on" },
            new { stage = "canary", percent = 10, users = new[] { "C-1" }, reason = "on" },
            new { stage = "new", reason = "on" },
        })
        {
            using var refused = await facade.ShiftAsync("orders.get", forward);
            refused.StatusCode.ShouldBe(HttpStatusCode.Locked);
            var why = await RunningFacade.DetailAsync(refused);
            why.ShouldContain("Frozen by 'stocktaking' (hub.yaml(");
            why.ShouldContain("the warehouse counts");
            why.ShouldContain($"until {facade.End:yyyy-MM-dd HH:mm} +00:00");
        }

        (await facade.ShiftAsync("orders.get", new { stage = "canary", percent = 5, reason = "back a little" })).StatusCode
            .ShouldBe(HttpStatusCode.OK);
        (await facade.RollbackAsync("orders.get")).StatusCode.ShouldBe(HttpStatusCode.OK);
        var audit = await facade.Admin.GetFromJsonAsync<JsonElement>("/hub/api/audit?limit=1000");
        audit.EnumerateArray().Count(e => e.GetProperty("action").GetString() == "shift"
            && e.GetProperty("detail").GetString()!.Contains("Frozen by", StringComparison.Ordinal)).ShouldBe(3);

        facade.Clock.Ahead = TimeSpan.FromDays(13);
        (await facade.ShiftAsync("orders.get", new { stage = "canary", percent = 11, reason = "after" })).StatusCode
            .ShouldBe(HttpStatusCode.OK);
        await facade.RollbackAsync("orders.get");
        facade.Clock.Ahead = TimeSpan.Zero;
    }

    [Fact]
    public async Task During_a_freeze_a_plan_may_change_all_but_who_answers_what()
    {
        facade.Clock.Ahead = TimeSpan.FromDays(11);
        const string Orders = "capabilities/orders.yaml";
        using (var owner = await facade.ApplyAsync(f => f[Orders] = f[Orders].Replace("order-team", "orders-team")))
            owner.StatusCode.ShouldBe(HttpStatusCode.OK);
        (string, string)[] moving =
        [
            ("seed: customer", "seed: other"),
            ("orders.get: GET /api/orders/{id}", "orders.get: GET /api/order/{id}"),
            ("/v2/orders", "/v3/orders"),
        ];
        foreach (var (old, @new) in moving)
        {
            using var moves = await facade.ApplyAsync(f => f[Orders] = f[Orders].Replace(old, @new));
            moves.StatusCode.ShouldBe(HttpStatusCode.Locked, old);
            (await RunningFacade.DetailAsync(moves)).ShouldStartWith("capabilities/orders.yaml: Frozen by 'stocktaking'");
        }

        facade.Clock.Ahead = TimeSpan.Zero;
    }

    public sealed class Facade : RunningFacade
    {
        private readonly DateTimeOffset _start = TimeProvider.System.GetUtcNow().AddDays(10);

        internal DateTimeOffset End => _start.AddDays(2);

        protected override IReadOnlyDictionary<string, string> MoreFiles() => new Dictionary<string, string>
        {
            ["hub.yaml"] = $$"""
                expose: true
                freeze:
                  - { name: stocktaking, from: "{{_start:yyyy-MM-ddTHH:mm:ss}}Z", to: "{{End:yyyy-MM-ddTHH:mm:ss}}Z",
                      reason: the warehouse counts }
                """,
        };
    }
}
