using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Hub.Adapters.Tests.Stubs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Hub.Adapters.Tests.Resources;

public sealed class Answering : WrappedParts
{
    private const string Part =
        """<GetPartResponse xmlns="urn:parts"><Part rev="3"><No>17</No><Count>12345678901234567890123</Count>"""
        + "<Weight>1.50</Weight><Sold>true</Sold><Note/><Tag>a</Tag></Part></GetPartResponse>";

    [Fact]
    public async Task A_resource_is_an_operation_in_the_contracts_words()
    {
        Stub.AnswerWithBody(Part);

        (await Adapters.Client.GetStringAsync("/api/parts/T-17"))
            .ShouldBe("""{"id":"T-17","count":12345678901234567890123,"tags":["a"],"weight":1.50}""");
        var (action, type, envelope) = Stub.Requests.Single();
        action.ShouldBe("\"urn:get\"");
        type.ShouldBe("text/xml; charset=utf-8");
        envelope.ShouldContain("<GetPart xmlns=\"urn:parts\"><No>17</No></GetPart>");
    }

    [Fact]
    public async Task A_declared_fault_has_its_status_and_the_systems_words()
    {
        Stub.AnswerWith(SoapStub.Fault("NoSuchPart", "There is no part 17."), 500);

        (await ProblemAsync("/api/parts/T-17", HttpStatusCode.NotFound))["detail"]!.ToString().ShouldBe("There is no part 17.");
    }

    [Fact]
    public async Task An_undeclared_fault_tells_nothing_of_the_inside()
    {
        Stub.AnswerWith(SoapStub.Fault("Crash", "java.lang.NullPointerException at com.example.Secret"), 500);

        var told = (await ProblemAsync("/api/parts/T-17", HttpStatusCode.UnprocessableEntity)).ToJsonString();
        told.ShouldNotContain("Secret");
        told.ShouldNotContain("java.lang");
    }

    [Theory]
    [InlineData("/api/parts/17", "There is no such record: 'id' in the path: '17' does not begin with 'T-'.")]
    [InlineData(
        "/api/parts/T-abc",
        "There is no such record: 'id' in the path: 'abc' is not a whole number from -2147483648 to 2147483647.")]
    [InlineData(
        "/api/parts/T-99999999999",
        "There is no such record: 'id' in the path: '99999999999' is not a whole number from -2147483648 to 2147483647.")]
    [InlineData("/api/parts/T-", "There is no such record: 'id' in the path: without its prefix or padding the key is empty.")]
    public async Task A_key_that_cannot_be_the_systems_is_a_404_and_not_asked_for(string path, string detail)
    {
        (await ProblemAsync(path, HttpStatusCode.NotFound))["detail"]!.ToString().ShouldBe(detail);
        Stub.Requests.ShouldBeEmpty();
    }

