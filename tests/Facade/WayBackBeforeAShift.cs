using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Hub.Facade.Tests.Access;
using Hub.Facade.Tests.Watching;
using Hub.Platform.Links;
using Hub.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Facade.Tests;

/// <summary>
/// What a rollback would cost is told before a shift forward, and keeps it from being made where records would be lost.
/// </summary>
public sealed class WayBackBeforeAShift : IAsyncLifetime
{
    private readonly RunningFacade _facade = new();
    private readonly Rehearsed _rehearsed = new();
    private WebApplication _node = null!;
    private HttpClient _there = null!;

    public async ValueTask InitializeAsync()
    {
        await _facade.InitializeAsync();
        _node = await _facade.StartAnotherAsync(s => s.AddSingleton<IRehearsals>(_rehearsed));
        _there = new HttpClient { BaseAddress = new Uri(_node.Urls.First()) };
        _there.DefaultRequestHeaders.Authorization = _facade.Admin.DefaultRequestHeaders.Authorization;
    }

    public async ValueTask DisposeAsync()
    {
        _there.Dispose();
        await _node.DisposeAsync();
        await _facade.DisposeAsync();
    }

    [Fact]
    public async Task Where_records_would_be_lost_the_shift_names_them_and_takes_force_and_the_way_back_takes_none()
    {
        await ServeAsync("");
        _rehearsed.Verdict = Verdict(RollbackState.NotLossless) with
        {
            Failing = 2, Records = [new("T-1", "name", "it is too long"), new("T-2", null, "parked: no")],
        };
        var refused = await ShiftAsync("new").ShouldBeAsync(HttpStatusCode.UnprocessableEntity);
        const string Why = "things.put is not shifted forward: a rollback would be not lossless: legacy would not hold 2 records "
            + "as the new side does (T-1, name: it is too long; T-2: parked: no; rehearsed ";
        refused.Text("detail").ShouldStartWith(Why);
        (await PreviewAsync("new")).Text("refused").ShouldStartWith(Why);

        var done = await ShiftAsync("new", force: true).ShouldBeAsync(HttpStatusCode.OK);
        done.Text("forced").ShouldBe(
            "a rollback would be not lossless: legacy would not hold 2 records as the new side does");
        done.GetProperty("wayBack").GetProperty("verdict").Text("state").ShouldBe("notLossless");
        var back = await _there.PostAsJsonAsync("/hub/api/routes/things.put/rollback", new { reason = "back" })
            .ShouldBeAsync(HttpStatusCode.OK);
        back.GetProperty("wayBack").GetProperty("verdict").GetProperty("failing").GetInt64().ShouldBe(2);
    }

