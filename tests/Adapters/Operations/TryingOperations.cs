using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Hub.Adapters.Tests.Stubs;
using Hub.Platform.Plan;

namespace Hub.Adapters.Tests.Operations;

/// <summary>POST /systems/{system}/operations/{op}/try: what goes in, what comes out, and all between.</summary>
public sealed class TryingOperations : WrappedParts
{
    private const string Part = """
        <GetPartResponse xmlns="urn:parts"><Part><No>17</No><Count>5</Count><Sold>true</Sold><Note/></Part></GetPartResponse>
        """;

    [Fact]
    public async Task The_only_route_that_calls_an_operation_shows_each_step_there_and_back()
    {
        Stub.AnswerWithBody(Part);

        var report = await TryAsync("get-part", """{"input":{"id":"T-17"}}""");
        (report["route"]!.ToString(), report["outcome"]!.ToString(), report["problem"]).ShouldBe(("parts.get", "answered", null));
        Steps(report).Select(s => s.Name).ShouldBe(
            ["contract request", "legacy request", "message sent", "message received", "legacy answer", "contract answer"]);
        Step(report, "contract request")["path"]!.ToJsonString().ShouldBe("""{"id":"T-17"}""");
        Step(report, "legacy request").ToJsonString().ShouldBe("""{"No":"17"}""");
        Step(report, "message sent").ToString().ShouldContain("<GetPart xmlns=\"urn:parts\"><No>17</No></GetPart>");
        Step(report, "message received").ToString().ShouldContain("<Count>5</Count>");
        Step(report, "legacy answer")["Part"]!["Count"]!.ToJsonString().ShouldBe("5");
        Step(report, "contract answer")["id"]!.ToString().ShouldBe("T-17");
    }

    [Fact]
    public async Task A_name_is_found_in_whatever_case_and_one_that_goes_nowhere_is_told()
    {
        Stub.AnswerWithBody(Part);

        Step(await TryAsync("get-part", """{"input":{"ID":"T-17"}}"""), "contract answer")["id"]!.ToString().ShouldBe("T-17");
        (await TryAsync("get-part", """{"input":{"No":17}}"""))["problem"]!["detail"]!.ToString()
            .ShouldBe("parts.get does not take 'No'; it takes path.id. "
                + "With --route none the input is what the operation itself takes.");
    }

    [Fact]
    public async Task A_key_that_is_missing_from_the_input_is_no_record_that_is_not_there()
    {
        var problem = (await TryAsync("get-part", """{"input":{}}"""))["problem"]!;
        (problem["status"]!.GetValue<int>(), problem["detail"]!.ToString())
            .ShouldBe((400, "parts.get takes 'id' from the path, which the input does not have."));
    }

    [Fact]
    public async Task Of_several_routes_that_call_it_the_one_with_the_name_that_was_given_is_taken_and_else_they_are_named()
    {
        Stub.AnswerWithBody(Part);
        await using var hub = await ChangedAsync("parts.book:", """
            parts.book:
                call: GetPart
                write: false
                in:  { No: query.no }
                out: { at: Part, id: No }
            """);

        var none = await TryAsync("GetPart", """{"input":{"No":17}}""", hub);
        (none["route"], none["outcome"]!.ToString()).ShouldBe((null, "answered"));
        none["otherRoutes"]!.ToJsonString().ShouldBe("""["parts.book","parts.get"]""");
        var named = await TryAsync("get-part", """{"route":"parts.book","input":{"no":17}}""", hub);
        (named["route"]!.ToString(), named["otherRoutes"]!.ToJsonString()).ShouldBe(("parts.book", """["parts.get"]"""));
    }

    [Fact]
    public async Task A_key_that_the_mapping_takes_from_outside_of_the_plan_is_sent_and_not_shown()
    {
        Stub.AnswerWithBody("<BookResponse xmlns='urn:parts'><BookingNo>77</BookingNo></BookResponse>");
        await using var hub = await ChangedAsync("parts.book:", """
            parts.book:
                call: Book
                in:  { Ref: { const: "${env:PARTS_KEY}" }, Item: { each: body.lines, No: sku, Qty: quantity } }
                out: { id: BookingNo }
            """);

        var report = await TryAsync("Book", """{"input":{"lines":[{"sku":"17","quantity":1}]}}""", hub);
        Stub.Requests.Single().Envelope.ShouldContain("s3cret&amp;key");
        report["outcome"]!.ToString().ShouldBe("answered", report.ToJsonString());
        Step(report, "legacy request")["Ref"]!.ToString().ShouldBe("***");
        report.ToJsonString().ShouldNotContain("s3cret");
    }

