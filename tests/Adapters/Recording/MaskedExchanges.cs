using System.Text;
using System.Text.Json.Nodes;
using Hub.Adapters.Mapping;
using Hub.Adapters.Recording;
using Hub.Adapters.Surface;
using Hub.Adapters.Tests.Stubs;
using Hub.Platform.Plan;

namespace Hub.Adapters.Tests.Recording;

/// <summary>Real calls, recorded masked and replayed against mappings that are the same or not.</summary>
public sealed class MaskedExchanges : IAsyncLifetime
{
    private const string Resources = """
        mask: { keep: [Tag], hide: [At] }
        resources:
          parts.get:
            call: GetPart
            in:  { No: { from: path.id, prefix: "T-" } }
            out: { at: Part, id: { from: No, prefix: "T-" }, who: Note, sold: Sold, count: Count, since: { from: At, zone: UTC },
                   state: { from: Picture, codes: { fresh: AAAA, old: AAAB } }, tags: { each: Tag },
                   inner: { each: Inner, who: Note } }
            faults: { NoSuchPart: 404 }
          parts.book:
            call: Book
            in:  { Ref: { from: body.who, when: { body.named: true } },
                   Item: { each: body.lines, No: { from: sku, prefix: "T-" }, Qty: quantity } }
            out: { id: { from: BookingNo, prefix: "B-" } }
            lookup: "/api/bookings?ref={externalReference}"
        """;

    private const string Part =
        """<GetPartResponse xmlns="urn:parts"><Part><No>17</No><Count>12345678901234567890123</Count><Sold>true</Sold>"""
        + "<At>2026-03-01T10:00:00</At><Picture>AAAB</Picture><Note>Jürgen Söhne 17</Note><Tag>plain</Tag>"
        + "<Inner><No>17</No><Count>5</Count><Sold>true</Sold><Note>Jürgen Söhne 17</Note></Inner></Part></GetPartResponse>";

    private SoapStub _stub = null!;
    private RunningAdapters _hub = null!;

