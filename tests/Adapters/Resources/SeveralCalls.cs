using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Hub.Adapters.Serving;
using Hub.Adapters.Tests.Stubs;
using Hub.Platform.Plan;

namespace Hub.Adapters.Tests.Resources;

/// <summary>A resource of several calls to its system.</summary>
public sealed class SeveralCalls : IAsyncLifetime
{
    private const string PartNo = """{ No: { from: path.id, prefix: "T-" } }""";
    private const string Found = """{ at: Part, id: { from: No, prefix: "T-" }, next: Count }""";
    private const string ThirdNo = "{ No: { from: query.third, default: 3 } }";
    private const string Number = "{ at: Part, no: No }";
    private const string Booking = "{ Ref: part.sku, Item: { each: body.lines, No: sku, Qty: quantity } }";

    // One call a line: what is wrong with it is told by its line.
    private const string Get = $$"""
          parts.get:
            calls:
              part:  { as: ".", call: GetPart, in: {{PartNo}}, out: {{Found}}, faults: { NoSuchPart: 404 } }
              twin:  { call: GetPart, in: { No: part.next }, out: {{Number}}, faults: { NoSuchPart: 404 }, optional: true }
              third: { call: GetPart, in: {{ThirdNo}}, out: {{Number}}, faults: { NoSuchPart: 410 } }
        """;

    private const string Book = $$"""
          parts.book:
            calls:
              part: { as: none, call: GetPart, in: { No: body.part }, out: { at: Part, sku: No }, faults: { NoSuchPart: 422 } }
              book: { as: ".", write: true, call: Book, in: {{Booking}}, out: { id: { from: BookingNo, prefix: "B-" } } }
            status: 201
            location: /api/bookings/{id}
            lookup: "/api/bookings?ref={externalReference}"
        """;

    private SoapStub _stub = null!;
    private RunningAdapters _hub = null!;

