using System.Text.Json.Nodes;
using Hub.Platform.Plan;
using Hub.ServiceKit.Changes;
using Hub.Sync.LinkedServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Hub.Sync.Tests.LinkedServices;

/// <summary>A service that answers what no service should is told so, and neither trusted nor followed.</summary>
public sealed class HostileServices : IAsyncDisposable
{
    private const string Event = """
        {"specversion":"1.0","id":"1","source":"/x","type":"hub.record.changed","subject":"A","version":1,"origin":"new",
         "cursor":"1","data":{"id":"A"}}
        """;

    private readonly HttpMessageInvoker _http = ServiceClient.CreateInvoker();
    private readonly List<string> _asked = [];
    private WebApplication? _host;

    [Theory]
    [InlineData("<html>", "is not a JSON array")]
    [InlineData("{}", "is not a JSON array")]
    [InlineData("", "is not a JSON array")]
    [InlineData("[1]", "event 0 of its answer is not a JSON object")]
    [InlineData("[{\"type\":\"x\",\"type\":\"y\"}]", "without duplicate names")]
    [InlineData("""[{"type":"upsert"}]""", "has no 'type' of hub.record.changed or hub.record.deleted")]
    [InlineData("""[{"type":"hub.record.changed","subject":""}]""", "has no 'subject'")]
    [InlineData("""[{"type":"hub.record.changed","subject":".."}]""", "has no 'subject'")]
    [InlineData("""[{"type":"hub.record.changed","subject":"A","version":0}]""", "has no 'version'")]
    [InlineData("""[{"type":"hub.record.changed","subject":"A","version":"1e3"}]""", "has no 'version'")]
    [InlineData("""[{"type":"hub.record.changed","subject":"A","version":1,"origin":"me"}]""", "has no 'origin'")]
    [InlineData("""[{"type":"hub.record.changed","subject":"A","version":1,"origin":"new","cursor":1}]""", "has no 'cursor'")]
    public async Task Changes_that_cannot_be_read_are_told_with_their_place(string body, string told)
    {
        var source = await SourceAsync(context => context.Response.WriteAsync(body));
        (await UnavailableAsync(() => source.ReadAsync(null, 10, Cancellation))).Message.ShouldContain(told);
    }

    [Fact]
    public async Task A_packed_answer_is_told_as_such()
    {
        var source = await SourceAsync(context =>
        {
            context.Response.Headers.ContentEncoding = "gzip";
            return context.Response.WriteAsync($"[{Event}]");
        });
        (await UnavailableAsync(() => source.ReadAsync(null, 10, Cancellation))).Message.ShouldContain("Content-Encoding: gzip");
    }

    [Fact]
    public async Task A_cursor_that_does_not_move_ends_the_reading_and_goes_round_nowhere()
    {
        var source = await SourceAsync(context => context.Response.WriteAsync($"[{Event}]"));
        (await source.ReadAsync(null, 10, Cancellation)).ShouldHaveSingleItem().Position.ShouldBe("1");
        (await UnavailableAsync(() => source.ReadAsync("1", 10, Cancellation))).Message
            .ShouldContain("cursor that was told before");
    }

    [Fact]
    public async Task Versions_of_a_record_that_go_down_are_not_read()
    {
        var (second, first) = (
            Event.Replace("\"version\":1", "\"version\":2"), Event.Replace("\"cursor\":\"1\"", "\"cursor\":\"2\""));
        var source = await SourceAsync(context => context.Response.WriteAsync($"[{second},{first}]"));
        (await UnavailableAsync(() => source.ReadAsync(null, 10, Cancellation))).Message.ShouldContain("versions grow");
    }

    [Fact]
    public async Task An_event_without_a_record_is_a_fault_of_its_own_and_the_others_are_read()
    {
        var source = await SourceAsync(context => context.Response.WriteAsync(
            $"[{Event.Replace("{\"id\":\"A\"}", "7")},{Event.Replace("\"1\"", "\"2\"").Replace("\"A\"", "\"B\"")}]"));
        var changes = await source.ReadAsync(null, 10, Cancellation);
        changes.Select(c => (c.Key, c.Fault is null)).ShouldBe([("A", false), ("B", true)]);
    }