    [Theory]
    [InlineData("const: \"${env:PARTS_KEY}\"")]
    [InlineData("from: query.qty, default: \"${env:PARTS_KEY}\"")]
    public async Task A_value_from_outside_of_the_plan_that_does_not_fit_is_not_told_to_a_caller(string value)
    {
        await using var hub = await ChangedAsync("parts.get:", $$"""
            parts.get:
                call: GetPart
                in:  { No: { {{value}} } }
                out: { at: Part, id: No }
            """);
        using var answer = await hub.Client.GetAsync("/api/parts/17");
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest, text);
        text.ShouldNotContain("s3cret");
        (await TryAsync("GetPart", """{"input":{"id":17}}""", hub)).ToJsonString().ShouldNotContain("s3cret");
    }

    [Fact]
    public async Task A_message_that_names_its_address_is_shown_with_the_address_as_the_plan_writes_it()
    {
        Stub.AnswerWithBody("<GetPartResponse xmlns='urn:parts'/>");
        await using var hub = await StartAsync(Parts.Bundle(Parts.System.Replace(
            "\"${env:PARTS}\"", "\"${env:PARTS}/a?b=c\", addressing: true", StringComparison.Ordinal)));
        var report = await TryAsync("GetPart", """{"route":"none","input":{"No":17}}""", hub);
        Stub.Requests.Single().Envelope.ShouldContain(Stub.Address);
        Step(report, "message sent").ToString().ShouldContain(">${env:PARTS}/a?b=c</");
        report.ToJsonString().ShouldNotContain(new Uri(Stub.Address).Authority);
    }

    [Fact]
    public async Task A_page_is_tried_as_a_caller_gets_it()
    {
        Stub.AnswerWithBody("""
            <GetPartResponse xmlns="urn:parts"><Part><No>17</No><Count>5</Count><Sold>true</Sold><Note/>
              <Inner><No>3</No><Count>1</Count><Sold>true</Sold><Note/></Inner>
              <Inner><No>1</No><Count>1</Count><Sold>true</Sold><Note/></Inner>
            </Part></GetPartResponse>
            """);
        await using var hub = await ChangedAsync("parts.get:", """
            parts.get:
                call: GetPart
                in:  { No: path.id }
                out: { at: Part, items: { each: Inner, id: No } }
                page: { of: items, key: id }
            """);

        Step(await TryAsync("GetPart", """{"input":{"id":17,"limit":1}}""", hub), "contract answer").ToJsonString()
            .ShouldBe("""{"items":[{"id":"1"}],"next":"1"}""");
        (await TryAsync("GetPart", """{"input":{"id":17,"limit":0}}""", hub))["problem"]!["errors"]![0]!["path"]!.ToString()
            .ShouldBe("query.limit");
    }

    [Fact]
    public async Task An_operation_is_tried_in_its_own_terms_when_that_is_asked_for()
    {
        Stub.AnswerWithBody(Part);

        var report = await TryAsync("GetPart", """{"route":"none","input":{"No":17}}""");
        report["route"].ShouldBeNull();
        Steps(report).Select(s => s.Name).ShouldBe(["legacy request", "message sent", "message received", "legacy answer"]);
    }

    [Fact]
    public async Task What_is_wrong_with_the_input_is_told_with_its_place_and_nothing_is_sent()
    {
        var report = await TryAsync("Book", """{"input":{"lines":[{"sku":"T-17","quantity":1},{"sku":"X","quantity":1}]}}""");
        report["outcome"]!.ToString().ShouldBe("refused");
        report["problem"]!["errors"]!.AsArray().Single()!["path"]!.ToString().ShouldBe("lines[1].sku");
        Steps(report).Select(s => s.Name).ShouldNotContain("message sent");
        Stub.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_answer_that_cannot_be_read_is_shown_and_the_place_is_named()
    {
        Stub.AnswerWithBody(
            """<GetPartResponse xmlns="urn:parts"><Part><No>17</No><Count>many</Count></Part></GetPartResponse>""");

        var report = await TryAsync("GetPart", """{"input":{"id":"T-17"}}""");
        report["problem"]!["detail"]!.ToString().ShouldContain("Count: is not an xs:integer");
        Step(report, "message received").ToString().ShouldContain("many");
    }

    [Fact]
    public async Task A_route_that_does_not_call_the_operation_is_refused_with_those_that_do()
    {
        using var response = await Adapters.Client.PostAsync(
            "/systems/parts/operations/GetPart/try", JsonContent.Create(new { route = "parts.book", input = new { } }));
        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await response.Content.ReadAsStringAsync()).ShouldContain("those that do: parts.get.");
    }

    [Fact]
    public async Task A_route_of_several_calls_shows_each_of_them()
    {
        Stub.AnswerWithBody(Part);
        const string Staged = """
            parts.get:
                calls:
                  part:
                    as: "."
                    call: GetPart
                    in: { No: { from: path.id, prefix: "T-" } }
                    out: { at: Part, id: No, next: Count }
                  twin: { call: GetPart, in: { No: part.next }, out: { at: Part, no: No } }
            """;
        await using var hub = await ChangedAsync("parts.get:", Staged);

        var report = await TryAsync("GetPart", """{"input":{"id":"T-17"}}""", hub);
        report["outcome"]!.ToString().ShouldBe("answered", report.ToJsonString());
        Steps(report).Select(s => s.Name).ShouldBe(
        [
            "contract request", "part: message sent", "part: message received", "part: contract answer",
            "twin: message sent", "twin: message received", "twin: contract answer", "contract answer",
        ]);
        Step(report, "twin: message sent").ToString().ShouldContain("<No>5</No>");
        Step(report, "contract answer").ToJsonString().ShouldBe("""{"id":"17","next":5,"twin":{"no":"17"}}""");
    }

    [Theory]
    [InlineData("""{"query":{"no":"17"},"body":{"Ref":"other","Item":[{"No":"1","Qty":1}]}}""", 400)]
    [InlineData("""{"query":{"no":"17"},"body":{"Item":[{"No":"1","Qty":1}]},"header":{"If-Match":"\"other\""}}""", 412)]
    [InlineData("""{"query":{"no":"17"},"body":{"Item":[{"No":"1","Qty":1}]},"header":{"If-None-Match":"*"}}""", 412)]
    [InlineData("""{"query":{"no":"17"},"body":{"Item":[{"No":"1","Qty":1,"Colour":"red"}]}}""", 400)]
    [InlineData("""{"query":{"no":"17"},"body":[]}""", 400)]
    public async Task What_the_route_refuses_is_not_carried_out_in_a_trial(string input, int status)
    {
        Stub.AnswerWithBody(Part);
        await using var hub = await ChangedAsync("resources:", """
            mappings: { part: { Ref: No } }
            resources:
              parts.get: { call: GetPart, in: { No: path.id }, out: { at: Part, id: No } }
              parts.book:
                current: { call: GetPart, in: { No: query.no }, out: { at: Part, content: { mapping: part } } }
                call: Book
                write: true
                etag: true
                in:  { same: body, keeps: [Ref] }
                out: { id: BookingNo }
            """, whole: true);

        var report = await TryAsync("Book", $$"""{"input":{{input}}}""", hub);
        (report["outcome"]!.ToString(), report["problem"]!["status"]!.GetValue<int>()).ShouldBe(("refused", status));
        Stub.Requests.ShouldAllBe(r => !r.Envelope.Contains("<Book"));
    }

    [Fact]
    public async Task A_trial_that_writes_may_be_sent_again_under_its_key()
    {
        Stub.AnswerWithBody("<BookResponse xmlns='urn:parts'><BookingNo>77</BookingNo></BookResponse>");
        for (var i = 0; i < 2; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/systems/parts/operations/Book/try")
            {
                Content = JsonContent.Create(new { input = new { lines = new[] { new { sku = "T-17", quantity = 1 } } } }),
            };
            request.Headers.Add("Idempotency-Key", "k-1");
            using var response = await Adapters.Client.SendAsync(request);
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
            response.Headers.Contains("Idempotent-Replayed").ShouldBe(i == 1);
        }

        Stub.Requests.Count.ShouldBe(1);
    }

    private Task<RunningAdapters> ChangedAsync(string resource, string text, bool whole = false)
    {
        var start = Parts.System.IndexOf(resource, StringComparison.Ordinal);
        var end = !whole && Parts.System.IndexOf("  parts.", start, StringComparison.Ordinal) is >= 0 and var next
            ? next
            : Parts.System.Length;
        return RunningAdapters.StartAsync(
            Parts.Bundle(Parts.System[..start] + text + "\n" + Parts.System[end..]),
            new PlanReferences(new Dictionary<string, string> { ["PARTS"] = Stub.Address, ["PARTS_KEY"] = "s3cret&key" }));
    }

    private async Task<JsonNode> TryAsync(string operation, string body, RunningAdapters? hub = null)
    {
        using var response = await (hub ?? Adapters).Client.PostAsync(
            $"/systems/parts/operations/{operation}/try", new StringContent(body, System.Text.Encoding.UTF8, "application/json"));
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        return JsonNode.Parse(text)!;
    }

    private static IEnumerable<(string Name, JsonNode? Content)> Steps(JsonNode report) =>
        report["steps"]!.AsArray().Select(s => (s!["step"]!.ToString(), s["content"]));

    private static JsonNode Step(JsonNode report, string name) => Steps(report).Single(s => s.Name == name).Content!;
}