    [Theory]
    [InlineData(RollbackState.Lossless)]
    [InlineData(RollbackState.OnceWrittenBack)]
    [InlineData(RollbackState.Unknown)]
    public async Task Without_a_gate_only_losses_speak_against_a_shift(RollbackState state)
    {
        await ServeAsync("");
        _rehearsed.Verdict = Verdict(state);
        await ShiftAsync("new").ShouldBeAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_gate_asks_for_a_verdict_that_is_known_and_not_old()
    {
        await ServeAsync("gates: { new: { rollback: lossless, rehearsed: 1m } }");
        _rehearsed.Verdict = null;
        (await ShiftAsync("new").ShouldBeAsync(HttpStatusCode.UnprocessableEntity)).Text("detail")
            .ShouldContain("asks for 'rollback: lossless', and the way back was not rehearsed yet.");
        _rehearsed.Verdict = Verdict(RollbackState.Unknown) with { NotAsked = "erp: cannot be reached" };
        (await ShiftAsync("new").ShouldBeAsync(HttpStatusCode.UnprocessableEntity)).Text("detail")
            .ShouldContain("whether a rollback is lossless is not known: erp: cannot be reached.");
        _rehearsed.Verdict = Verdict(RollbackState.Lossless) with { RehearsedAt = _facade.Clock.GetUtcNow().AddMinutes(-3) };
        (await ShiftAsync("new").ShouldBeAsync(HttpStatusCode.UnprocessableEntity)).Text("detail")
            .ShouldContain("the way back was rehearsed 3 min ago, and may be 1m old.");
        // The gate stands before new only.
        await ShiftAsync("canary", percent: 100).ShouldBeAsync(HttpStatusCode.OK);
        _rehearsed.Verdict = Verdict(RollbackState.OnceWrittenBack) with { ToWriteBack = 1 };
        await ShiftAsync("new").ShouldBeAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_routes_that_write_the_records_tell_it_and_others_do_not()
    {
        await ServeAsync("");
        _rehearsed.Verdict = Verdict(RollbackState.OnceWrittenBack) with { ToWriteBack = 3, AboutSeconds = 2 };
        var routes = (await _there.GetFromJsonAsync<JsonElement>("/hub/api/routes")).GetProperty("routes").EnumerateArray()
            .ToDictionary(r => r.Text("id"), r => r.GetProperty("wayBack"));
        routes["things.put"].Text("text")
            .ShouldMatch(@"^lossless once 3 changes are written back \(about 2 s\), rehearsed \d+ s ago$");
        routes["things.get"].ValueKind.ShouldBe(JsonValueKind.Null);
        (await PreviewAsync("new")).GetProperty("wayBack").GetProperty("verdict").GetProperty("toWriteBack").GetInt64()
            .ShouldBe(3);
        _rehearsed.Verdict = null;
        (await _there.GetFromJsonAsync<JsonElement>("/hub/api/routes/things.put")).GetProperty("wayBack").ValueKind
            .ShouldBe(JsonValueKind.Null);
    }

    private RollbackVerdict Verdict(RollbackState state) => new(state, _facade.Clock.GetUtcNow());

    private async Task ServeAsync(string more)
    {
        await _facade.ApplyAsync(files =>
        {
            files["systems/erp.yaml"] = "system: erp";
            files["capabilities/things.yaml"] = Things(more);
        }).ShouldBeAsync(HttpStatusCode.OK);
        // Another node hears of it by itself.
        var applied = await _facade.RevisionAsync();
        await Eventually.HoldsAsync(async () => await RevisionThereAsync() >= applied);
    }

    private async Task<long> RevisionThereAsync() =>
        (await _there.GetFromJsonAsync<JsonElement>("/hub/api/routes")).GetProperty("revision").GetInt64();

    private string Things(string more) => $$"""
            capability: things
            owner: thing-team
            {{more}}
            cohort: { key: id, from: [route id], seed: id }
            sides: { legacy: {{_facade.LegacyAddress}}, new: "{{_facade.NewAddress}}" }
            routes:
              things.get: GET /api/things/{id}
              things.put: PUT /api/things/{id}
            link: { legacy: adapter:erp, new: service:things }
            """;

    private Task<HttpResponseMessage> ShiftAsync(string stage, double? percent = null, bool force = false) =>
        _there.PostAsJsonAsync("/hub/api/routes/things.put/shift", new { stage, percent, force, reason = "go" });

    private Task<JsonElement> PreviewAsync(string stage) =>
        _there.GetFromJsonAsync<JsonElement>($"/hub/api/routes/things.put/preview?stage={stage}");

    /// <summary>Stands for sync, whose own tests rehearse.</summary>
    private sealed class Rehearsed : IRehearsals
    {
        public RollbackVerdict? Verdict { get; set; }

        public Task<IReadOnlyDictionary<string, RollbackVerdict>> ListAsync() =>
            Task.FromResult<IReadOnlyDictionary<string, RollbackVerdict>>(
                new[] { Verdict }.OfType<RollbackVerdict>().ToDictionary(_ => "things"));

        public Task<RollbackVerdict?> RehearseAsync(string entity, TimeSpan patience, CancellationToken cancellation) =>
            Task.FromResult(Verdict);
    }
}