    public async ValueTask InitializeAsync()
    {
        _stub = await SoapStub.StartAsync();
        _hub = await RunningAdapters.StartAsync(
            Parts.Bundle(System()), new PlanReferences(new Dictionary<string, string> { ["PARTS"] = _stub.Address }));
        // Part n has n + 1 for a twin; there is no part 8 and no part 18.
        _stub.Answer = async (context, envelope) =>
        {
            if (envelope.Contains("<Book", StringComparison.Ordinal))
                await SayAsync(
                    context, SoapStub.Envelope("<BookResponse xmlns='urn:parts'><BookingNo>7</BookingNo></BookResponse>"));
            else if (NoOf(envelope) is 8 or 18)
                await SayAsync(context, SoapStub.Fault("NoSuchPart", "There is no such part."), 500);
            else
                await SayAsync(context, Part(NoOf(envelope)));
        };
    }

    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync();
        await _stub.DisposeAsync();
    }

    [Fact]
    public async Task A_call_uses_what_another_answered_and_both_are_one_resource() =>
        (await _hub.Client.GetStringAsync("/api/parts/T-4"))
            .ShouldBe("""{"id":"T-4","next":5,"twin":{"no":"5"},"third":{"no":"3"}}""");

    [Fact]
    public async Task Calls_that_need_nothing_of_each_other_are_made_at_once()
    {
        var (asked, both) = (0, new TaskCompletionSource());
        var answer = _stub.Answer;
        _stub.Answer = async (context, envelope) =>
        {
            if (NoOf(envelope) is 4 or 3)
            {
                if (Interlocked.Increment(ref asked) == 2)
                    both.SetResult();
                await both.Task;
            }

            await answer(context, envelope);
        };

        (await _hub.Client.GetAsync("/api/parts/T-4")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_optional_part_that_the_system_has_not_is_absent() =>
        (await _hub.Client.GetStringAsync("/api/parts/T-7")).ShouldBe("""{"id":"T-7","next":8,"third":{"no":"3"}}""");

    [Fact]
    public async Task A_part_that_is_not_optional_gives_the_resource_its_status()
    {
        (await _hub.Client.GetAsync("/api/parts/T-8")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await _hub.Client.GetAsync("/api/parts/T-4?third=18")).StatusCode.ShouldBe(HttpStatusCode.Gone);
        (await _hub.Client.GetAsync("/api/parts/T-4?third=x")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await _hub.Client.GetAsync("/api/parts/x")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task An_optional_part_that_fails_is_a_failure_all_the_same()
    {
        var answer = _stub.Answer;
        _stub.Answer = (context, envelope) => NoOf(envelope) == 5 ? SayAsync(context, "odd") : answer(context, envelope);

        (await _hub.Client.GetAsync("/api/parts/T-4")).StatusCode.ShouldBe(HttpStatusCode.BadGateway);
    }

    [Fact]
    public async Task What_writes_comes_last_and_not_at_all_when_an_earlier_call_says_no()
    {
        (await BookAsync("""{"part": 4, "lines": [{"sku": "1", "quantity": 2}]}""")).StatusCode.ShouldBe(HttpStatusCode.Created);
        _stub.Requests.Select(r => r.Action).ShouldBe(["\"urn:get\"", "\"urn:book\""]);
        _stub.Requests.Clear();

        (await BookAsync("""{"part": 8, "lines": [{"sku": "1", "quantity": 2}]}""")).StatusCode
            .ShouldBe(HttpStatusCode.UnprocessableEntity);
        _stub.Requests.Select(r => r.Action).ShouldBe(["\"urn:get\""]);
    }

    [Fact]
    public async Task A_write_in_doubt_is_one_and_a_call_before_it_is_not()
    {
        var answer = _stub.Answer;
        _stub.Answer = (context, envelope) =>
            envelope.Contains("<Book", StringComparison.Ordinal) ? SayAsync(context, "odd") : answer(context, envelope);
        var doubt = await ProblemAsync(await BookAsync("""{"part": 4, "lines": [{"sku": "1", "quantity": 2}]}"""));
        doubt["title"]!.ToString().ShouldBe("Outcome unknown");
        _stub.Requests.Last().Envelope.ShouldContain("<Ref>4</Ref><Item><No>1</No><Qty>2</Qty></Item>");

        _stub.Answer = (context, _) => SayAsync(context, "odd");
        (await ProblemAsync(await BookAsync("""{"part": 4, "lines": [{"sku": "1", "quantity": 2}]}""")))["title"]!.ToString()
            .ShouldBe("Bad Gateway");
    }

    [Fact]
    public async Task What_no_call_takes_cannot_be_set()
    {
        var problem = await ProblemAsync(await BookAsync("""{"part": 4, "lines": [{"sku": "1", "quantity": 2}], "prt": 1}"""));
        problem["errors"]!.AsArray().ShouldHaveSingleItem()!["detail"]!.ToString()
            .ShouldBe("cannot be set; did you mean 'part'?");
        _stub.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(
        "as: none, call: GetPart",
        "as: none, write: true, call: GetPart",
        "systems/parts.yaml(13): 'part' writes already: what is done in two calls can be done by half")]
    [InlineData(
        "write: true, call: Book",
        "call: Book",
        "systems/parts.yaml(12): one of the calls changes something; say which: write: true")]
    [InlineData(
        "No: part.next", "No: part.nxt", "systems/parts.yaml(8): 'part.nxt' is not in what 'part' answers; did you mean 'next'?")]
    [InlineData("No: part.next", "No: third.no", null)]
    [InlineData(
        "No: { from: path.id, prefix: \"T-\" }", "No: twin.no", "systems/parts.yaml(7): 'part' and 'twin' wait for each other")]
    [InlineData(
        "default: 3 } }",
        "default: 3 }, Nr: twin.no }",
        "systems/parts.yaml(9): 'Nr' is not in contracts/parts.wsdl; did you mean 'No'?")]
    [InlineData(
        "No: { from: query.third, default: 3 }",
        "No: twin.no",
        "systems/parts.yaml(9): 'twin' may be absent, so this cannot be had without it either: optional: true")]
    [InlineData("third: { call", "path: { call", "systems/parts.yaml(9): 'path' is a source already; give the call another name")]
    [InlineData(
        "    calls:\n      part:  {",
        "    call: GetPart\n    calls:\n      part:  {",
        "systems/parts.yaml(6): 'call' belongs to each of the 'calls'")]
    public void A_fault_of_the_plan_is_told(string good, string bad, string? error)
    {
        var errors = new PlanErrors();
        var system = System();
        system.ShouldContain(good);
        new PlanLoader([new SystemsFitTheirContracts()]).Load(
            Parts.Bundle(system.Replace(good, bad, StringComparison.Ordinal)),
            new PlanReferences(new Dictionary<string, string> { ["PARTS"] = "http://127.0.0.1:1" }), errors);
        if (error is null)
            errors.Select(e => e.ToString()).ShouldBeEmpty();
        else
            errors.Select(e => e.ToString()).ShouldContain(error);
    }

    private static string System() =>
        string.Join('\n', Parts.System.Split('\n').TakeWhile(l => !l.StartsWith("resources:", StringComparison.Ordinal)))
        + $"\nresources:\n{Get}\n{Book}";

    private static int NoOf(string envelope) => int.TryParse(envelope.Split("<No>").Last().Split('<')[0], out var no) ? no : 0;

    private static string Part(int no) => SoapStub.Envelope(
        $"<GetPartResponse xmlns='urn:parts'><Part><No>{no}</No><Count>{no + 1}</Count>"
        + "<Sold>true</Sold><Note/></Part></GetPartResponse>");

    private static async Task SayAsync(Microsoft.AspNetCore.Http.HttpContext context, string text, int status = 200)
    {
        (context.Response.StatusCode, context.Response.ContentType) = (status, "text/xml; charset=utf-8");
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(text));
    }

    private async Task<HttpResponseMessage> BookAsync(string body)
    {
        using var content = new StringContent(body, null, "application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/bookings") { Content = content };
        request.Headers.Add("X-Hub-Request-Id", "r-1");
        return await _hub.Client.SendAsync(request);
    }

    private static async Task<JsonObject> ProblemAsync(HttpResponseMessage response) =>
        JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject();
}
