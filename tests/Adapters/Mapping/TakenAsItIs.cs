using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Hub.Adapters.Serving;
using Hub.Adapters.Tests.Sql;
using Hub.Adapters.Tests.Stubs;
using Hub.Platform.Plan;
using Hub.Tests;
using Microsoft.Data.Sqlite;

namespace Hub.Adapters.Tests.Mapping;

/// <summary><c>same: true</c> and <c>in: { same: body }</c>: what nobody has renamed yet.</summary>
public sealed class TakenAsItIs : IAsyncLifetime
{
    private const string Part =
        """<GetPartResponse xmlns="urn:parts"><Part rev="3"><No>17</No><Count>12345678901234567890123</Count><Sold>true</Sold>"""
        + "<Note/><Tag>a</Tag><Inner><No>1</No><Count>1</Count><Sold>false</Sold><Note/></Inner></Part></GetPartResponse>";

    private SoapStub _stub = null!;

    public async ValueTask InitializeAsync() => _stub = await SoapStub.StartAsync();

    public ValueTask DisposeAsync() => _stub.DisposeAsync();

    [Theory]
    [InlineData(
        "{ same: true }",
        """{"Part":{"@rev":3,"No":"17","Count":12345678901234567890123,"Sold":true,"Note":"","Tag":["a"]"""
        + ""","Inner":[{"No":"1","Count":1,"Sold":false,"Note":"","Tag":[],"Inner":[]}]}}""")]
    [InlineData(
        "{ at: Part, same: true, id: { from: No, prefix: \"T-\" }, Count: \"@rev\" }",
        """{"Sold":true,"Note":"","Tag":["a"],"Inner":[{"No":"1","Count":1,"Sold":false,"Note":"","Tag":[],"Inner":[]}]"""
        + ""","id":"T-17","Count":3}""")]
    [InlineData(
        "{ number: Part/No, inner: { each: Part/Inner, same: true, id: No } }",
        """{"number":"17","inner":[{"Count":1,"Sold":false,"Note":"","Tag":[],"Inner":[],"id":"1"}]}""")]
    public async Task An_answer_is_taken_as_it_is_and_single_fields_win(string @out, string contract)
    {
        _stub.AnswerWithBody(Part);
        await using var hub = await StartAsync(get: @out);

        (await hub.Client.GetStringAsync("/api/parts/T-17")).ShouldBe(contract);
    }

    [Fact]
    public async Task A_body_is_the_whole_input_and_single_fields_win()
    {
        _stub.AnswerWithBody("<BookResponse xmlns='urn:parts'><BookingNo>7</BookingNo></BookResponse>");
        await using var hub = await StartAsync(book: "{ same: body, Ref: request.id }");

        var response = await PostAsync(hub, """{"Item": [{"Qty": 2, "No": "17"}]}""");

        response.StatusCode.ShouldBe(HttpStatusCode.Created);
        _stub.Requests.Single().Envelope
            .ShouldContain("<Book xmlns=\"urn:parts\"><Ref>r-1</Ref><Item><No>17</No><Qty>2</Qty></Item></Book>");
    }

