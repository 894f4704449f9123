namespace Samples.Tests;

/// <summary>What the service does, seen from outside.</summary>
public sealed class SamplesKeepTheContract(RunningService service) : IClassFixture<RunningService>
{
    private const string Path = "/api/samples";

    [Fact]
    public async Task What_is_made_is_found_where_its_location_says()
    {
        var made = await MakeAsync("C-1");
        Assert.Equal(201, made.Status);
        Assert.Equal(("open", made.Text("madeAt")), (made.Text("state"), made.Text("changedAt")));
        var found = await service.SendAsync(HttpMethod.Get, made.Headers.Location!.OriginalString);
        Assert.Equal(made.Json.GetRawText(), found.Json.GetRawText());
        Assert.Equal(made.Tag, found.Tag);
        Assert.Equal(304, (await service.SendAsync(HttpMethod.Get, PathOf(made), null, $"If-None-Match: {made.Tag}")).Status);
        Assert.Equal(404, (await service.SendAsync(HttpMethod.Get, $"{Path}/nobody")).Status);
    }

    [Fact]
    public async Task All_faults_of_a_request_are_told_at_once()
    {
        var answer = await service.SendAsync(HttpMethod.Post, Path, """{"text": 7, "state": "gone", "colour": "red"}""");
        Assert.Equal(400, answer.Status);
        Assert.Equal(["colour", "customerId", "state", "text"], answer.Faults.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_change_holds_only_where_nobody_changed_it_meanwhile()
    {
        var made = await MakeAsync("C-2");
        var changed = await ChangeAsync(made, "waiting", $"If-Match: {made.Tag}");
        Assert.Equal((200, "waiting"), (changed.Status, changed.Text("state")));
        Assert.Equal(412, (await ChangeAsync(made, "closed", $"If-Match: {made.Tag}")).Status);
        Assert.Equal(412, (await service.SendAsync(HttpMethod.Delete, PathOf(made), null, $"If-Match: {made.Tag}")).Status);
        Assert.Equal(204, (await service.SendAsync(HttpMethod.Delete, PathOf(made), null, $"If-Match: {changed.Tag}")).Status);
        Assert.Equal(404, (await service.SendAsync(HttpMethod.Get, PathOf(made))).Status);
    }

    [Fact]
    public async Task A_refused_transition_says_why()
    {
        var made = await MakeAsync("C-3");
        Assert.Equal(200, (await ChangeAsync(made, "closed")).Status);
        var refused = await ChangeAsync(made, "waiting");
        Assert.Equal(409, refused.Status);
        Assert.Contains("is closed, and from there it can become open", refused.Text("detail"));
    }

    [Fact]
    public async Task A_write_that_is_tried_changes_nothing_and_one_that_is_repeated_is_made_once()
    {
        const string json = """{"customerId": "C-4", "text": "x"}""";
        var tried = await service.SendAsync(HttpMethod.Post, Path, json, "Prefer: dry-run");
        Assert.Equal((201, "dry-run"), (tried.Status, tried.Headers.GetValues("Preference-Applied").Single()));
        Assert.Empty(await IdsAsync("customerId=C-4"));
        var first = await service.SendAsync(HttpMethod.Post, Path, json, "X-Hub-Request-Id: one");
        var second = await service.SendAsync(HttpMethod.Post, Path, json, "X-Hub-Request-Id: one");
        Assert.Equal(first.Json.GetRawText(), second.Json.GetRawText());
        Assert.Equal([first.Text("id")], await IdsAsync("customerId=C-4"));
    }

    [Theory]
    [InlineData("madeAt")]
    [InlineData("-madeAt")]
    [InlineData("changedAt")]
    [InlineData("-changedAt")]
    public async Task Pages_follow_one_another_in_every_order(string sort)
    {
        var customer = $"C-{Guid.NewGuid():N}"[..20];
        List<string> made = [];
        for (var n = 0; n < 5; n++)
            made.Add((await MakeAsync(customer)).Text("id"));
        var seen = await IdsAsync($"customerId={customer}&sort={sort}&limit=2");
        Assert.Equal(sort[0] == '-' ? Enumerable.Reverse(made) : made, seen);
        Assert.Equal(400, (await service.SendAsync(HttpMethod.Get, $"{Path}?sort=colour")).Status);
    }

    private static string PathOf(Answer made) => $"{Path}/{made.Text("id")}";

    private Task<Answer> MakeAsync(string customer) =>
        service.SendAsync(HttpMethod.Post, Path, $$"""{"customerId": "{{customer}}", "text": "The box was empty."}""");

    private Task<Answer> ChangeAsync(Answer made, string state, params string[] headers) => service.SendAsync(
        HttpMethod.Put, PathOf(made), $$"""{"customerId": "{{made.Text("customerId")}}", "text": "x", "state": "{{state}}"}""",
        headers);

    private async Task<List<string>> IdsAsync(string query)
    {
        List<string> ids = [];
        for (string? after = ""; after is not null;)
        {
            var page = (await service.SendAsync(HttpMethod.Get, $"{Path}?{query}{after}")).Json;
            ids.AddRange(page.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetString()!));
            after = page.TryGetProperty("next", out var next) ? $"&after={next.GetString()}" : null;
        }

        return ids;
    }
}
