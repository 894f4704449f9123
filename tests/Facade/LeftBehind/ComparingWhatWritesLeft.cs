using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Facade.LeftBehind;
using Hub.Facade.Tests.Shadowing;
using Hub.Platform.Changes;
using Hub.Platform.Links;
using Hub.ServiceKit.Changes;
using Hub.Tests;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Facade.Tests.LeftBehind;

/// <summary>Writes that no side can try: the records they leave behind are read from both sides and compared.</summary>
public sealed class ComparingWhatWritesLeft : IAsyncDisposable
{
    private const string Linked = "link: { legacy: adapter:erp, new: service:goods }\nshadow: { afterShift: 100% }";
    private const string Record =
        """{"total":12.50,"lines":[{"sku":"A","price":10.00},{"sku":"B","price":2.50}]}""";

    private readonly LinkOfTests _link = new();
    private readonly ToldByTests _told = new();
    private readonly RecordsOfASide _legacy = new();
    private readonly RecordsOfASide _new = new();
    private TwoSides? _started;

    private TwoSides Sides => _started!;

    public ValueTask DisposeAsync() => _started?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task A_record_that_both_sides_hold_alike_is_equal_and_nothing_is_written_twice()
    {
        await StartAsync("shadow");
        await SendAsync(HttpMethod.Put, "/api/goods/G%2F1");
        var left = await LeftAsync(1);
        (Count(left, "compared"), Count(left, "equal"), Count(left, "different"), Count(left, "byNew")).ShouldBe((1, 1, 0, 0));
        (_legacy.Writes, _new.Writes).ShouldBe((1, 0));
        (await Sides.EvidenceAsync(route: "goods.change")).GetProperty("compared").GetInt64().ShouldBe(0);
    }

    [Fact]
    public async Task A_wrong_rounding_and_a_missing_line_are_named_by_path_with_masked_examples()
    {
        await StartAsync("shadow");
        _new.Fault = record =>
        {
            record["total"] = 12.49;
            record["lines"]!.AsArray().RemoveAt(1);
            return record;
        };
        await SendAsync(HttpMethod.Put, "/api/goods/1");
        TwoSides.Differences(await LeftAsync(1))
            .ShouldBe(["1 × record lines: fewer entries at new", "1 × record total: another number"]);
        var examples = await Sides.Facade.Admin.GetStringAsync(
            "/hub/api/routes/goods.change/evidence/examples?path=record%20total");
        JsonElement.Parse(examples)[0].GetProperty("apart").GetString().ShouldNotBeNullOrEmpty();
        examples.ShouldNotContain("12.49");
        _new.Writes.ShouldBe(0);
    }

    [Theory]
    [InlineData(true), InlineData(false)]
    public async Task A_record_that_is_made_is_found_by_its_location_or_by_the_key_in_the_answer(bool hasLocation)
    {
        await StartAsync("shadow");
        if (!hasLocation)
            _legacy.Made = static (_, _) => { };
        (await SendAsync(HttpMethod.Post, "/api/goods")).ShouldContain("for the caller");
        Count(await LeftAsync(1, "goods.add"), "equal").ShouldBe(1);
        _new.Reads.ShouldBe(1);
    }

    [Fact]
    public async Task A_record_that_is_gone_from_one_side_only_is_different()
    {
        await StartAsync("shadow", delete: true);
        (_legacy["1"], _new["1"]) = (Parse(), Parse());
        await SendAsync(HttpMethod.Delete, "/api/goods/1");
        Count(await LeftAsync(1, "goods.drop"), "equal").ShouldBe(1);

        (_legacy["2"], _new["2"], _legacy.Copy) = (Parse(), Parse(), null);
        await SendAsync(HttpMethod.Delete, "/api/goods/2");
        TwoSides.Differences(await LeftAsync(2, "goods.drop")).ShouldBe(["1 × record status: 404 at legacy, 200 at new"]);
    }

    [Fact]
    public async Task What_the_new_side_has_written_is_read_from_legacy_and_counted_apart()
    {
        await StartAsync("new");
        _legacy.Fault = record =>
        {
            record["total"] = 12.51;
            return record;
        };
        await SendAsync(HttpMethod.Put, "/api/goods/1");
        var left = await LeftAsync(1);
        (Count(left, "different"), Count(left, "byNew")).ShouldBe((1, 1));
        (_legacy.Writes, _new.Writes).ShouldBe((0, 1));
    }

