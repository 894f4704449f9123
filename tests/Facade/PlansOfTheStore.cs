using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Hub.Facade.Tests.Access;

namespace Hub.Facade.Tests;

/// <summary>
/// Plans that come, go and come back: public routes vanish only where that is meant, the store tells which plans it has, and
/// an earlier one comes back with the routes where they stand.
/// </summary>
public sealed class PlansOfTheStore : IAsyncLifetime
{
    private const string Search = "capabilities/search.yaml";
    private readonly RunningFacade _facade = new();

    public ValueTask InitializeAsync() => _facade.InitializeAsync();

    public ValueTask DisposeAsync() => _facade.DisposeAsync();

    [Fact]
    public async Task A_plan_without_a_public_route_is_refused_and_says_which_until_that_is_meant()
    {
        using var refused = await _facade.ApplyAsync(WithoutFancy, removes: false);
        refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var detail = await RunningFacade.DetailAsync(refused);
        detail.ShouldContain("search.fancy (GET /api/search, query fancy, header X-Beta: 1)");
        detail.ShouldContain("--removes");
        detail.ShouldContain("\"removes\": true");
        (await _facade.RevisionAsync()).ShouldBe(1);

        using var applied = await _facade.ApplyAsync(WithoutFancy, removes: true);
        applied.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await ReadAsync(applied)).GetProperty("removed").EnumerateArray().Single().GetString()!.ShouldStartWith("search.fancy");
        var entry = (await _facade.Admin.GetFromJsonAsync<JsonElement>("/hub/api/audit?limit=1")).ToString();
        entry.ShouldContain("removes search.fancy");
    }

    [Fact]
    public async Task So_is_one_without_a_catch_all_and_one_whose_capability_is_left_out()
    {
        using var catchAll = await _facade.ApplyAsync(files => files["hub.yaml"] = "expose: true", removes: false);
        (await RunningFacade.DetailAsync(catchAll)).ShouldContain("catch-all /old");
        using var capability = await _facade.ApplyAsync(files => files.Remove(Search), removes: false);
        (await RunningFacade.DetailAsync(capability)).ShouldContain("2 public routes are answered no more");
        using var part = await _facade.ApplyAsync(WithoutFancy, capability: "search", removes: false);
        (await RunningFacade.DetailAsync(part)).ShouldContain("search.fancy");
        (await _facade.RevisionAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task A_route_that_is_renamed_or_claims_more_vanishes_for_nobody()
    {
        using var applied = await _facade.ApplyAsync(
            files => files[Search] = files[Search].Replace("search.plain:", "search.simple:", StringComparison.Ordinal)
                .Replace(", headers: { X-Beta: \"1\" }", "", StringComparison.Ordinal),
            removes: false);
        applied.StatusCode.ShouldBe(HttpStatusCode.OK, await applied.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task The_store_lists_its_plans_and_gives_the_files_of_each_revision()
    {
        var first = await _facade.FilesAsync();
        await AppliedAsync(_facade.ApplyAsync(WithoutFancy));
        await AppliedAsync(_facade.ShiftAsync("orders.get", new { stage = "new", reason = "on" }));

        var plans = (await _facade.Admin.GetFromJsonAsync<JsonElement>("/hub/api/plans")).EnumerateArray().ToList();
        plans.Select(p => (
                p.GetProperty("served").GetBoolean(), p.GetProperty("periods")[0].GetProperty("first").GetInt64(),
                p.GetProperty("periods")[0].GetProperty("last").GetInt64(),
                p.GetProperty("periods")[0].GetProperty("actor").GetString()))
            .ShouldBe([(true, 2, 3, "ann"), (false, 1, 1, "hub")]);

        var old = await _facade.Admin.GetFromJsonAsync<JsonElement>("/hub/api/revisions/1/plan");
        old.GetProperty("hash").GetString().ShouldBe(plans[1].GetProperty("plan").GetString());
        Encoding.UTF8.GetString(old.GetProperty("files").GetProperty(Search).GetBytesFromBase64()).ShouldBe(first[Search]);
        using var missing = await _facade.Admin.GetAsync("/hub/api/revisions/99/plan");
        missing.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await RunningFacade.DetailAsync(missing)).ShouldContain("no revision 99");
    }

    [Fact]
    public async Task An_earlier_revisions_plan_comes_back_and_the_routes_stay_where_they_stand()
    {
        await AppliedAsync(_facade.ApplyAsync(files => files[Search] += "\n  search.more: GET /api/more\n"));
        await AppliedAsync(_facade.ShiftAsync("orders.get", new { stage = "canary", percent = 7, reason = "on" }));

        // Its own new route vanishes with it.
        using var refused = await ApplyRevisionAsync(1);
        (await RunningFacade.DetailAsync(refused)).ShouldContain("search.more");
        using var applied = await ApplyRevisionAsync(1, removes: true);
        var done = await ReadAsync(applied);
        var first = await _facade.Admin.GetFromJsonAsync<JsonElement>("/hub/api/revisions/1/plan");
        (done.GetProperty("revision").GetInt64(), done.GetProperty("plan").GetString())
            .ShouldBe((4, first.GetProperty("hash").GetString()));
        (await _facade.Admin.GetFromJsonAsync<JsonElement>("/hub/api/routes/orders.get")).GetProperty("percent").GetDouble()
            .ShouldBe(7);
    }

    [Fact]
    public async Task A_plan_is_named_by_its_files_or_by_a_revision_and_never_by_both_or_none()
    {
        foreach (object request in new object[]
            { new { reason = "x" }, new { reason = "x", revision = 1, files = new Dictionary<string, byte[]>() } })
        {
            using var both = await _facade.Admin.PostAsJsonAsync("/hub/api/plan", request);
            both.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
            (await RunningFacade.DetailAsync(both)).ShouldContain("'files'");
        }

        using var missing = await ApplyRevisionAsync(99);
        missing.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_fault_is_told_with_the_plan_of_the_store_where_that_is_whose_file_has_it()
    {
        // What is offered stands before it and claims the same requests, so the fault is the store's file's.
        using var part = await _facade.ApplyAsync(
            files => files["capabilities/first.yaml"] = $$"""
                capability: first
                owner: nobody
                sides: { legacy: {{_facade.LegacyAddress}} }
                routes: { first.get: GET /api/ledger }
                """,
            capability: "first");
        part.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var place = (await ReadAsync(part)).GetProperty("errors").EnumerateArray().Single().GetProperty("path").GetString()!;
        place.ShouldMatch(@"^store plan [0-9a-f]{12}… \(revision 1\), capabilities/ledger\.yaml\(7\)$");

        using var own = await _facade.ApplyAsync(files => files[Search] = "capability: search\nownr: nobody");
        (await ReadAsync(own)).GetProperty("errors")[0].GetProperty("path").GetString().ShouldBe("capabilities/search.yaml(1)");
    }

    [Fact]
    public async Task A_write_shifted_forward_without_a_link_is_told_and_so_is_the_try_of_it()
    {
        var preview = await _facade.Admin.GetFromJsonAsync<JsonElement>("/hub/api/routes/orders.place/preview?stage=new");
        preview.GetProperty("notes").EnumerateArray().Single().GetString()!.ShouldContain("orders has no 'link'");
        var place = await ReadAsync(await _facade.ShiftAsync("orders.place", new { stage = "new", reason = "on" }));
        place.GetProperty("notes").EnumerateArray().Single().GetString()!.ShouldStartWith("orders.place writes, and");
        (await ReadAsync(await _facade.RollbackAsync("orders.place"))).TryGetProperty("notes", out _).ShouldBeFalse();
        (await ReadAsync(await _facade.ShiftAsync("orders.get", new { stage = "new", reason = "on" })))
            .TryGetProperty("notes", out _).ShouldBeFalse("it only reads");
    }

    [Fact]
    public async Task A_write_without_a_link_is_shifted_forward_only_where_it_is_accepted_that_its_sides_part()
    {
        using var plain = await _facade.ShiftAsync("orders.place", new { stage = "new", reason = "on", acceptSplit = false });
        plain.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await plain.Content.ReadAsStringAsync()).ShouldContain("--accept-split");
        using var forced = await _facade.ShiftAsync(
            "orders.place", new { stage = "canary", percent = 5, reason = "on", acceptSplit = false, force = true });
        forced.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity, "force accepts nothing else");
        (await _facade.Admin.GetFromJsonAsync<JsonElement>("/hub/api/routes/orders.place/preview?stage=new"))
            .Text("refused").ShouldContain("--accept-split");
        (await _facade.Admin.GetFromJsonAsync<JsonElement>("/hub/api/routes/orders.place/preview?stage=new&acceptSplit=true"))
            .Text("acceptedSplit").ShouldStartWith("orders has no 'link'");

        var done = await ReadAsync(await _facade.ShiftAsync("orders.place", new { stage = "new", reason = "on" }));
        done.Text("acceptedSplit").ShouldStartWith("orders has no 'link'");
        (await _facade.Admin.GetFromJsonAsync<JsonElement>("/hub/api/audit?action=shift")).ToString()
            .ShouldContain("accepted that orders has no 'link'");
        (await ReadAsync(await _facade.RollbackAsync("orders.place"))).TryGetProperty("acceptedSplit", out _).ShouldBeFalse();
    }

    private static void WithoutFancy(Dictionary<string, string> files) =>
        files[Search] = string.Join(
            '\n', files[Search].Split('\n').Where(l => !l.Contains("search.fancy", StringComparison.Ordinal)));

    private Task<HttpResponseMessage> ApplyRevisionAsync(long revision, bool removes = false) =>
        _facade.Admin.PostAsJsonAsync("/hub/api/plan", new { revision, removes, reason = "back" });

    private static async Task AppliedAsync(Task<HttpResponseMessage> request)
    {
        using var response = await request;
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response) =>
        await response.Content.ReadFromJsonAsync<JsonElement>();
}