    [Fact]
    public async Task A_huge_page_is_asked_for_in_smaller_ones_and_a_huge_change_is_told()
    {
        var source = await SourceAsync(async context =>
        {
            var piece = new byte[1024 * 1024];
            for (var n = 0; n < 20; n++)
                await context.Response.Body.WriteAsync(piece, context.RequestAborted);
        });
        (await UnavailableAsync(() => source.ReadAsync(null, 8, Cancellation))).Message
            .ShouldContain("more than 16 MB where one change is asked for");
        _asked.Select(a => a[(a.IndexOf('=', StringComparison.Ordinal) + 1)..]).ShouldBe(["8", "4", "2", "1"]);
    }

    [Fact]
    public async Task A_redirect_is_not_followed_and_brings_the_token_nowhere()
    {
        var source = await SourceAsync(context =>
        {
            context.Response.Redirect("/elsewhere");
            return Task.CompletedTask;
        });
        (await UnavailableAsync(() => source.ReadAsync(null, 10, Cancellation))).Message.ShouldContain("redirect (302)");
        _asked.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData(401), InlineData(403)]
    public async Task A_service_that_refuses_the_hub_is_no_fault_of_the_record(int status)
    {
        var target = await TargetAsync(Answering(status));
        var failure = await UnavailableAsync(() => target.ApplyAsync(Change("{\"id\":\"A\"}"), null, Cancellation));
        (failure.MayBeOfRecord, failure.Message.Contains("'token'", StringComparison.Ordinal)).ShouldBe((false, true));
    }

    [Fact]
    public async Task Places_lost_again_and_again_are_told_and_read_from_the_beginning_once()
    {
        var source = await SourceAsync(context =>
        {
            var isFirst = !context.Request.Query.ContainsKey("after");
            context.Response.StatusCode = isFirst ? 200 : 410;
            return isFirst ? context.Response.WriteAsync($"[{Event}]") : Task.CompletedTask;
        });
        (await source.ReadAsync("9", 10, Cancellation)).ShouldHaveSingleItem().Key.ShouldBe("A");
        source.Report!.Notice!.ShouldContain("all of its records are read again");
        (await UnavailableAsync(() => source.ReadAsync("1", 10, Cancellation))).Message.ShouldContain("answers 410 to a cursor");
    }

    [Fact]
    public async Task A_412_for_ever_is_given_up_and_comes_back_later()
    {
        var target = await TargetAsync(context => Record(context, put: 412));
        var failure = await UnavailableAsync(() => target.ApplyAsync(Change("{\"id\":\"A\",\"x\":2}"), "A", Cancellation));
        (failure.MayBeOfRecord, failure.Message.Contains("5 times", StringComparison.Ordinal)).ShouldBe((true, true));
        _asked.Count(a => a.StartsWith("PUT", StringComparison.Ordinal)).ShouldBe(5);
    }

    [Theory]
    [InlineData(409), InlineData(422), InlineData(400), InlineData(413)]
    public async Task A_refusal_is_parked_with_its_reason_on_one_line(int status)
    {
        var target = await TargetAsync(context => Record(
            context, status,
            """{"title":"Not\nvalid","errors":[{"path":"lines[0].sku","detail":"is unknown"}],"detail":"of Ann"}"""));
        var result = await target.ApplyAsync(Change("{\"id\":\"A\",\"x\":2}"), "A", Cancellation);
        result.Outcome.ShouldBe(ApplyOutcome.Refused);
        result.Reason.ShouldEndWith($" answered {status}: Not valid; lines[0].sku: is unknown");
        result.Faults.ShouldBe([new FieldFault("lines[0].sku", "is unknown")]);
    }

    [Theory]
    [InlineData(500, true), InlineData(503, false), InlineData(429, false)]
    public async Task A_failure_is_asked_again(int status, bool mayBeOfRecord)
    {
        var target = await TargetAsync(context => Record(context, status));
        (await UnavailableAsync(() => target.ApplyAsync(Change("{\"id\":\"A\",\"x\":2}"), "A", Cancellation)))
            .MayBeOfRecord.ShouldBe(mayBeOfRecord);
    }