    [Fact]
    public async Task What_both_sides_publish_of_the_record_is_compared_too()
    {
        _told.Told = new(
            Told("""{"id":"1","total":12.50,"paidAt":"2026-11-30T10:00:00Z"}"""), Told("""{"id":"1","total":12.49}"""));
        await StartAsync("shadow");
        await SendAsync(HttpMethod.Put, "/api/goods/1");
        var left = await LeftAsync(1);
        TwoSides.Differences(left).ShouldBe(["1 × event paidAt: only at legacy", "1 × event total: another number"]);
        (Count(left, "different"), Count(left, "eventsCompared")).ShouldBe((1, 1));

        _told.Told = new(Told("""{"total":1.5}"""), Told("""{"total":1.50}"""));
        await SendAsync(HttpMethod.Put, "/api/goods/1");
        Count(await LeftAsync(2), "equal").ShouldBe(1);

        _told.Told = new(Told("""{"total":1.5}"""), null);
        await SendAsync(HttpMethod.Put, "/api/goods/1");
        left = await LeftAsync(3);
        (Count(left, "equal"), Count(left, "eventsCompared")).ShouldBe((2, 2));
        left.GetProperty("eventsNotCompared").EnumerateObject().ShouldHaveSingleItem().Name
            .ShouldBe("the new side has told no change of it");
    }

    [Fact]
    public async Task Events_of_a_record_that_somebody_changes_again_are_not_called_different()
    {
        _told.Told = new(Told("""{"total":2}"""), Told("""{"total":1}"""));
        _told.Asked = n => _told.Told = new(Told($$"""{"total":{{n}}}""", n), Told("""{"total":1}"""));
        await StartAsync("shadow");
        await SendAsync(HttpMethod.Put, "/api/goods/1");
        var left = await LeftAsync(1);
        Count(left, "equal").ShouldBe(1);
        left.GetProperty("eventsNotCompared").EnumerateObject().ShouldHaveSingleItem().Name.ShouldBe(ReadRecord.ChangedAgain);
    }

    [Fact]
    public async Task A_record_that_somebody_changes_again_is_not_called_different()
    {
        await StartAsync("shadow");
        // At each look legacy has another total, which sync has not brought over yet.
        _legacy.Reading = n => _legacy["1"]!["total"] = 100 + n;
        await SendAsync(HttpMethod.Put, "/api/goods/1");
        TwoSides.NotCompared(await LeftAsync(1)).ShouldBe(new Dictionary<string, long> { [ReadRecord.ChangedAgain] = 1 });
        _legacy.Reads.ShouldBe(2);
    }

    [Fact]
    public async Task A_fault_is_found_beside_a_field_that_somebody_changes_again()
    {
        await StartAsync("shadow");
        _new.Fault = record =>
        {
            record["lines"]!.AsArray().RemoveAt(1);
            return record;
        };
        _legacy.Reading = n => _legacy["1"]!["total"] = 100 + n;
        await SendAsync(HttpMethod.Put, "/api/goods/1");
        TwoSides.Differences(await LeftAsync(1)).ShouldBe(["1 × record lines: fewer entries at new"]);
    }

    [Fact]
    public async Task The_caller_does_not_wait_for_sync_and_where_that_is_late_nothing_is_compared()
    {
        await StartAsync("shadow");
        _link.IsBehind = true;
        (await SendAsync(HttpMethod.Put, "/api/goods/1")).ShouldContain("for the caller");
        _new.Reads.ShouldBe(0);
        Sides.Facade.Clock.Advance(WaitingForSync.Patience + TimeSpan.FromSeconds(1));
        TwoSides.NotCompared(await LeftAsync(1)).ShouldHaveSingleItem().Key.ShouldStartWith("sync too late");
        (_legacy.Reads, _new.Reads).ShouldBe((0, 0));
    }

