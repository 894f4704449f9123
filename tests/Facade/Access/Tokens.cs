using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Hub.Platform.Identity;
using Hub.Tests;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Facade.Tests.Access;

public sealed class Tokens(RunningFacade facade) : IClassFixture<RunningFacade>
{
    [Fact]
    public async Task A_token_is_shown_once_and_holds_until_it_is_revoked()
    {
        var made = await CreateAsync(new { name = "op", role = "operator", capabilities = new[] { "orders" } })
            .ShouldBeAsync(HttpStatusCode.Created);
        using var op = facade.With(made.Text("token"));
        await RollbackAsync(op, "orders.get").ShouldBeAsync(HttpStatusCode.OK);
        var listed = (await ListAsync()).Single(t => t.Text("name") == "op");
        (listed.Text("role"), listed.Text("createdBy"), listed.GetProperty("capabilities")[0].GetString())
            .ShouldBe(("operator", "ann", "orders"));
        listed.Text("lastUsedAt").ShouldNotBeEmpty();
        var everything = await facade.Admin.GetStringAsync("/hub/api/tokens")
            + await facade.Admin.GetStringAsync("/hub/api/audit?limit=1000");
        everything.ShouldNotContain(made.Text("token"));
        everything.ShouldContain("op: operator of orders, without end");

        await facade.Admin.DeleteAsync("/hub/api/tokens/op").ShouldBeAsync(HttpStatusCode.OK);
        await RollbackAsync(op, "orders.get").ShouldBeAsync(HttpStatusCode.Unauthorized);
        await facade.Admin.DeleteAsync("/hub/api/tokens/op").ShouldBeAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_token_ends_when_its_time_is_over()
    {
        var made = await CreateAsync(new { name = "guest", role = "viewer", expires = "12h" })
            .ShouldBeAsync(HttpStatusCode.Created);
        using var guest = facade.With(made.Text("token"));
        await guest.GetAsync("/hub/api/routes").ShouldBeAsync(HttpStatusCode.OK);
        facade.Clock.Advance(TimeSpan.FromHours(13));
        await guest.GetAsync("/hub/api/routes").ShouldBeAsync(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task An_open_event_stream_ends_before_it_tells_a_revoked_token_anything()
    {
        using var watcher = await facade.AsAsync("watcher", AccessRole.Viewer);
        using var stream = await watcher.GetStreamAsync("/hub/api/events");
        using var reader = new StreamReader(stream);
        (await reader.ReadLineAsync()).ShouldBe("event: revision");
        await facade.Admin.DeleteAsync("/hub/api/tokens/watcher").ShouldBeAsync(HttpStatusCode.OK);
        var change = await facade.ShiftAsync("orders.get", new { stage = "canary", percent = 3, reason = "news" })
            .ShouldBeAsync(HttpStatusCode.OK);
        (await reader.ReadToEndAsync()).ShouldNotContain($"\"revision\":{change.Text("revision")}");
        await RollbackAsync(facade.Admin, "orders.get").ShouldBeAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Its_use_is_written_down_once_an_hour()
    {
        using var viewer = await facade.AsAsync("busy", AccessRole.Viewer);
        await viewer.GetAsync("/hub/api/routes").ShouldBeAsync(HttpStatusCode.OK);
        var first = await UsedAsync();
        facade.Clock.Advance(TimeSpan.FromMinutes(30));
        await viewer.GetAsync("/hub/api/routes").ShouldBeAsync(HttpStatusCode.OK);
        (await UsedAsync()).ShouldBe(first);
        facade.Clock.Advance(TimeSpan.FromMinutes(31));
        await viewer.GetAsync("/hub/api/routes").ShouldBeAsync(HttpStatusCode.OK);
        (await UsedAsync()).ShouldNotBe(first);

        async Task<string> UsedAsync() => (await ListAsync()).Single(t => t.Text("name") == "busy").Text("lastUsedAt");
    }

    [Theory]
    [InlineData("{\"name\":\"Ann\",\"role\":\"viewer\"}", "$.name")]
    [InlineData("{\"name\":\"x\\n\",\"role\":\"viewer\"}", "$.name")]
    [InlineData("{\"name\":\"admin\",\"role\":\"viewer\"}", "$.name")]
    [InlineData("{\"name\":\"anonymous\",\"role\":\"viewer\"}", "$.name")]
    [InlineData("{\"name\":\"x\",\"role\":\"owner\"}", "$.role")]
    [InlineData("{\"name\":\"x\",\"role\":\"viewer\",\"capabilities\":[\"order\"]}", "did you mean 'orders'?")]
    [InlineData("{\"name\":\"x\",\"role\":\"viewer\",\"expires\":\"soon\"}", "$.expires")]
    [InlineData("{\"name\":\"x\"}", "role")]
    [InlineData("{\"name\":null,\"role\":\"viewer\"}", "$.name")]
    [InlineData("{\"name\":\"x\",\"role\":\"viewer\",\"capabilities\":null}", "$.capabilities")]
    [InlineData("{\"name\":\"x\",\"role\":\"viewer\",\"capabilities\":[null]}", "$.capabilities")]
    [InlineData("{\"name\":\"x\",\"role\":\"viewer\",\"role\":\"admin\"}", "role")]
    public async Task A_malformed_token_is_400_and_names_the_place(string body, string place) =>
        (await CreateAsync(body).ShouldBeAsync(HttpStatusCode.BadRequest)).Text("detail").ShouldContain(place);

    [Fact]
    public async Task A_name_is_taken_once()
    {
        await CreateAsync(new { name = "twice", role = "viewer" }).ShouldBeAsync(HttpStatusCode.Created);
        (await CreateAsync(new { name = "twice", role = "admin" }).ShouldBeAsync(HttpStatusCode.Conflict)).Text("detail")
            .ShouldContain("revoke it first");
    }

    [Fact]
    public async Task Nobody_hands_on_more_than_they_have_nor_ends_what_is_more()
    {
        using var orders = await facade.AsAsync("orders-admin", AccessRole.Admin, "orders");
        await orders.PostAsJsonAsync("/hub/api/tokens", new { name = "a", role = "admin", capabilities = new[] { "orders" } })
            .ShouldBeAsync(HttpStatusCode.Created);
        await orders.PostAsJsonAsync("/hub/api/tokens", new { name = "b", role = "viewer", capabilities = new[] { "search" } })
            .ShouldBeAsync(HttpStatusCode.Forbidden);
        await orders.PostAsJsonAsync("/hub/api/tokens", new { name = "c", role = "viewer" })
            .ShouldBeAsync(HttpStatusCode.Forbidden);
        await orders.DeleteAsync("/hub/api/tokens/ann").ShouldBeAsync(HttpStatusCode.Forbidden);
        await orders.DeleteAsync("/hub/api/tokens/a").ShouldBeAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_first_token_is_an_admins_and_is_not_revoked_over_the_surface()
    {
        var tokens = facade.Services.GetRequiredService<AccessTokens>();
        using var first = facade.With(await tokens.CreateAsync(AdminToken.Name));
        (await first.DeleteAsync("/hub/api/tokens/admin").ShouldBeAsync(HttpStatusCode.Conflict)).Text("detail")
            .ShouldContain("comes back");
        (await first.GetFromJsonAsync<JsonElement>("/hub/api/tokens")).EnumerateArray()
            .Single(t => t.Text("name") == "admin").Text("role").ShouldBe("admin");
    }

    [Fact]
    public async Task A_refusal_names_the_role_and_the_scope_that_are_missing()
    {
        using var viewer = await facade.AsAsync("search-viewer", AccessRole.Viewer, "search");
        var refused = await RollbackAsync(viewer, "orders.get").ShouldBeAsync(HttpStatusCode.Forbidden);
        refused.Text("detail").ShouldBe(
            "This takes role operator and capability 'orders' in scope; the token 'search-viewer' is viewer of search.");
        refused.Text("requiredRole").ShouldBe("operator");
        refused.GetProperty("requiredCapabilities")[0].GetString().ShouldBe("orders");
    }

    [Fact]
    public async Task A_flood_without_a_token_makes_few_audit_entries_and_is_counted()
    {
        for (var n = 0; n < 50; n++)
            await facade.Client.PostAsync($"/hub/api/routes/any-{n}/shift", content: null)
                .ShouldBeAsync(HttpStatusCode.Unauthorized);
        facade.Clock.Advance(TimeSpan.FromMinutes(1));
        var audit = facade.Services.GetRequiredService<AuditLog>();
        await Hub.Tests.Eventually.HoldsAsync("the others to be counted", async () =>
            (await RefusedAsync()).Any(e => e.Detail.StartsWith("49 more", StringComparison.Ordinal)));
        (await RefusedAsync()).Count.ShouldBe(2);

        async Task<List<AuditEntry>> RefusedAsync() =>
            [.. (await audit.ListAsync(1000)).Where(e => e is { Actor: "anonymous", Action: "shift" })];
    }

    [Fact]
    public async Task A_plan_may_change_what_is_in_its_callers_scope_and_nothing_else()
    {
        using var orders = await facade.AsAsync("orders-op", AccessRole.Operator, "orders");
        await ApplyAsync(orders, "capabilities/orders.yaml", "owner: order-team", "owner: orders-own")
            .ShouldBeAsync(HttpStatusCode.OK);
        var refused = await ApplyAsync(orders, "capabilities/search.yaml", "owner: search-team", "owner: orders-own")
            .ShouldBeAsync(HttpStatusCode.Forbidden);
        refused.GetProperty("requiredCapabilities").EnumerateArray().Select(c => c.GetString()).ShouldBe(["search"]);
        const string Claim = "routes:\n  orders.search: { match: GET /api/search, headers: { X-Mine: }}";
        using var integrator = await facade.AsAsync("orders-int", AccessRole.Integrator, "orders");
        refused = await ApplyAsync(integrator, "capabilities/orders.yaml", "routes:", Claim)
            .ShouldBeAsync(HttpStatusCode.Forbidden);
        refused.GetProperty("requiredCapabilities")[0].GetString().ShouldBe("search", "its requests would come to orders");
        (await ApplyAsync(orders, "hub.yaml", "expose: true", "expose: false").ShouldBeAsync(HttpStatusCode.Forbidden))
            .Text("detail").ShouldContain("all capabilities");
    }

    private async Task<HttpResponseMessage> ApplyAsync(HttpClient client, string path, string old, string @new)
    {
        var served = await client.GetFromJsonAsync<JsonElement>("/hub/api/plan");
        var files = served.GetProperty("files").EnumerateObject().ToDictionary(f => f.Name, f => f.Value.GetBytesFromBase64());
        files[path] = System.Text.Encoding.UTF8.GetBytes(
            System.Text.Encoding.UTF8.GetString(files[path]).Replace(old, @new, StringComparison.Ordinal));
        return await client.PostAsJsonAsync("/hub/api/plan", new { files, reason = "test" });
    }

    private Task<HttpResponseMessage> CreateAsync(string body) => facade.Admin.PostAsync(
        "/hub/api/tokens", new StringContent(body, System.Text.Encoding.UTF8, "application/json"));

    private Task<HttpResponseMessage> CreateAsync(object token) => facade.Admin.PostAsJsonAsync("/hub/api/tokens", token);

    private async Task<List<JsonElement>> ListAsync() =>
        [.. (await facade.Admin.GetFromJsonAsync<JsonElement>("/hub/api/tokens")).EnumerateArray()];

    private static Task<HttpResponseMessage> RollbackAsync(HttpClient client, string route) =>
        client.PostAsJsonAsync($"/hub/api/routes/{route}/rollback", new { reason = "test" });
}
