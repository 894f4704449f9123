using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Hub.Facade.Tests.Access;
using Hub.Facade.Tests.Watching;
using Hub.Platform.Routing;
using Hub.Platform.Shifting;
using Hub.Tests;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Facade.Tests;

/// <summary>A shift and its dry run meet the same checks, all of them at once; a part adds one by a class and a line.</summary>
public sealed class CheckingShifts : IAsyncLifetime
{
    private const string Freeze = "freeze: [{ name: audit week, from: 2020-01-01, to: 2099-12-31, zone: Europe/Berlin }]";
    private readonly string _nobody = $"\"{NewSide.AddressOfNobody()}\"";
    private readonly RunningFacade _facade = new();

    public ValueTask InitializeAsync() => _facade.InitializeAsync();

    public ValueTask DisposeAsync() => _facade.DisposeAsync();

    [Fact]
    public async Task All_reasons_are_told_at_once_under_the_status_of_the_first()
    {
        await ServeAsync(_nobody, "");
        await ServeAsync(_nobody, Freeze);
        var lines = (await ShiftAsync("new").ShouldBeAsync(HttpStatusCode.Locked)).Text("detail").Split('\n');
        lines.Length.ShouldBe(2);
        lines[0].ShouldContain("Frozen by 'audit week'");
        lines[1].ShouldContain("nothing listens at its address");
    }

    [Theory]
    [InlineData("canary", 10.0, false, null)]
    [InlineData("new", null, false, null)]
    [InlineData("new", null, true, null)]
    [InlineData("new", null, true, 1L)]
    [InlineData("retired", null, false, null)]
    [InlineData("shadow", null, false, null)]
    [InlineData("legacy", null, false, null)]
    public async Task A_dry_run_says_what_the_shift_is_refused_with_word_by_word(
        string stage, double? percent, bool force, long? expectedRevision)
    {
        await ServeAsync(_nobody, "");
        await ServeAsync(_nobody, Freeze);
        await ShouldAgreeAsync(stage, percent, force, expectedRevision);
        await ServeAsync(_nobody, "");
        await ShouldAgreeAsync(stage, percent, force, expectedRevision);
    }

    [Fact]
    public async Task A_dry_run_tells_what_force_overrides_and_that_a_second_person_is_asked()
    {
        await ServeAsync(_nobody, "zone: inside");
        (await PreviewAsync("new", force: false)).Text("waits").ShouldBe("");
        var forced = await PreviewAsync("new", force: true);
        (forced.Text("refused"), forced.Text("forced").Contains("does not answer")).ShouldBe(("", true));
        forced.Text("waits").ShouldBe(
            "things is in zone inside: things.get is shifted forward once a second person approves it.");
        (await ShiftAsync("new", force: true).ShouldBeAsync(HttpStatusCode.Accepted))
            .GetProperty("to").Text("forced").ShouldBe(forced.Text("forced"));
        (await PreviewAsync("legacy")).Text("waits").ShouldBe("");
    }

    [Fact]
    public async Task A_dry_run_knows_what_another_node_has_just_shifted()
    {
        await ServeAsync($"\"{_facade.NewAddress}\"", "");
        await using var other = await _facade.StartAnotherAsync();
        using var there = new HttpClient { BaseAddress = new Uri(other.Urls.First()) };
        there.DefaultRequestHeaders.Authorization = _facade.Admin.DefaultRequestHeaders.Authorization;
        await there.PostAsJsonAsync("/hub/api/routes/things.get/shift", new { stage = "canary", percent = 30, reason = "go" })
            .ShouldBeAsync(HttpStatusCode.OK);
        (await PreviewAsync("new")).GetProperty("from").Text("percent").ShouldBe("30");
    }

    [Fact]
    public async Task A_plan_is_told_all_that_keeps_it_from_being_applied()
    {
        await ServeAsync($"\"{_facade.NewAddress}\"", "");
        await ShiftAsync("canary", 20).ShouldBeAsync(HttpStatusCode.OK);
        await ServeAsync($"\"{_facade.NewAddress}\"", Freeze);
        var refused = await _facade.ApplyAsync(files => files.Remove("capabilities/things.yaml"), removes: false)
            .ShouldBeAsync(HttpStatusCode.UnprocessableEntity);
        refused.Text("detail").ShouldStartWith(
            "The plan drops things.get, which do not stand at legacy: roll them back first.\n"
            + "capabilities/things.yaml: Frozen by");
        refused.Text("detail").ShouldContain("\nWith this plan a public route is answered no more: things.get");
    }

