using System.Text;
using System.Text.Json.Nodes;
using Hub.Adapters.Tests.Stubs;
using Hub.Platform.Plan;
using Hub.Tests;
using Microsoft.Data.Sqlite;

namespace Hub.Adapters.Tests.Operations;

/// <summary>A trial ends as the request would: by the same status, with the same faults, and as little done.</summary>
public sealed class TryingAsServed(TryingAsServed.Both both) : IClassFixture<TryingAsServed.Both>
{
    public static TheoryData<string, string, string, string, string?, string?, string, int> Requests => new()
    {
        // A resource over SOAP.
        { "parts.GetPart", "parts.get", "GET", "/api/parts/T-17", null, null, """{"path":{"id":"T-17"}}""", 200 },
        { "parts.GetPart", "parts.get", "GET", "/api/parts/17", null, null, """{"path":{"id":"17"}}""", 404 },
        { "parts.GetPart", "parts.get", "GET", "/api/parts/T-", null, null, """{"path":{"id":"T-"}}""", 404 },
        {
            "parts.GetPart", "parts.get", "GET", "/api/parts/T-17?colour=red", null, null,
            """{"path":{"id":"T-17"},"query":{"colour":"red"}}""", 400
        },
        {
            "parts.GetPart", "parts.get", "GET", "/api/parts/T-17", "If-None-Match: *", null,
            """{"path":{"id":"T-17"},"header":{"If-None-Match":"*"}}""", 304
        },
        { "parts.Book", "parts.book", "POST", "/api/bookings?no=17", null, "[]", """{"query":{"no":"17"},"body":[]}""", 400 },
        { "parts.Book", "parts.book", "POST", "/api/bookings?no=17", null, "null", """{"query":{"no":"17"},"body":null}""", 400 },
        { "parts.Book", "parts.book", "POST", "/api/bookings?no=17", null, "{}", """{"query":{"no":"17"},"body":{}}""", 400 },
        {
            "parts.Book", "parts.book", "POST", "/api/bookings?no=17", null, """{"Item":[{"No":"1","Qty":1,"Colour":"red"}]}""",
            """{"query":{"no":"17"},"body":{"Item":[{"No":"1","Qty":1,"Colour":"red"}]}}""", 400
        },
        {
            "parts.Book", "parts.book", "POST", "/api/bookings?no=17", null, """{"Ref":"other","Item":[{"No":"1","Qty":1}]}""",
            """{"query":{"no":"17"},"body":{"Ref":"other","Item":[{"No":"1","Qty":1}]}}""", 400
        },
        {
            "parts.Book", "parts.book", "POST", "/api/bookings?no=17", "If-Match: \"other\"", """{"Item":[{"No":"1","Qty":1}]}""",
            """{"query":{"no":"17"},"body":{"Item":[{"No":"1","Qty":1}]},"header":{"if-match":"\"other\""}}""", 412
        },

        // A resource over a table.
        { "shop.order.get", "orders.get", "GET", "/api/orders/1", null, null, """{"path":{"id":1}}""", 200 },
        { "shop.order.get", "orders.get", "GET", "/api/orders/x", null, null, """{"path":{"id":"x"}}""", 404 },
        { "shop.order.get", "orders.get", "GET", "/api/orders/2", null, null, """{"path":{"id":"2"}}""", 404 },
        {
            "shop.order.get", "orders.get", "GET", "/api/orders/1", "If-None-Match: *", null,
            """{"path":{"id":"1"},"header":{"If-None-Match":"*"}}""", 304
        },
        { "shop.order.list", "orders.list", "GET", "/api/orders?limit=8", null, null, """{"query":{"limit":8}}""", 400 },
        { "shop.order.list", "orders.list", "GET", "/api/orders?total=x", null, null, """{"query":{"total":"x"}}""", 400 },
        { "shop.order.list", "orders.list", "GET", "/api/orders?page=2", null, null, """{"query":{"page":"2"}}""", 400 },
        { "shop.order.list", "orders.list", "GET", "/api/orders?after=x", null, null, """{"query":{"after":"x"}}""", 400 },
        { "shop.order.insert", "orders.add", "POST", "/api/orders", null, "{}", """{"body":{}}""", 400 },
        {
            "shop.order.insert", "orders.add", "POST", "/api/orders", null, """{"customer":"bob","colour":"red"}""",
            """{"body":{"customer":"bob","colour":"red"}}""", 400
        },
        {
            "shop.order.insert", "orders.add", "POST", "/api/orders", null, """{"customer":"bob","total":-1}""",
            """{"body":{"customer":"bob","total":-1}}""", 422
        },
        {
            "shop.order.update", "orders.change", "PUT", "/api/orders/1", "If-Match: \"other\"", """{"note":"x"}""",
            """{"path":{"id":"1"},"body":{"note":"x"},"header":{"If-Match":"\"other\""}}""", 412
        },
        {
            "shop.order.update", "orders.change", "PUT", "/api/orders/2", null, """{"note":"x"}""",
            """{"path":{"id":"2"},"body":{"note":"x"}}""", 404
        },
        {
            "shop.stock.insert", "orders.stock-add", "POST", "/api/stock", null,
            """{"place":"A","no":1,"pieces":1}""", """{"body":{"place":"A","no":1,"pieces":1}}""", 409
        },
        {
            "shop.stock.delete", "orders.stock-remove", "DELETE", "/api/stock/B/1", null, null,
            """{"path":{"place":"B","no":1}}""", 404
        },

        // Several calls, and a list in pages.
        { "more.GetPart", "parts.twins", "GET", "/api/twins/T-17", null, null, """{"path":{"id":"T-17"}}""", 200 },
        { "more.GetPart", "parts.twins", "GET", "/api/twins/17", null, null, """{"path":{"id":"17"}}""", 404 },
        {
            "more.GetPart", "parts.twins", "GET", "/api/twins/T-17?colour=red", null, null,
            """{"path":{"id":"T-17"},"query":{"colour":"red"}}""", 400
        },
        {
            "more.GetPart", "parts.page", "GET", "/api/pages/17?limit=1", null, null,
            """{"path":{"id":17},"query":{"limit":1}}""", 200
        },
        {
            "more.GetPart", "parts.page", "GET", "/api/pages/17?limit=0", null, null,
            """{"path":{"id":17},"query":{"limit":0}}""", 400
        },
        {
            "more.GetPart", "parts.get", "GET", "/api/parts/x?as=pdf", null, null,
            """{"path":{"id":"x"},"query":{"as":"pdf"}}""", 404
        },

        // Operations in their own terms.
        { "parts.GetPart", "none", "POST", "", null, """{"No":17}""", """{"No":17}""", 200 },
        { "parts.GetPart", "none", "POST", "", null, "null", "null", 400 },
        { "parts.GetPart", "none", "POST", "", null, "[]", "[]", 400 },
        { "parts.GetPart", "none", "POST", "", null, "17", "17", 400 },
        { "parts.GetPart", "none", "POST", "", null, """{"No":"x","Colour":1}""", """{"No":"x","Colour":1}""", 400 },
        { "parts.Book", "none", "POST", "", null, "{}", "{}", 400 },
        { "shop.order.get", "none", "POST", "", null, "null", "null", 400 },
        { "shop.order.get", "none", "POST", "", null, """{"id":"x"}""", """{"id":"x"}""", 400 },
        {
            "shop.stock.insert", "none", "POST", "", null, """{"place":"A","no":1,"pieces":1}""",
            """{"place":"A","no":1,"pieces":1}""", 409
        },
        { "shop.order.update", "none", "POST", "", null, """{"id":1,"colour":"red"}""", """{"id":1,"colour":"red"}""", 400 },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task What_is_tried_ends_as_what_is_served(
        string operation, string route, string method, string target, string? header, string? body, string input, int status)
    {
        var (system, name) = (operation.Split('.')[0], operation[(operation.IndexOf('.', StringComparison.Ordinal) + 1)..]);
        var client = (system == "parts" ? both.Parts : system == "shop" ? both.Shop : both.More).Client;
        system = system == "more" ? "parts" : system;
        using var request = new HttpRequestMessage(
            new HttpMethod(method), target.Length > 0 ? target : $"/systems/{system}/operations/{name}");
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        if (header?.Split(": ") is [var field, var value])
            request.Headers.TryAddWithoutValidation(field, value);
        using var served = await client.SendAsync(request);
        var text = await served.Content.ReadAsStringAsync();
        ((int)served.StatusCode).ShouldBe(status, text);

        using var tried = await client.PostAsync(
            $"/systems/{system}/operations/{name}/try",
            new StringContent($$$"""{"route":"{{{route}}}","input":{{{input}}}}""", Encoding.UTF8, "application/json"));
        var report = JsonNode.Parse(await tried.Content.ReadAsStringAsync())!;
        report["status"]!.GetValue<int>().ShouldBe(status, report.ToJsonString());
        if (status >= 400 && text.Length > 0)
        {
            var (problem, told) = (JsonNode.Parse(text)!, report["problem"]!);
            told["title"]!.ToString().ShouldBe(problem["title"]!.ToString());
            // Of a key that is invalid a trial says more.
            if (problem["errors"] is { } errors)
                told["errors"]?.ToJsonString().ShouldBe(errors.ToJsonString());
        }
        else if (route != "none" && text.Length > 0)
            report["steps"]!.AsArray().Single(s => s!["step"]!.ToString() == "contract answer")!["content"]!.ToJsonString()
                .ShouldBe(JsonNode.Parse(text)!.ToJsonString());
        both.Stub.Requests.ShouldAllBe(r => !r.Envelope.Contains("<Book") && !r.Envelope.Contains("<No></No>")
            && !r.Envelope.Contains("<No />") && !r.Envelope.Contains("<No/>"));
    }

    [Theory]
    [InlineData("""{"path":{"id":""}}""", 404, "is empty or made of dots")]
    [InlineData("""{"path":{"id":".."}}""", 404, "is empty or made of dots")]
    [InlineData("""{"path":{"id":"1"},"header":{"X-Note":"a\nb"}}""", 400, "control character")]
    [InlineData("""{"path":"1","query":{}}""", 400, "'path' is an object of names and values")]
    public async Task What_no_request_of_the_route_can_hold_is_refused_as_the_facade_does(string input, int status, string why)
    {
        using var tried = await both.Shop.Client.PostAsync(
            "/systems/shop/operations/order.get/try", new StringContent(
                $$$"""{"route":"orders.get","input":{{{input}}}}""", Encoding.UTF8, "application/json"));
        var problem = JsonNode.Parse(await tried.Content.ReadAsStringAsync())!["problem"]!;
        (problem["status"]!.GetValue<int>(), problem["detail"]!.ToString()).ShouldSatisfyAllConditions(
            p => p.Item1.ShouldBe(status), p => p.Item2.ShouldContain(why));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("""{"inptu":{"id":1}}""")]
    public async Task A_trial_that_is_malformed_calls_nothing(string body)
    {
        using var tried = await both.Shop.Client.PostAsync(
            "/systems/shop/operations/order.get/try", new StringContent(body, Encoding.UTF8, "application/json"));
        ((int)tried.StatusCode).ShouldBe(400);
        (await tried.Content.ReadAsStringAsync()).ShouldContain("send the document as input");
    }

    [Fact]
    public async Task A_body_that_is_larger_than_the_route_takes_is_refused()
    {
        var large = $$"""{"customer":"{{new string('x', 1024 * 1024)}}"}""";
        using var served = await both.Shop.Client.PostAsync(
            "/api/orders", new StringContent(large, Encoding.UTF8, "application/json"));
        using var tried = await both.Shop.Client.PostAsync("/systems/shop/operations/order.insert/try", new StringContent(
            $$$"""{"route":"orders.add","input":{"body":{{{large}}}}}""", Encoding.UTF8, "application/json"));
        var report = JsonNode.Parse(await tried.Content.ReadAsStringAsync())!;
        ((int)served.StatusCode, report["status"]!.GetValue<int>()).ShouldBe((413, 413));
    }

    [Theory]
    [InlineData("""{"path":{"id":17},"query":{"as":"pdf","customer":"C-1"}}""", 200)]
    [InlineData("""{"path":{"id":17},"query":{"as":"pdf","colour":"red"}}""", 400)]
    [InlineData("""{"path":{"id":"x"},"query":{"as":"pdf"}}""", 404)]
    public async Task What_the_hub_itself_reads_of_a_request_is_known_and_what_the_path_does_not_take_is_not(
        string input, int status)
    {
        using var tried = await both.More.Client.PostAsync("/systems/parts/operations/GetPart/try", new StringContent(
            $$$"""{"route":"parts.get","input":{{{input}}}}""", Encoding.UTF8, "application/json"));
        var report = await tried.Content.ReadAsStringAsync();
        JsonNode.Parse(report)!["status"]!.GetValue<int>().ShouldBe(status, report);
    }

    public sealed class Both : IAsyncLifetime
    {
        private const string Guarded = """
            system: parts
            soap: { wsdl: contracts/parts.wsdl, address: "${env:PARTS}" }
            limits: { concurrency: 2, timeout: 1s }
            mappings: { part: { Ref: No } }
            resources:
              parts.get: { call: GetPart, in: { No: { from: path.id, prefix: "T-" } }, out: { at: Part, id: No }, etag: true }
              parts.book:
                current: { call: GetPart, in: { No: query.no }, out: { at: Part, content: { mapping: part } } }
                call: Book
                write: true
                etag: true
                in:  { same: body, keeps: [Ref] }
                out: { id: BookingNo }
            """;

        private const string System = """
            system: parts
            soap: { wsdl: contracts/parts.wsdl, address: "${env:PARTS}" }
            resources:
              parts.get: { call: GetPart, in: { No: path.id }, out: { at: Part, id: No } }
              parts.page:
                call: GetPart
                in: { No: path.id }
                out: { at: Part, items: { each: Inner, id: No } }
                page: { of: items, key: id }
              parts.twins:
                calls:
                  part:
                    as: "."
                    call: GetPart
                    in: { No: { from: path.id, prefix: "T-" } }
                    out: { at: Part, id: No, next: Count }
                  twin: { call: GetPart, in: { No: part.next }, out: { at: Part, no: No } }
            """;

        private const string Capability = """
            capability: parts
            owner: parts-team
            cohort: { key: customer, from: [query customer], seed: s }
            sides: { legacy: "adapter:parts" }
            routes:
              parts.get: { match: "GET /api/parts/{id:int}", query: { as: pdf } }
              parts.page: GET /api/pages/{id}
              parts.twins: GET /api/twins/{id}
            """;

        private readonly TemporaryFolder _folder = new();

        internal SoapStub Stub { get; private set; } = null!;

        internal RunningAdapters Parts { get; private set; } = null!;

        internal RunningAdapters Shop { get; private set; } = null!;

        internal RunningAdapters More { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            SQLitePCL.Batteries_V2.Init();
            Stub = await SoapStub.StartAsync();
            Stub.AnswerWithBody(
                "<GetPartResponse xmlns='urn:parts'><Part><No>17</No><Count>5</Count><Sold>true</Sold><Note/></Part>"
                + "</GetPartResponse>");
            Parts = await RunningAdapters.StartAsync(
                Stubs.Parts.Bundle(Guarded), new PlanReferences(new Dictionary<string, string> { ["PARTS"] = Stub.Address }));
            More = await RunningAdapters.StartAsync(
                RunningAdapters.Bundle(
                    ("contracts/parts.wsdl", Stubs.Parts.Wsdl), ("contracts/xsd/parts.xsd", Stubs.Parts.Schema),
                    ("capabilities/parts.yaml", Capability), ("systems/parts.yaml", System)),
                new PlanReferences(new Dictionary<string, string> { ["PARTS"] = Stub.Address }));
            var connection = $"Data Source={_folder.File("shop.db")}";
            await using (var database = new SqliteConnection(connection))
            {
                await database.OpenAsync();
                await using var command = database.CreateCommand();
                command.CommandText = Sql.Tables.Shop.Tables("sqlite")
                    + "INSERT INTO shop_order (id, customer) VALUES (1, 'ann'); INSERT INTO stock VALUES ('A', 1, 5, 1);";
                await command.ExecuteNonQueryAsync();
            }

            Shop = await RunningAdapters.StartAsync(
                Sql.Tables.Shop.Bundle(Sql.Tables.Shop.System("sqlite")),
                new PlanReferences(new Dictionary<string, string> { ["SHOP"] = connection }));
        }

        public async ValueTask DisposeAsync()
        {
            await Parts.DisposeAsync();
            await Shop.DisposeAsync();
            await More.DisposeAsync();
            await Stub.DisposeAsync();
            SqliteConnection.ClearAllPools();
            _folder.Dispose();
        }
    }
}
