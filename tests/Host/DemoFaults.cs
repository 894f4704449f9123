using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Host.Demo;
using Hub.Tests;

namespace Hub.Host.Tests;

/// <summary>Seeded faults of the demo's new services: who may switch them, and what they do to answers.</summary>
public sealed class DemoFaults(RunningDemo demo) : IClassFixture<RunningDemo>
{
    private const string Path = "/hub/api/demo/faults";

    [Theory]
    [InlineData("rounding", """{"total":12.50,"lines":[{"quantity":2,"unitPrice":6.25}]}""",
        """{"total":12.51,"lines":[{"quantity":2,"unitPrice":6.26}]}""")]
    [InlineData("missing-line", """{"items":[{"lines":[{"sku":"a"},{"sku":"b"}]}]}""", """{"items":[{"lines":[{"sku":"a"}]}]}""")]
    [InlineData("time-zone", """{"placedAt":"2026-11-30T10:00:00+01:00","id":"2026-11-30"}""",
        """{"placedAt":"2026-11-30T11:00:00+01:00","id":"2026-11-30"}""")]
    [InlineData("status", """{"status":"new","note":"new"}""", """{"status":"released","note":"new"}""")]
    [InlineData("empty-list", """{"phones":[],"addresses":[]}""", """{"phones":[],"addresses":[],"contacts":[]}""")]
    public void A_fault_changes_what_it_says_and_nothing_else(string fault, string answer, string spoiled)
    {
        var json = JsonNode.Parse(answer)!;
        Named(fault).Spoil!(json);
        JsonNode.DeepEquals(json, JsonNode.Parse(spoiled)).ShouldBeTrue(json.ToJsonString().Replace("\\u002B", "+"));
    }

    [Theory]
    [InlineData(100, 1000)]
    [InlineData(50, 500)]
    [InlineData(1, 10)]
    [InlineData(0.25, 3)]
    public void It_has_exactly_its_share_of_the_answers(double percent, int ofThousand)
    {
        var on = new FaultSwitch.SwitchedOn(Named("errors"), percent);
        Enumerable.Range(0, 1000).Count(_ => on.Strikes()).ShouldBe(ofThousand);
    }

    [Fact]
    public async Task Only_an_admin_switches_it_and_that_is_audited_and_callers_see_it_until_it_is_off()
    {
        await demo.RunAsync("shift", "customers.get", "--to", "new", "--reason", "to see it");
        var before = await AnswerAsync();
        before.Side.ShouldBe("new");

        foreach (var role in new[] { "viewer", "operator", "integrator" })
        {
            using var client = await ClientOfAsync(role);
            (await client.GetAsync(Path)).StatusCode.ShouldBe(HttpStatusCode.OK);
            (await client.PostAsJsonAsync(Path, new { name = "rounding" })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
            (await client.DeleteAsync(Path)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        }

        using (var nobody = new HttpClient { BaseAddress = new Uri(demo.Url) })
            (await nobody.PostAsJsonAsync(Path, new { name = "rounding" })).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        (await demo.RunAsync("demo", "fault", "status")).Output.Trim()
            .ShouldBe("100 % of what new services answer has the fault status, until ./hub demo fault --clear");
        (await AnswerAsync()).Json["status"]!.GetValue<string>().ShouldNotBe(before.Json["status"]!.GetValue<string>());
        (await demo.RunAsync("demo", "fault", "list")).Output.ShouldMatch(@"status +on +100 %");

        await demo.RunAsync("demo", "fault", "errors", "--percent", "50");
        var statuses = new List<HttpStatusCode>();
        for (var n = 0; n < 4; n++)
            statuses.Add((await AnswerAsync()).Status);
        statuses.Count(s => s == HttpStatusCode.InternalServerError).ShouldBe(2);

        var off = JsonElement.Parse((await demo.RunAsync("demo", "fault", "--clear", "--json")).Output);
        off.GetProperty("faults").EnumerateArray().ShouldAllBe(f => !f.GetProperty("on").GetBoolean());
        JsonNode.DeepEquals((await AnswerAsync()).Json, before.Json).ShouldBeTrue();

        var audit = (await demo.RunAsync("audit", "--action", "demo fault", "--wide")).Output;
        audit.ShouldContain("new services have the fault errors, 50 %");
        audit.ShouldContain("no fault any longer");
        audit.ShouldContain("refused");
    }

    [Theory]
    [InlineData("""{ "name": "roundin" }""", "did you mean 'rounding'?")]
    [InlineData("""{ "name": "errors", "percent": 101 }""", "percent: is above 0 and at most 100")]
    public async Task What_is_no_fault_is_refused(string body, string why)
    {
        using var admin = await ClientOfAsync("admin");
        using var content = new StringContent(body, new MediaTypeHeaderValue("application/json"));
        using var answer = await admin.PostAsync(Path, content);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["detail"]!.GetValue<string>().ShouldContain(why);
    }

    private static SeededFault Named(string name) => SeededFault.All.Single(f => f.Name == name);

    private async Task<HttpClient> ClientOfAsync(string role)
    {
        var made = JsonElement.Parse(
            (await demo.RunAsync("token", "create", $"{role}-{Guid.NewGuid():n}"[..20], "--role", role, "--json")).Output);
        var client = new HttpClient { BaseAddress = new Uri(demo.Url) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", made.GetProperty("token").GetString());
        return client;
    }

    private async Task<(HttpStatusCode Status, string Side, JsonNode Json)> AnswerAsync()
    {
        using var client = new HttpClient { BaseAddress = new Uri(demo.Url) };
        using var answer = await client.GetAsync("/api/customers/C-1001");
        return (answer.StatusCode, answer.Headers.GetValues("X-Hub-Side").Single(),
            JsonNode.Parse(await answer.Content.ReadAsStringAsync())!);
    }
}

/// <summary>A hub that is not the demo has no faults to switch on.</summary>
public sealed class FaultsOfOtherHubs : DemoOfItsOwn
{
    [Fact]
    public async Task A_hub_without_the_landscape_beside_it_has_nothing_of_them()
    {
        var refused = await HubCommand.RunAsync(Environment, "demo", "fault", "rounding");
        refused.ExitCode.ShouldBe(1, refused.Output);
        refused.Errors.ShouldStartWith("This hub is not the demo, so it has no seeded faults");
        (await HubCommand.RunAsync(Environment, "demo", "fault", "list")).ExitCode.ShouldBe(1);
        (await Hub.StatusAsync("/hub/api/demo/faults")).ShouldBe(HttpStatusCode.NotFound);
    }
}
