using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Adapters.Tests.Stubs;

namespace Hub.Adapters.Tests.Operations;

/// <summary>A WSDL's operations by POST /systems/{system}/operations/{op}, in the system's own words.</summary>
public sealed class CallingOperations : WrappedParts
{
    private const string Part = """
        <GetPartResponse xmlns="urn:parts"><Part rev="3">
          <No>17</No><Count>12345678901234567890123</Count><Sold>true</Sold>
          <Note xsi:nil="true" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"/><Tag>a</Tag>
        </Part></GetPartResponse>
        """;

    [Theory]
    [InlineData("GetPart")]
    [InlineData("get-part")]
    [InlineData("GETPART")]
    public async Task An_operation_takes_and_gives_the_systems_own_document_whatever_the_spelling_of_its_name(string name)
    {
        Stub.AnswerWithBody(Part);

        using var response = await PostAsync(name, """{"No":17}""");
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.ToString().ShouldBe("application/json; charset=utf-8");
        (await response.Content.ReadAsStringAsync())
            .ShouldBe(
                """{"Part":{"@rev":3,"No":"17","Count":12345678901234567890123,"Sold":true,"Note":null,"Tag":["a"]"""
                + ""","Inner":[]}}""");
        Stub.Requests.Single().Envelope.ShouldContain("<GetPart xmlns=\"urn:parts\"><No>17</No></GetPart>");
    }

