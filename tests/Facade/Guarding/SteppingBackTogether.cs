using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Hub.Facade.Tests.Shadowing;
using Hub.Tests;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Tests.Guarding;

/// <summary>Routes that write the same linked records step back together, by a handover, and wait together.</summary>
public sealed class SteppingBackTogether : IAsyncLifetime
{
    private TwoSides _sides = null!;

    public async ValueTask InitializeAsync() => _sides = await TwoSides.StartAsync(
        fields: "guardrail: { latency: off }\nlink: { legacy: adapter:erp, new: service:goods }");

    public ValueTask DisposeAsync() => _sides.DisposeAsync();

    [Fact]
    public async Task All_that_write_the_same_records_step_back_and_none_is_shifted_before_a_person_says_so()
    {
        await _sides.ShiftAsync("goods.add", "new");
        (await StageAsync("goods.change")).ShouldBe("new");
        _sides.New = context =>
        {
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            return Task.CompletedTask;
        };
        await Eventually.HoldsAsync("both stepped back", async () =>
        {
            using var answer = await _sides.Facade.Client.PostAsJsonAsync("/api/goods", new { sku = "P-1" });
            return (await StageAsync("goods.add"), await StageAsync("goods.change")) == ("legacy", "legacy");
        });

        using var refused = await _sides.Facade.ShiftAsync("goods.change", new { stage = "new", reason = "x", force = true });
        refused.StatusCode.ShouldBe(HttpStatusCode.Locked);
        using var released = await _sides.Facade.Admin.PostAsJsonAsync(
            "/hub/api/routes/goods.change/guardrail/release", new { reason = "mended" });
        (await released.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("routes").GetArrayLength().ShouldBe(2);
        _sides.New = context => context.Response.WriteAsync("mended");
        await _sides.ShiftAsync("goods.change", "new");
        (await StageAsync("goods.add")).ShouldBe("new");
    }

    private async Task<string?> StageAsync(string route) =>
        (await _sides.Facade.Admin.GetFromJsonAsync<JsonElement>($"/hub/api/routes/{route}")).GetProperty("stage").GetString();
}