    [Fact]
    public async Task A_check_of_another_part_refuses_shifts_forward_and_never_the_way_back()
    {
        await ServeAsync($"\"{_facade.NewAddress}\"", "");
        var behind = new Behind();
        await using var other = await _facade.StartAnotherAsync(s => s.AddSingleton<IShiftCheck>(behind));
        using var there = new HttpClient { BaseAddress = new Uri(other.Urls.First()) };
        there.DefaultRequestHeaders.Authorization = _facade.Admin.DefaultRequestHeaders.Authorization;
        Task<HttpResponseMessage> ShiftThereAsync(double percent) => there.PostAsJsonAsync(
            "/hub/api/routes/things.get/shift", new { stage = "canary", percent, reason = "go" });

        await ShiftThereAsync(30).ShouldBeAsync(HttpStatusCode.OK);
        behind.Passed.ShouldBe(1);
        behind.Changes = 7;
        (await ShiftThereAsync(40).ShouldBeAsync(HttpStatusCode.Conflict)).Text("detail").ShouldBe(Behind.Sentence(7));
        (await there.GetFromJsonAsync<JsonElement>("/hub/api/routes/things.get/preview?stage=canary&percent=40"))
            .Text("refused").ShouldBe(Behind.Sentence(7));
        await ShiftThereAsync(20).ShouldBeAsync(HttpStatusCode.OK);
        await there.PostAsJsonAsync("/hub/api/routes/things.get/rollback", new { reason = "back" })
            .ShouldBeAsync(HttpStatusCode.OK);
        behind.Passed.ShouldBe(1, "it was not asked on the way back");
    }

    private async Task ShouldAgreeAsync(string stage, double? percent, bool force, long? expectedRevision)
    {
        var preview = await PreviewAsync(stage, percent, force, expectedRevision);
        using var shift = await ShiftAsync(stage, percent, force, expectedRevision);
        preview.Text("refused").ShouldBe(
            shift.StatusCode == HttpStatusCode.OK ? "" : await RunningFacade.DetailAsync(shift), $"{shift.StatusCode}");
    }

    private Task ServeAsync(string side, string more) => _facade.ApplyAsync(f => f["capabilities/things.yaml"] = $$"""
        capability: things
        owner: thing-team
        {{more}}
        cohort: { key: id, from: [route id], seed: id }
        sides: { legacy: {{_facade.LegacyAddress}}, new: {{side}} }
        routes:
          things.get: GET /api/things/{id}
        """).ShouldBeAsync(HttpStatusCode.OK);

    private Task<HttpResponseMessage> ShiftAsync(
        string stage, double? percent = null, bool force = false, long? expectedRevision = null) =>
        _facade.ShiftAsync("things.get", new { stage, percent, force, expectedRevision, reason = "go" });

    private Task<JsonElement> PreviewAsync(
        string stage, double? percent = null, bool force = false, long? expectedRevision = null) =>
        _facade.Admin.GetFromJsonAsync<JsonElement>($"/hub/api/routes/things.get/preview?stage={stage}"
            + (percent is null ? "" : $"&percent={percent}") + (force ? "&force=true" : "")
            + (expectedRevision is null ? "" : $"&expectedRevision={expectedRevision}"));

    /// <summary>What the next part adds: the other side has not caught up.</summary>
    private sealed class Behind : IShiftCheck
    {
        public int Changes { get; set; }

        public int Passed { get; private set; }

        public static string Sentence(int changes) => $"The new side has not caught up: {changes} changes wait, and 0 may.";

        public Task<Objection?> FindAsync(RoutingChange change) => Task.FromResult(
            change is RouteShift && Changes > 0
                ? new Objection(Sentence(Changes)) { Status = StatusCodes.Status409Conflict }
                : null);

        public Task PassedAsync(RoutingChange change)
        {
            Passed++;
            return Task.CompletedTask;
        }
    }
}