    [Theory]
    [InlineData(
        "{ same: body, Ref: request.id }",
        """{"Item": [{"Qty": 2, "No": "17", "Colour": "red"}]}""",
        "Item[0].Colour",
        "is not known here")]
    [InlineData("{ same: body, Ref: request.id }", """{"Item": [{"No": "17"}]}""", "Item[0].Qty", "is required")]
    [InlineData(
        "{ same: body, Ref: request.id }",
        """{"Item": [{"Qty": "2", "No": "17"}]}""",
        "Item[0].Qty",
        "must be a number, such as 12, without quotes")]
    [InlineData(
        "{ Item: { each: body.lines, same: true, No: sku } }",
        """{"lines": [{"Qty": 1, "sku": "17"}, {"Qty": "2", "sku": "17"}]}""",
        "lines[1].Qty",
        "must be a number, such as 12, without quotes")]
    [InlineData(
        "{ same: body, Ref: request.id }",
        """{"Item": [{"Qty": "many", "No": "17"}]}""",
        "Item[0].Qty",
        "'many' is not a whole number from -2147483648 to 2147483647")]
    [InlineData(
        "{ same: body, Ref: request.id }",
        """{"Item": [{"Qty": 2, "No": "17"}], "Ref": "mine"}""",
        "Ref",
        "is set by the rest of the request, and there it is another")]
    [InlineData(
        "{ same: body, without: [Ref] }", """{"Item": [{"Qty": 2, "No": "17"}], "Ref": "mine"}""", "Ref", "cannot be set")]
    [InlineData(
        "{ Item: { each: body.lines, same: true, No: sku } }",
        """{"lines": [{"Qty": 2, "sku": "17", "No": "18"}]}""",
        "lines[0].No",
        "cannot be set")]
    [InlineData(
        "{ Item: { each: body.lines, same: true, No: sku } }",
        """{"lines": [{"Qty": 2, "sku": "17", "Size": 1}]}""",
        "lines[0].Size",
        "is not known here")]
    [InlineData("{ Item: { same: body.lines } }", """{"lines": [{"Qty": 2, "No": "17"}], "More": 1}""", "More", "cannot be set")]
    public async Task What_cannot_be_taken_is_told_by_its_place(string @in, string body, string path, string detail)
    {
        await using var hub = await StartAsync(book: @in);

        var response = await PostAsync(hub, body);

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var error = JsonNode.Parse(await response.Content.ReadAsStringAsync())!["errors"]!.AsArray().ShouldHaveSingleItem()!;
        error["path"]!.ToString().ShouldBe(path);
        error["detail"]!.ToString().ShouldBe(detail);
        _stub.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_was_read_can_be_sent_back_with_its_key()
    {
        _stub.AnswerWithBody("<BookResponse xmlns='urn:parts'><BookingNo>7</BookingNo></BookResponse>");
        await using var hub = await StartAsync(book: "{ same: body, Ref: request.id }");

        (await PostAsync(hub, """{"Ref": "r-1", "Item": [{"Qty": 2, "No": "17"}]}""")).StatusCode
            .ShouldBe(HttpStatusCode.Created);
    }

    [Theory]
    [InlineData("{ same: body, from: path.id }", null)]
    [InlineData(
        "{ same: bdy }", "'bdy' is no source; it begins with one of path, query, header, body, request; did you mean 'body'?")]
    [InlineData("{ same: query }", "'same' takes a document, such as body; name what is taken of 'query' one by one")]
    [InlineData("{ same: body, without: [Reff] }", "'Reff' is no field that is set here; did you mean 'Ref'?")]
    [InlineData("{ same: body, without: [Item] }", "Book requires 'Item', which 'in' does not set")]
    [InlineData(
        "{ Item: { each: body.lines, same: yes } }",
        "'same' is true here: each entry is taken as it is, but for the fields named beside it")]
    public void A_fault_of_the_plan_is_told(string @in, string? error)
    {
        var errors = new PlanErrors();
        new PlanLoader([new Hub.Adapters.Serving.SystemsFitTheirContracts()]).Load(
            Parts.Bundle(System(book: @in)),
            new PlanReferences(new Dictionary<string, string> { ["PARTS"] = "http://127.0.0.1:1" }),
            errors);

        errors.Select(e => e.Message).ShouldContain(error ?? "'from' belongs to a mapping; 'same' names its source itself");
    }

    [Fact]
    public async Task A_database_is_spoken_to_in_its_own_words()
    {
        using var folder = new TemporaryFolder();
        var connection = $"Data Source={folder.File("ledger.db")};Pooling=False";
        SQLitePCL.Batteries_V2.Init();
        await using (var database = new SqliteConnection(connection))
        {
            await database.OpenAsync();
            await using var command = database.CreateCommand();
            command.CommandText = Ledger.Tables;
            await command.ExecuteNonQueryAsync();
        }

        var system = Ledger.System("sqlite", """
              odd-get:
                query: sql/get-invoice.sql
                in: { no: bigint }
                out: { one: { FINO: bigint, FICUST: text, FIDAT: int, FIREM: text? } }
              odd-write:
                query: sql/add-invoice.sql
                write: true
                in: { no: bigint, cust: text, amt: bigint, dat: int, rem: text? }
                out: { one: { FINO: bigint } }
            ---
              invoices.odd: { call: odd-get, in: { no: path.what }, out: { same: true, date: { from: FIDAT, date: yyyyMMdd } } }
              invoices.oddwrite: { call: odd-write, in: { same: body, amt: { const: 7 } }, out: { same: true } }
            """);
        await using var hub = await RunningAdapters.StartAsync(
            Ledger.Bundle(system), new PlanReferences(new Dictionary<string, string> { ["FINANCE"] = connection }));

        (await hub.Client.GetStringAsync("/api/odd/4001"))
            .ShouldBe("""{"FINO":4001,"FICUST":"C-1001","FIREM":null,"date":"2026-01-05"}""");
        var written = await hub.Client.PostAsJsonAsync("/api/odd", new { no = 4009, cust = "C-1", dat = 20260101 });
        (await written.Content.ReadAsStringAsync()).ShouldBe("""{"FINO":4009}""");
        var refused = await hub.Client.PostAsJsonAsync("/api/odd", new { no = 4010, cust = "C-1", dat = 20260101, remark = "?" });
        (await refused.Content.ReadAsStringAsync()).ShouldContain("\"path\":\"remark\"");
    }

    private Task<RunningAdapters> StartAsync(string? get = null, string? book = null) =>
        RunningAdapters.StartAsync(
            Parts.Bundle(System(get, book)), new PlanReferences(new Dictionary<string, string> { ["PARTS"] = _stub.Address }));

    private static string System(string? get = null, string? book = null)
    {
        var lines = Parts.System.Split('\n');
        if (get is not null)
            lines[Array.FindIndex(lines, l => l.TrimStart().StartsWith("out:", StringComparison.Ordinal))] = $"    out: {get}";
        if (book is not null)
            lines[Array.FindLastIndex(lines, l => l.TrimStart().StartsWith("in:", StringComparison.Ordinal))] = $"    in: {book}";
        return string.Join('\n', lines);
    }

    private static async Task<HttpResponseMessage> PostAsync(RunningAdapters hub, string body)
    {
        using var content = new StringContent(body, null, "application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/bookings") { Content = content };
        request.Headers.Add("X-Hub-Request-Id", "r-1");
        return await hub.Client.SendAsync(request);
    }
}