    public static TheoryData<string> Hostile { get; } =
    [
        "<html><body>Sign in</body></html>",
        "not XML at all",
        "",
        "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body>" + Part,
        SoapStub.Envelope(Part)[..^12],
        "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>"
            + SoapStub.Envelope(Part.Replace("17", "&e;", StringComparison.Ordinal)),
        SoapStub.Envelope(string.Concat(Enumerable.Repeat("<a>", 100_000)) + string.Concat(Enumerable.Repeat("</a>", 100_000))),
        SoapStub.Envelope(Part.Replace(
            "<Note/>",
            string.Concat(Enumerable.Repeat("<Inner xmlns='urn:parts'>", 5_000))
                + string.Concat(Enumerable.Repeat("</Inner>", 5_000)),
            StringComparison.Ordinal)),
        SoapStub.Envelope(Part.Replace("<Note/>", $"<Note>{new string('x', 17 * 1024 * 1024)}</Note>", StringComparison.Ordinal)),
        SoapStub.Envelope(Part.Replace("1.50", "a lot", StringComparison.Ordinal)),
        SoapStub.Envelope("<Other xmlns='urn:parts'/>"),
        SoapStub.Envelope(""),
    ];

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task What_is_no_answer_is_a_502(string answer)
    {
        Stub.AnswerWith(answer);

        // A loaded machine takes longer than the plan's second over the largest of them.
        await using var patient = await StartAsync(
            Parts.Bundle(Parts.System.Replace("timeout: 1s", "timeout: 60s", StringComparison.Ordinal)));
        using var told = await patient.Client.GetAsync("/api/parts/T-17");
        await ReadProblemAsync(told, HttpStatusCode.BadGateway);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        Stub.Answer = (context, _) =>
        {
            context.Response.Redirect(Stub.Address + "/elsewhere");
            return Task.CompletedTask;
        };

        await ProblemAsync("/api/parts/T-17", HttpStatusCode.BadGateway);
        Stub.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_system_that_is_not_there_is_a_502_even_for_a_write()
    {
        await Stub.DisposeAsync();

        var problem = await BookAsync(HttpStatusCode.BadGateway);
        problem["detail"]!.ToString().ShouldContain("nothing was sent");
        problem.ContainsKey("externalReference").ShouldBeFalse();
    }

    [Fact]
    public async Task A_read_that_hangs_is_a_504()
    {
        Hang();

        await ProblemAsync("/api/parts/T-17", HttpStatusCode.GatewayTimeout);
    }

    [Fact]
    public async Task A_write_that_hangs_has_an_unknown_outcome_and_is_sent_once()
    {
        Hang();

        var problem = await BookAsync(HttpStatusCode.GatewayTimeout);
        problem["title"]!.ToString().ShouldBe("Outcome unknown");
        problem["externalReference"]!.ToString().ShouldBe("r-1");
        problem["lookup"]!.ToString().ShouldBe("/api/bookings?ref=r-1");
        Stub.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_write_whose_connection_breaks_has_an_unknown_outcome_and_is_sent_once()
    {
        Stub.Answer = (context, _) =>
        {
            context.Abort();
            return Task.CompletedTask;
        };

        (await BookAsync(HttpStatusCode.GatewayTimeout))["title"]!.ToString().ShouldBe("Outcome unknown");
        Stub.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_write_answered_by_nonsense_names_its_reference_too()
    {
        Stub.AnswerWith("<html/>");

        (await BookAsync(HttpStatusCode.BadGateway))["externalReference"]!.ToString().ShouldBe("r-1");
    }

    [Fact]
    public async Task A_good_write_is_created_at_its_location()
    {
        Stub.AnswerWithBody("<BookResponse xmlns='urn:parts'><BookingNo>9</BookingNo></BookResponse>");

        using var answer = await PostAsync("""{"lines": [{"sku": "T-1", "quantity": 2}]}""");
        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        answer.Headers.Location!.OriginalString.ShouldBe("/api/bookings/B-9");
        Stub.Requests.Single().Envelope.ShouldContain("<Ref>r-1</Ref><Item><No>1</No><Qty>2</Qty></Item>");
    }

    [Fact]
    public async Task A_byte_order_mark_before_a_body_is_read_over()
    {
        Stub.AnswerWithBody("<BookResponse xmlns='urn:parts'><BookingNo>9</BookingNo></BookResponse>");
        using var answer = await PostAsync("\uFEFF{\"lines\": [{\"sku\": \"T-1\", \"quantity\": 2}]}");
        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task The_faults_of_a_request_are_told_together_in_the_contracts_words()
    {
        using var answer = await PostAsync(
            """{"linez": 1, "lines": [{"sku": "T-1", "quantity": 1}, {"sku": "X", "quantity": "abc"}, {"sku": "T-12345"}]}""");

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var problem = (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
        problem["errors"]!.AsArray().Select(e => $"{e!["path"]}: {e["detail"]}").ShouldBe([
            "linez: cannot be set; did you mean 'lines'?",
            "lines[1].sku: 'X' does not begin with 'T-'",
            "lines[1].quantity: 'abc' is not a whole number from -2147483648 to 2147483647",
            "lines[2].sku: '12345' has 5 characters, at most 4 are allowed",
            "lines[2].quantity: is required",
        ], ignoreOrder: true);
        Stub.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{"lines": [{"sku": "a", "sku": "b"}]}""")]
    [InlineData("""{"lines": "\ud800"}""")]
    [InlineData("[]")]
    [InlineData("null")]
    public async Task A_body_that_cannot_be_read_is_a_400(string body)
    {
        using var answer = await PostAsync(body);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task No_more_calls_are_in_flight_than_the_plan_allows()
    {
        var (now, most) = (0, 0);
        Stub.Answer = async (context, _) =>
        {
            InterlockedMax(ref most, Interlocked.Increment(ref now));
            await Task.Delay(20);
            Interlocked.Decrement(ref now);
            await context.Response.WriteAsync(SoapStub.Envelope(Part));
        };

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Adapters.Client.GetStringAsync("/api/parts/T-17")));
        most.ShouldBe(2);
    }

    [Fact]
    public async Task Who_waits_longer_than_a_call_may_take_is_told_to_come_back()
    {
        Hang();
        var calls = Enumerable.Range(0, 12).Select(_ => Adapters.Client.GetAsync("/api/parts/T-17")).ToList();
        var answers = await Task.WhenAll(calls);

        var busy = answers.First(a => a.StatusCode == HttpStatusCode.ServiceUnavailable);
        busy.Headers.RetryAfter.ShouldNotBeNull();
    }

    private static void InterlockedMax(ref int place, int value)
    {
        for (var seen = Volatile.Read(ref place); value > seen; seen = Volatile.Read(ref place))
            Interlocked.CompareExchange(ref place, value, seen);
    }

    private void Hang() =>
        Stub.Answer = (context, _) =>
            Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);

    private async Task<HttpResponseMessage> PostAsync(string body)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/bookings") { Content = content };
        request.Headers.Add("X-Hub-Request-Id", "r-1");
        return await Adapters.Client.SendAsync(request);
    }

    private async Task<JsonObject> BookAsync(HttpStatusCode status)
    {
        using var answer = await PostAsync("""{"lines": [{"sku": "T-1", "quantity": 2}]}""");
        return await ReadProblemAsync(answer, status);
    }

    private async Task<JsonObject> ProblemAsync(string path, HttpStatusCode status)
    {
        using var answer = await Adapters.Client.GetAsync(path);
        return await ReadProblemAsync(answer, status);
    }

    private static async Task<JsonObject> ReadProblemAsync(HttpResponseMessage answer, HttpStatusCode status)
    {
        answer.StatusCode.ShouldBe(status, await answer.Content.ReadAsStringAsync());
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        return (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
    }
}
