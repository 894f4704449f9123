using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Hub.Platform.Identity;
using Hub.Tests;

namespace Hub.Host.Tests;

/// <summary>Jobs from outside: the API, the engine's pages, and what both write down.</summary>
public sealed class Jobs_from_outside(AccessHub hub) : IClassFixture<AccessHub>
{
    private const string Job = "idempotency-pruning";

    [Fact]
    public async Task A_job_is_listed_and_run_and_both_are_told()
    {
        var job = await KnownAsync();
        job.GetProperty("cron").GetString().ShouldNotBeNullOrEmpty();
        job.GetProperty("nextAt").GetDateTimeOffset().ShouldBeGreaterThan(TimeProvider.System.GetUtcNow().AddMinutes(-1));
        using var started = await SendAsync(HttpMethod.Post, $"/hub/api/jobs/{Job}/runs", """{ "reason": "after a test" }""");
        started.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var id = (await JsonAsync(started)).GetProperty("id").GetString();
        var run = await Eventually.GetAsync("the run has ended", async () =>
        {
            using var runs = await SendAsync(HttpMethod.Get, $"/hub/api/jobs/{Job}/runs");
            return (await JsonAsync(runs)).EnumerateArray()
                .Where(r => r.GetProperty("id").GetString() == id && r.GetProperty("state").GetString() == "succeeded")
                .Select(r => r.ToString()).FirstOrDefault();
        });
        run.ShouldContain("operator-everywhere: after a test");
        (await hub.Audit.ListAsync(10)).ShouldContain(e => e.Action == "jobs run" && e.Target == Job && e.Outcome == "done");
    }

    [Theory]
    [InlineData("""{ "arguments": { "a": 1 } }""", "$.arguments: the job 'idempotency-pruning' takes none")]
    [InlineData("""{ "at": "2020-01-01T00:00:00Z" }""", "is past; give a time to come")]
    [InlineData("""{ "when": "now" }""", "$.when")]
    public async Task What_does_not_fit_is_refused_with_the_reason(string body, string reason)
    {
        await KnownAsync();
        using var refused = await SendAsync(HttpMethod.Post, $"/hub/api/jobs/{Job}/runs", body);
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await JsonAsync(refused)).GetProperty("detail").GetString()!.ShouldContain(reason);
    }

    [Fact]
    public async Task A_name_that_is_none_is_told_with_the_one_that_is_near()
    {
        await KnownAsync();
        using var missing = await SendAsync(HttpMethod.Post, "/hub/api/jobs/idempotency-prunin/runs", "{}");
        missing.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await JsonAsync(missing)).GetProperty("detail").GetString()!.ShouldContain($"did you mean '{Job}'");
    }

    [Fact]
    public async Task A_browser_is_asked_for_a_token_and_sees_the_pages_with_all_their_files()
    {
        using var asked = await hub.Client.GetAsync("/hub/jobs");
        asked.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        asked.Headers.WwwAuthenticate.ToString().ShouldStartWith("Basic ");
        using var page = await PageAsync(HttpMethod.Get, "/hub/jobs/recurring", "viewer-orders");
        var html = await page.Content.ReadAsStringAsync();
        html.ShouldContain(Job);
        html.ShouldNotContain("data-url=\"/hub/jobs/recurring/trigger\"", customMessage: "a viewer has no buttons");
        var files = html.Split('"').Where(t => t.StartsWith("/hub/jobs/css", StringComparison.Ordinal)
            || t.StartsWith("/hub/jobs/js", StringComparison.Ordinal)).Distinct().ToList();
        files.Count.ShouldBeGreaterThan(2);
        foreach (var file in files)
        {
            using var found = await PageAsync(HttpMethod.Get, file, "viewer-orders");
            found.StatusCode.ShouldBe(HttpStatusCode.OK, file);
        }
    }

    [Fact]
    public async Task A_password_opens_the_pages_only()
    {
        using var api = await PageAsync(HttpMethod.Get, "/hub/api/jobs", "admin-everywhere");
        api.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        using var wrong = new HttpRequestMessage(HttpMethod.Get, "/hub/jobs");
        wrong.Headers.Authorization = new AuthenticationHeaderValue("Basic", "not base64!");
        using var refused = await hub.Client.SendAsync(wrong);
        refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("operator-everywhere", "same-origin", HttpStatusCode.NoContent)]
    [InlineData("operator-everywhere", "cross-site", HttpStatusCode.Forbidden)]
    [InlineData("operator-orders", "same-origin", HttpStatusCode.Forbidden)]
    [InlineData("viewer-everywhere", "same-origin", HttpStatusCode.Forbidden)]
    public async Task A_button_is_for_an_operator_of_everything_on_the_hubs_own_page(
        string caller, string site, HttpStatusCode expected)
    {
        await KnownAsync();
        using var pressed = await PageAsync(HttpMethod.Post, "/hub/jobs/recurring/trigger", caller, request =>
        {
            request.Headers.Add("Sec-Fetch-Site", site);
            request.Content = new FormUrlEncodedContent([KeyValuePair.Create("jobs[]", Job)]);
        });
        pressed.StatusCode.ShouldBe(expected);
        var entry = (await hub.Audit.ListAsync(1)).Single();
        (entry.Actor, entry.Action, entry.Target).ShouldBe((caller, "jobs page", "recurring/trigger"));
        entry.Outcome.ShouldBe(expected == HttpStatusCode.NoContent ? "done" : "refused");
        if (entry.Outcome == "done")
            entry.Detail.ShouldBe(Job);
    }

    private async Task<JsonElement> KnownAsync() => JsonDocument.Parse(await Eventually.GetAsync("the job is known", async () =>
    {
        using var jobs = await SendAsync(HttpMethod.Get, "/hub/api/jobs");
        return (await JsonAsync(jobs)).EnumerateArray().Where(j => j.GetProperty("name").GetString() == Job)
            .Select(j => j.ToString()).FirstOrDefault();
    })).RootElement;

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage response) =>
        JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;

    private Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? body = null)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", hub.TokenOf("operator-everywhere"));
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        return hub.Client.SendAsync(request);
    }

    private Task<HttpResponseMessage> PageAsync(
        HttpMethod method, string path, string caller, Action<HttpRequestMessage>? prepare = null)
    {
        var request = new HttpRequestMessage(method, path);
        var password = Convert.ToBase64String(Encoding.UTF8.GetBytes($"me:{hub.TokenOf(caller)}"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", password);
        prepare?.Invoke(request);
        return hub.Client.SendAsync(request);
    }
}