    public async ValueTask InitializeAsync()
    {
        _stub = await SoapStub.StartAsync();
        _hub = await RunningAdapters.StartAsync(Parts.Bundle(System), References);
        _stub.AnswerWithBody(Part);
    }

    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync();
        await _stub.DisposeAsync();
    }

    [Fact]
    public async Task Nothing_is_kept_unless_somebody_asks()
    {
        await _hub.Client.GetStringAsync("/api/parts/T-17");
        var recording = Start();
        recording.View(Now).Exchanges.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_exchange_is_masked_and_keeps_its_form()
    {
        var recording = Start();
        (await _hub.Client.GetStringAsync("/api/parts/T-17"))
            .ShouldContain("Jürgen Söhne 17", Case.Sensitive, "the caller's own answer is not masked");

        var exchange = recording.View(Now).Exchanges.ShouldHaveSingleItem();
        exchange.ToJsonString().ShouldNotContain("Söhne");
        exchange["call"]!.ToString().ShouldBe("parts.get");
        var (no, part, content) = (exchange["sent"]!["No"]!.ToString(), exchange["answered"]!["Part"]!, exchange["content"]!);
        no.ShouldMatch("^[1-9][0-9]$");
        exchange["request"]!["path"]!["id"]!.ToString().ShouldBe($"T-{no}");
        part["No"]!.ToString().ShouldBe(no, "the same text is masked by the same");
        content["id"]!.ToString().ShouldBe($"T-{no}");
        part["Note"]!.ToString().ShouldMatch("^[A-Z][a-z]{5} [A-Z][a-z]{4} [0-9]{2}$");
        part["Inner"]![0]!["Note"]!.ToString().ShouldBe(part["Note"]!.ToString());
        content["who"]!.ToString().ShouldBe(part["Note"]!.ToString());
        part["Count"]!.ToJsonString().Length.ShouldBe(23);
        part["Sold"]!.GetValue<bool>().ShouldBeTrue();
        content["state"]!.ToString().ShouldBe("old", "another code would be none");
        content["tags"]![0]!.ToString().ShouldBe("plain", "mask: keep");
        DateTimeOffset.Parse(content["since"]!.ToString())
            .ShouldBeLessThan(DateTimeOffset.Parse("2026-02-01T00:00:00Z"), "mask: hide");
    }

    [Fact]
    public async Task What_was_recorded_is_found_again_by_the_same_mapping_and_by_no_other()
    {
        var recording = Start();
        await _hub.Client.GetStringAsync("/api/parts/T-17");
        _stub.AnswerWithBody("<BookResponse xmlns='urn:parts'><BookingNo>77</BookingNo></BookResponse>");
        await BookAsync(
            """{"named": true, "who": "Jürgen", "lines": [{"sku": "T-17", "quantity": 2}, {"sku": "T-18", "quantity": 20}]}""");
        _stub.AnswerWith(SoapStub.Fault("NoSuchPart", "There is no part of Jürgen's."), 500);
        await _hub.Client.GetAsync("/api/parts/T-17");
        var view = recording.View(Now);
        view.Skipped.ShouldBeEmpty();
        var recorded = view.Exchanges.Select(e => e.ToJsonString()).ToList();
        recorded.Count.ShouldBe(3);
        recorded.ShouldAllBe(e => !e.Contains("rgen"));

        recorded.SelectMany(Replay(System)).ShouldBeEmpty();
        Replay(Change("who: Note, ", ""))(recorded[0]).ShouldHaveSingleItem().ShouldStartWith("content: who is missing; it was ");
        Replay(Change("{ each: Inner, who: Note }", "{ each: Inner, who: No }"))(recorded[0]).ShouldHaveSingleItem()
            .ShouldStartWith("content: inner[0].who is ");
        Replay(Change("old: AAAB", "older: AAAB"))(recorded[0]).ShouldHaveSingleItem()
            .ShouldBe("content: state is \"older\"; it was \"old\"");
        Replay(Change("old: AAAB", "old: AAAC"))(recorded[0]).First().ShouldStartWith("answered: state: 'AAAB' is not one of");
        Replay(Change("{ No: { from: path.id, prefix: \"T-\" } }", "{ No: { from: path.id, prefix: \"U-\" } }"))(recorded[0])
            .First().ShouldStartWith("request: path.id: ");
        Replay(Change("Qty: quantity", "Qty: { const: 1 }"))(recorded[1]).ShouldContain("sent: Item[0].Qty is \"1\"; it was 2");
        Replay(Change("NoSuchPart: 404", "NoSuchPart: 410"))(recorded[2]).ShouldHaveSingleItem()
            .ShouldBe("status: status is 410; it was 404".Replace("status is", "it is", StringComparison.Ordinal));
        var renamed = Change("call: GetPart", "call: GetPart # still")
            .Replace("parts.get:", "parts.got:", StringComparison.Ordinal);
        Replay(renamed)(recorded[0]).ShouldHaveSingleItem().ShouldBe("the plan has no call 'parts.get' any more");
    }

    [Theory]
    [InlineData("{", "it is no JSON")]
    [InlineData("[]", "it is no recorded exchange")]
    [InlineData("""{"call":"parts.get","call":1}""", "it is no JSON")]
    [InlineData("""{"call":{"x":1}}""", "the plan has no call")]
    [InlineData("""{"call":"parts.get"}""", "operation: ")]
    [InlineData(
        """{"call":"parts.get","operation":"GetPart","request":[3],"sent":1,"fault":{"codes":[null],"detail":[]}}""", "sent: ")]
    [InlineData(
        """{"call":"parts.get","operation":"GetPart","request":{"path":{"id":"T-17"}},"sent":{"No":"17"}"""
        + ""","answered":7,"content":{"id":"T-17"}}""",
        "content: ")]
    public void A_file_that_is_none_is_told_and_ends_nothing(string json, string told) =>
        Replay(System)(json).First().ShouldStartWith(told);

    [Fact]
    public async Task It_ends_by_itself()
    {
        var recording = _hub.Recordings.TryStart("parts", null, 2, TimeSpan.FromMinutes(5), Mask())!;
        for (var i = 0; i < 4; i++)
            await _hub.Client.GetStringAsync("/api/parts/T-17");
        recording.View(Now).Exchanges.Count.ShouldBe(2);
        recording.IsOver(Now).ShouldBeTrue();

        Start().IsOver(Now).ShouldBeFalse();
        _hub.Recordings.TryStart("parts", null, 2, TimeSpan.FromMinutes(5), Mask()).ShouldBeNull("one at a time");
    }

    [Fact]
    public async Task Only_the_operation_asked_for_is_recorded()
    {
        var recording = _hub.Recordings.TryStart("parts", "Book", 10, TimeSpan.FromMinutes(5), Mask())!;
        await _hub.Client.GetStringAsync("/api/parts/T-17");
        recording.View(Now).Exchanges.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("DE[0-9]{20}", "DE89370400440532013000")]
    [InlineData("[A-Z]{2}[0-9]{2}( [0-9]{4}){4} [0-9]{2}", "DE89 3704 0044 0532 0130 00")]
    [InlineData("\\+49 ?[0-9 /-]+", "+49 171 555-0199")]
    [InlineData("[a-z.]+@acme\\.example", "ada.lovelace@acme.example")]
    [InlineData("(Ada|Grace) Hopper", "Ada Hopper")]
    public async Task What_must_have_a_form_of_its_own_is_masked_within_it_or_not_recorded(string pattern, string note)
    {
        await using var hub = await WithNotesOfAsync(pattern);
        _stub.AnswerWithBody(Part.Replace("Jürgen Söhne 17", note, StringComparison.Ordinal));
        var recording = hub.Recordings.TryStart("parts", null, 10, TimeSpan.FromMinutes(5), Mask())!;
        (await hub.Client.GetStringAsync("/api/parts/T-17")).ShouldContain(note);

        var view = recording.View(Now);
        view.Exchanges.ShouldAllBe(e => !e.ToJsonString().Contains(note));
        if (pattern.Contains("Ada", StringComparison.Ordinal))
            view.Skipped.Keys.ShouldHaveSingleItem()
                .ShouldStartWith("parts.get: 'Note' cannot be masked: its type or its mapping admits no other value.");
        else
            view.Exchanges.ShouldHaveSingleItem()["content"]!["who"]!.ToString().ShouldMatch($"^{pattern}$");
    }

    [Fact]
    public async Task A_key_that_the_mapping_takes_from_outside_of_the_plan_is_neither_recorded_nor_compared()
    {
        const string WithKey = "Ref: { const: \"${env:PARTS_KEY}\" }";
        var system = Change("Ref: { from: body.who, when: { body.named: true } }", WithKey);
        var references = new PlanReferences(
            new Dictionary<string, string> { ["PARTS"] = _stub.Address, ["PARTS_KEY"] = "s3cret-key" });
        await using var hub = await RunningAdapters.StartAsync(Parts.Bundle(system), references);
        var mask = new PlanLoader([]).Load(Parts.Bundle(system), references, [])!.Systems.Single().Node;
        var recording = hub.Recordings.TryStart("parts", null, 10, TimeSpan.FromMinutes(5), MaskPlan.Read(mask, []))!;
        _stub.AnswerWithBody("<BookResponse xmlns='urn:parts'><BookingNo>77</BookingNo></BookResponse>");
        using var content = new StringContent(
            """{"lines": [{"sku": "T-17", "quantity": 2}]}""", Encoding.UTF8, "application/json");
        (await hub.Client.PostAsync("/api/bookings", content)).IsSuccessStatusCode.ShouldBeTrue();
        _stub.Requests.Last().Envelope.ShouldContain("s3cret-key");

        var view = recording.View(Now);
        view.Skipped.ShouldBeEmpty();
        var exchange = view.Exchanges.ShouldHaveSingleItem();
        exchange["sent"]!["Ref"]!.ToString().ShouldBe("***");
        exchange.ToJsonString().ShouldNotContain("s3cret");
        foreach (var key in new[] { "s3cret-key", "another" })
        {
            var plan = new PlanLoader([]).Load(
                Parts.Bundle(system),
                new PlanReferences(new Dictionary<string, string> { ["PARTS"] = _stub.Address, ["PARTS_KEY"] = key }),
                [])!;
            new RecordedExchanges(plan, ConverterFolder.None).Differences(exchange.ToJsonString()).ShouldBeEmpty();
        }
    }

    private Task<RunningAdapters> WithNotesOfAsync(string pattern)
    {
        var schema = Parts.Schema
            .Replace("name=\"Note\" type=\"xs:string\"", "name=\"Note\" type=\"Note\"", StringComparison.Ordinal)
            .Replace("<xs:complexType name=\"Money\">", $"""
                <xs:simpleType name="Note">
                  <xs:restriction base="xs:string"><xs:pattern value="{pattern}"/></xs:restriction>
                </xs:simpleType>
                <xs:complexType name="Money">
                """, StringComparison.Ordinal);
        var files = Parts.Bundle(System).Files.ToDictionary();
        files["contracts/xsd/parts.xsd"] = Encoding.UTF8.GetBytes(schema);
        return RunningAdapters.StartAsync(new PlanBundle(files), References);
    }

    private static string System { get; } =
        Parts.System[..Parts.System.IndexOf("resources:", StringComparison.Ordinal)] + Resources;

    private PlanReferences References => new(new Dictionary<string, string> { ["PARTS"] = _stub.Address });

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    private static MaskPlan Mask() => new(["Tag"], ["At"]);

    private Hub.Adapters.Recording.Recording Start() =>
        _hub.Recordings.TryStart("parts", null, 10, TimeSpan.FromMinutes(5), Mask())!;

    private static string Change(string good, string bad)
    {
        System.ShouldContain(good);
        return System.Replace(good, bad, StringComparison.Ordinal);
    }

    private Func<string, IEnumerable<string>> Replay(string system)
    {
        var plan = new PlanLoader([]).Load(Parts.Bundle(system), References, [])!;
        return new RecordedExchanges(plan, ConverterFolder.None).Differences;
    }

    private async Task BookAsync(string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        (await _hub.Client.PostAsync("/api/bookings", content)).IsSuccessStatusCode.ShouldBeTrue();
    }
}