    [Theory]
    [InlineData("[]", "\"1\"", "not a JSON object")]
    [InlineData("{\"id\":\"A\"}", "W/\"1\"", "strong ETag")]
    [InlineData("{\"id\":\"A\"}", null, "strong ETag")]
    public async Task A_record_without_content_or_version_is_not_written_over(string body, string? tag, string told)
    {
        var target = await TargetAsync(context =>
        {
            if (tag is not null)
                context.Response.Headers.ETag = tag;
            return context.Response.WriteAsync(body);
        });
        (await UnavailableAsync(() => target.ApplyAsync(Change("{\"id\":\"A\"}"), "A", Cancellation))).Message
            .ShouldContain(told);
        _asked.ShouldAllBe(a => a.StartsWith("GET", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_record_of_the_service_itself_with_the_same_key_is_not_written_over()
    {
        var target = await TargetAsync(context => Record(context, 204));
        var result = await target.ApplyAsync(Change("{\"id\":\"A\",\"x\":2}"), null, Cancellation);
        (result.Outcome, result.Reason!.Contains("did not come from legacy", StringComparison.Ordinal))
            .ShouldBe((ApplyOutcome.Refused, true));
        _asked.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_dry_run_that_may_have_written_is_told()
    {
        var target = new RehearsedServiceTarget(await ClientAsync(context => Record(context, 204)));
        var write = new RecordComparison((_, _) => new TargetDecision(TargetAct.Save, Change("{\"id\":\"A\",\"x\":2}").Content));
        (await UnavailableAsync(() => target.RehearseAsync(Change("{\"id\":\"A\",\"x\":2}"), "A", write, Cancellation)))
            .Message.ShouldContain("take 'dryRun' out of the link");
    }

    [Fact]
    public async Task A_change_that_the_record_names_was_written_before_and_is_not_written_again()
    {
        var target = await TargetAsync(context =>
        {
            context.Response.Headers["Hub-Change"] = new HubChange("ä/1", 7).ToString();
            return Record(context, 204);
        });
        var change = Change("{\"id\":\"A\",\"x\":2}") with { Key = "ä/1", Version = 7 };
        (await target.ApplyAsync(change, "A", Cancellation)).ShouldBe(new ApplyResult(ApplyOutcome.AlreadyApplied, "A"));
        (await target.ApplyAsync(change with { Version = 6 }, "A", Cancellation)).Outcome.ShouldBe(ApplyOutcome.AlreadyApplied);
        _asked.ShouldAllBe(a => a.StartsWith("GET", StringComparison.Ordinal));
        (await target.ApplyAsync(change with { Version = 8 }, "A", Cancellation)).Outcome.ShouldBe(ApplyOutcome.Applied);
        (await target.FindCounterpartAsync("A", Cancellation)).Key.ShouldBe("ä/1");
    }

    [Fact]
    public async Task An_address_where_nobody_listens_is_no_fault_of_the_record()
    {
        var client = new ServiceClient(
            _http, "http://nobody", new LinkedServicePlan(
                new Uri($"http://127.0.0.1:{Hub.Tests.Servers.FreePort.Take()}"), "/c", "/r", null, false), TimeProvider.System);
        var failure = await UnavailableAsync(
            () => new ServiceChangeTarget(client).ApplyAsync(Change("{\"id\":\"A\"}"), null, Cancellation));
        (failure.MayBeOfRecord, failure.Message).ShouldBe((false, "http://nobody cannot be reached"));
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
            await _host.DisposeAsync();
        _http.Dispose();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static Change Change(string content) =>
        new("A", null, 1, "1", Side.Legacy, ChangeKind.Upsert, null, JsonNode.Parse(content)!.AsObject());

    private static RequestDelegate Answering(int status) => context =>
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    };

    private static Task Record(HttpContext context, int put, string body = "")
    {
        if (context.Request.Method != HttpMethods.Put)
        {
            context.Response.Headers.ETag = "\"3\"";
            return context.Response.WriteAsync("{\"id\":\"A\",\"x\":1}");
        }

        context.Response.StatusCode = put;
        return body.Length > 0 ? context.Response.WriteAsync(body) : Task.CompletedTask;
    }

    private static Task<ChangeTargetUnavailableException> UnavailableAsync(Func<Task> act) =>
        Should.ThrowAsync<ChangeTargetUnavailableException>(act);

    private async Task<ServiceChangeSource> SourceAsync(RequestDelegate answer) =>
        new(await ClientAsync(answer), null, TimeProvider.System);

    private async Task<ServiceChangeTarget> TargetAsync(RequestDelegate answer) => new(await ClientAsync(answer));

    private async Task<ServiceClient> ClientAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        _host = builder.Build();
        _host.Run(context =>
        {
            lock (_asked)
                _asked.Add($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}");
            return answer(context);
        });
        await _host.StartAsync(Cancellation);
        return new ServiceClient(
            _http, "http://hostile", new LinkedServicePlan(new Uri(_host.Urls.Single()), "/changes", "/records", "t0ken", false),
            TimeProvider.System);
    }
}