    [Fact]
    public async Task Every_fault_of_a_request_is_told_with_its_path_and_nothing_is_sent()
    {
        var problem = await ProblemAsync(
            "Book",
            """{"Ref":"a","Item":[{"No":"17","Qty":1},{"No":"18","Qty":"many","Colour":"red"}]}""",
            HttpStatusCode.BadRequest);

        Errors(problem).ShouldBe([
            "Item[1].Qty: 'many' is not a whole number from -2147483648 to 2147483647", "Item[1].Colour: is not known here"]);
        Stub.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{"No":"17"}""", "No: must be a number, such as 12, without quotes")]
    [InlineData("""{"No":"+17"}""", "No: '+17' is not a whole number from -2147483648 to 2147483647")]
    [InlineData("""{"No":" 17 "}""", "No: ' 17 ' is not a whole number from -2147483648 to 2147483647")]
    public async Task A_value_is_of_its_published_type_and_not_a_text_of_it(string body, string error)
    {
        Errors(await ProblemAsync("GetPart", body, HttpStatusCode.BadRequest)).ShouldBe([error]);
        Stub.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("", "No: is required")]
    [InlineData("{}", "No: is required")]
    public async Task No_body_is_an_empty_document(string body, string error) =>
        Errors(await ProblemAsync("GetPart", body, HttpStatusCode.BadRequest)).ShouldBe([error]);

    [Theory]
    [InlineData("[]", "$: must be an object")]
    [InlineData("null", "$: must be an object")]
    [InlineData("17", "$: must be an object")]
    [InlineData("""{"No":1,"No":2}""", "No: is given more than once")]
    [InlineData("""{"Item":[{"No":}]}""", "Item[0].No: is not valid JSON: line 1, byte 16")]
    [InlineData("""{"No":"\ud800"}""", "No: is not Unicode text: it has half a surrogate pair, or bytes that are not UTF-8")]
    [InlineData("""{"No":"\u0000"}""", "No: has the character U+0000, which no text may have")]
    public async Task A_body_that_is_no_document_is_refused_with_the_place(string body, string error)
    {
        Errors(await ProblemAsync("GetPart", body, HttpStatusCode.BadRequest)).ShouldBe([error]);
        Stub.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_byte_order_mark_is_read_over()
    {
        Stub.AnswerWithBody(Part);
        using var response = await PostAsync("GetPart", "\uFEFF{\"No\":17}");
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Text_that_is_no_UTF_8_is_refused()
    {
        using var content = new ByteArrayContent([.. "{\"No\":\""u8, 0xC3, 0x28, .. "\"}"u8])
        {
            Headers = { ContentType = new("application/json") },
        };
        using var response = await Adapters.Client.PostAsync("/systems/parts/operations/GetPart", content);
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        Stub.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_fault_that_the_contract_declares_is_a_422_with_all_that_the_system_said()
    {
        Stub.AnswerWith(SoapStub.Fault("NoSuchPart", "There is no part 17."), 500);

        var problem = await ProblemAsync("GetPart", """{"No":17}""", HttpStatusCode.UnprocessableEntity);
        problem["detail"]!.ToString().ShouldBe("There is no part 17.");
        problem["fault"]!.ToJsonString().ShouldBe("""{"name":"NoSuchPart","codes":["Client"],"detail":{"Text":"x"}}""");
    }

    [Fact]
    public async Task Any_other_fault_is_a_502_and_leaves_a_write_in_doubt()
    {
        Stub.AnswerWith(SoapStub.Fault("Crash", "boom").Replace("Client", "Server", StringComparison.Ordinal), 500);

        (await ProblemAsync("GetPart", """{"No":17}""", HttpStatusCode.BadGateway))["detail"]!.ToString().ShouldBe("boom");
        var problem = await ProblemAsync("Book", """{"Item":[{"No":"17","Qty":1}]}""", HttpStatusCode.BadGateway);
        problem["title"]!.ToString().ShouldBe("Outcome unknown");
        problem["fault"]!["name"]!.ToString().ShouldBe("Crash");
    }

    [Fact]
    public async Task A_write_without_an_answer_is_in_doubt_and_a_read_is_not()
    {
        Stub.Answer = (context, _) => Task.Delay(Timeout.Infinite, context.RequestAborted);

        (await ProblemAsync("Book", """{"Item":[{"No":"17","Qty":1}]}""", HttpStatusCode.GatewayTimeout))["title"]!.ToString()
            .ShouldBe("Outcome unknown");
        (await ProblemAsync("GetPart", """{"No":17}""", HttpStatusCode.GatewayTimeout))["detail"]!.ToString()
            .ShouldBe("parts did not answer in time.");
    }

    [Theory]
    [InlineData(
        "/systems/part/operations/GetPart", HttpStatusCode.NotFound, "There is no wrapped system 'part'; did you mean 'parts'?")]
    [InlineData(
        "/systems/parts/operations/GetParts",
        HttpStatusCode.NotFound,
        "parts has no operation 'GetParts'; did you mean 'GetPart'? ./hub systems parts lists those it has.")]
    public async Task What_is_not_there_is_told_with_what_is(string path, HttpStatusCode status, string detail)
    {
        using var response = await Adapters.Client.PostAsync(path, Json("{}"));
        response.StatusCode.ShouldBe(status);
        JsonNode.Parse(await response.Content.ReadAsStringAsync())!["detail"]!.ToString().ShouldBe(detail);
    }

    [Fact]
    public async Task The_list_tells_what_only_reads()
    {
        var systems = JsonElement.Parse(await Adapters.Client.GetStringAsync("/systems"));
        var parts = systems.EnumerateArray().Single();
        parts.GetProperty("name").GetString().ShouldBe("parts");
        // GetPart is called by a resource that reads, Book by one that writes.
        parts.GetProperty("operations").EnumerateArray()
            .ToDictionary(o => o.GetProperty("name").GetString()!, o => o.GetProperty("access").GetString())
            .Where(o => o.Key is "GetPart" or "Book")
            .ToDictionary()
            .ShouldBe(new Dictionary<string, string?> { ["Book"] = "write", ["GetPart"] = "read" }, ignoreOrder: true);
    }

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    private Task<HttpResponseMessage> PostAsync(string operation, string body) =>
        Adapters.Client.PostAsync($"/systems/parts/operations/{operation}", body.Length == 0 ? null : Json(body));

    private async Task<JsonNode> ProblemAsync(string operation, string body, HttpStatusCode status)
    {
        using var response = await PostAsync(operation, body);
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(status, text);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        return JsonNode.Parse(text)!;
    }

    private static IEnumerable<string> Errors(JsonNode problem) =>
        problem["errors"]!.AsArray().Select(e => $"{e!["path"]}: {e["detail"]}");
}
