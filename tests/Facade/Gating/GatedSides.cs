using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Hub.Facade.Tests.Access;
using Hub.Facade.Tests.Shadowing;
using Hub.Platform.Identity;
using Hub.Tests;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Facade.Tests.Gating;

/// <summary>Two live sides of a route that stands at shadow, with gates before canary and new.</summary>
internal sealed class GatedSides : IAsyncDisposable
{
    /// <summary>How many equal answers a gate of 50 % takes.</summary>
    public const int Enough = 5;

    private GatedSides(TwoSides sides) => Sides = sides;

    public TwoSides Sides { get; }

    public static async Task<GatedSides> StartAsync(string gates, string zone = "outside")
    {
        var sides = await TwoSides.StartAsync();
        await sides.Facade.ApplyAsync(files => files["capabilities/goods.yaml"] +=
            $"\nzone: {zone}\ncohort: {{ key: id, from: [route id], seed: id }}\ngates: {gates}\n")
            .ShouldBeAsync(HttpStatusCode.OK);
        return new GatedSides(sides);
    }

    /// <summary>Has callers ask, and waits until so many answers are compared.</summary>
    public async Task CompareAsync(int requests)
    {
        var before = (await Sides.EvidenceAsync()).GetProperty("compared").GetInt64();
        for (var i = 0; i < requests; i++)
            await Sides.AskAsync();
        await Eventually.HoldsAsync($"{requests} more compared", async () =>
            (await Sides.EvidenceAsync()).GetProperty("compared").GetInt64() >= before + requests);
    }

    public async Task<HttpClient> OperatorAsync(string name, bool overridesGates) =>
        Sides.Facade.With((await Sides.Facade.Services.GetRequiredService<AccessTokens>().TryCreateAsync(
            new AccessGrant(name, AccessRole.Operator, ["goods"]) { OverridesGates = overridesGates },
            "test", expiresAt: null))!);

    public async Task<JsonElement> ShiftAsync(
        HttpStatusCode status, string stage = "canary", double? percent = 10, bool force = false, HttpClient? by = null) =>
        await (by ?? Sides.Facade.Admin).PostAsJsonAsync("/hub/api/routes/goods.get/shift", new
        {
            stage, percent = stage == "canary" ? percent : null, force, reason = "it says the same",
        }).ShouldBeAsync(status);

    public Task<JsonElement> PreviewAsync() =>
        Sides.Facade.Admin.GetFromJsonAsync<JsonElement>("/hub/api/routes/goods.get/preview?stage=canary&percent=10");

    public static string StateOf(JsonElement answer, string before = "canary") => answer.GetProperty("gates").EnumerateArray()
        .Single(g => g.GetProperty("before").GetString() == before).GetProperty("state").GetString()!;

    public ValueTask DisposeAsync() => Sides.DisposeAsync();
}