    [Fact]
    public async Task A_node_that_stops_half_way_has_the_write_carried_out_once()
    {
        await StartAsync("shadow");
        var behind = new LinkOfTests { IsBehind = true };
        await using (var other = await Sides.Facade.StartAnotherAsync(s => s.AddSingleton<ILinks>(behind)))
        {
            using var there = new HttpClient { BaseAddress = new Uri(other.Urls.First()) };
            using var content = new StringContent(Record, Encoding.UTF8, "application/json");
            using var answer = await there.PutAsync("/api/goods/1", content);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        (_legacy.Writes, _new.Writes, _new.Reads).ShouldBe((1, 0, 0));
    }

    [Fact]
    public async Task A_refused_write_and_one_whose_record_nobody_names_are_counted_with_the_reason()
    {
        await StartAsync("shadow");
        Sides.Legacy = context =>
        {
            context.Response.StatusCode = context.Request.Path.Value!.EndsWith("/1", StringComparison.Ordinal) ? 409 : 204;
            return Task.CompletedTask;
        };
        await SendAsync(HttpMethod.Put, "/api/goods/1");
        TwoSides.NotCompared(await LeftAsync(1)).Keys.ShouldBe(["it was not answered as carried out"]);
        await SendAsync(HttpMethod.Post, "/api/goods");
        TwoSides.NotCompared(await LeftAsync(1, "goods.add")).ShouldHaveSingleItem().Key.ShouldStartWith("no key found");
        _new.Reads.ShouldBe(0);
    }

    [Fact]
    public async Task A_key_of_half_a_character_breaks_no_answer_off_and_takes_no_place_for_good()
    {
        const string Half = """{"id":"\ud800"}""";
        await StartAsync("shadow");
        Sides.Legacy = context =>
        {
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync(Half);
        };
        for (var n = 0; n <= LeftBehindWrites.MostOfRoute; n++)
            (await SendAsync(HttpMethod.Post, "/api/goods")).ShouldBe(Half);
        TwoSides.NotCompared(await LeftAsync(LeftBehindWrites.MostOfRoute + 1, "goods.add")).ShouldHaveSingleItem().Key
            .ShouldStartWith("no key found");
    }

    [Fact]
    public async Task A_write_that_names_a_version_is_not_tried_and_compared_by_what_it_left()
    {
        await StartAsync(stage: null);
        _legacy.Copy = _new;
        await Sides.ApplyAsync("goods.change: { match: \"PUT /api/goods/{id}\", dryRun: true }");
        await Sides.ShiftAsync("goods.change", "shadow");
        await SendAsync(HttpMethod.Put, "/api/goods/1", ifMatch: "\"7\"");
        Count(await LeftAsync(1), "equal").ShouldBe(1);
        (_legacy.Writes, _new.Writes).ShouldBe((1, 0));
        TwoSides.NotCompared(await Sides.EvidenceAsync(route: "goods.change")).Keys
            .ShouldBe(["it depends on a version that only one side knows"]);
    }

    [Fact]
    public async Task Without_a_link_a_write_cannot_stand_at_shadow_and_later_counts_as_not_compared()
    {
        await StartAsync(stage: null, "shadow: { afterShift: 100% }");
        using var refused = await Sides.Facade.ShiftAsync("goods.change", new { stage = "shadow", reason = "x" });
        (await RunningFacade.DetailAsync(refused)).ShouldContain("a write is never sent twice");
        await Sides.ShiftAsync("goods.change", "new");
        await SendAsync(HttpMethod.Put, "/api/goods/1");
        TwoSides.NotCompared(await LeftAsync(1)).ShouldHaveSingleItem().Key.ShouldStartWith("no link");
    }

    private static long Count(JsonElement left, string member) => left.GetProperty(member).GetInt64();

    private static ToldChange Told(string content, long version = 1) =>
        new(ChangeKind.Upsert, version, JsonNode.Parse(content)!.AsObject());

    private static JsonObject Parse() => JsonNode.Parse(Record)!.AsObject();

    private async Task StartAsync(string? stage, string fields = Linked, bool delete = false)
    {
        if (stage == "new")
            _new.Copy = _legacy;
        else
            _legacy.Copy = _new;
        _started = await TwoSides.StartAsync(fields: fields, changed: s =>
            s.AddSingleton<ILinks>(_link).AddSingleton<IToldChanges>(_told));
        (Sides.Legacy, Sides.New) = (_legacy.AnswerAsync, _new.AnswerAsync);
        if (delete)
            await Sides.ApplyAsync("goods.add: POST /api/goods\n  goods.drop: DELETE /api/goods/{id}");
        if (stage is not null)
            await Sides.ShiftAsync("goods.change", stage);
    }

    private async Task<string> SendAsync(HttpMethod method, string path, string? ifMatch = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (method != HttpMethod.Delete)
            request.Content = new StringContent(Record, Encoding.UTF8, "application/json");
        if (ifMatch is not null)
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        using var answer = await Sides.Facade.Client.SendAsync(request);
        return await answer.Content.ReadAsStringAsync();
    }

    private async Task<JsonElement> LeftAsync(int writes, string route = "goods.change")
    {
        JsonElement left = default;
        await Eventually.HoldsAsync($"{writes} writes in the evidence", async () =>
            (await Sides.EvidenceAsync(route: route)).GetProperty("leftBehind") is { ValueKind: JsonValueKind.Object } found
            && (left = found).GetProperty("compared").GetInt64() + TwoSides.NotCompared(found).Sum(n => n.Value) >= writes);
        return left;
    }
}
