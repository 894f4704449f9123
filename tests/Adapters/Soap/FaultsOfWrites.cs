using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Hub.Adapters.Tests.Stubs;
using Hub.Platform.Plan;

namespace Hub.Adapters.Tests.Soap;

/// <summary>What a caller is told when the system answers a write with a fault that neither contract nor plan declares.</summary>
public sealed class FaultsOfWrites : IAsyncLifetime
{
    private const string Dispatcher = "http://schemas.microsoft.com/net/2005/12/windowscommunicationfoundation/dispatcher";
    private const string Book = """{"Item":[{"No":"17","Qty":1}]}""";
    private SoapStub _stub = null!;
    private RunningAdapters _hub = null!;

    public async ValueTask InitializeAsync()
    {
        _stub = await SoapStub.StartAsync();
        _hub = await HubAsync(Parts.System);
    }

    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync();
        await _stub.DisposeAsync();
    }

    public static TheoryData<string> Refusals =>
    [
        "<s:Fault><faultcode>s:Client</faultcode><faultstring>field X is wrong</faultstring></s:Fault>",
        "<s:Fault><faultcode>Client</faultcode><faultstring>field X is wrong</faultstring></s:Fault>",
        "<s:Fault><faultcode>nobody:client</faultcode><faultstring>field X is wrong</faultstring></s:Fault>",
        "<s:Fault><faultcode> s:Client.Authentication </faultcode><faultstring>field X is wrong</faultstring></s:Fault>",
        "<s:Fault><faultcode>s:Cli<!-- -->ent.Data</faultcode>"
            + "<faultstring>field <!-- -->X <![CDATA[is]]> wrong</faultstring></s:Fault>",
        "<Fault><faultcode>Client</faultcode><faultstring>field X is wrong</faultstring></Fault>",
        """
        <e:Fault xmlns:e="http://www.w3.org/2003/05/soap-envelope"><e:Code><e:Value>e:Sender</e:Value></e:Code>
          <e:Reason><e:Text xml:lang="de">Feld X ist falsch</e:Text><e:Text xml:lang="en-GB">field X is wrong</e:Text>
            <e:Text xml:lang="fr">le champ X</e:Text></e:Reason></e:Fault>
        """,
        """
        <e:Fault xmlns:e="http://www.w3.org/2003/05/soap-envelope">
          <e:Code><e:Value>e:Sender</e:Value><e:Subcode><e:Value>OutOfRange</e:Value></e:Subcode></e:Code>
          <e:Reason><e:Text>field X is wrong</e:Text></e:Reason></e:Fault>
        """,
        """
        <s:Fault><faultcode>s:Client</faultcode><faultstring/><detail><problem xmlns="urn:app"><where>field X</where>
          <what>is wrong</what><StackTrace>at App.Orders.Check()</StackTrace></problem></detail></s:Fault>
        """,
        "<s:Fault><faultcode>s:Client</faultcode><detail>field X is wrong</detail></s:Fault>",
    ];

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task A_fault_that_blames_the_request_is_a_refusal_with_its_text(string fault)
    {
        foreach (var status in new[] { 500, 400, 200 })
        {
            _stub.AnswerWith(SoapStub.Envelope(fault), status);

            var problem = await BookAsync(HttpStatusCode.UnprocessableEntity);
            problem["title"]!.ToString().ShouldBe("Unprocessable Entity");
            problem["detail"]!.ToString().ShouldBe("parts refused the request, and nothing was done: field X is wrong");
            var operation = await CallAsync(HttpStatusCode.UnprocessableEntity);
            operation["detail"]!.ToString().ShouldBe("parts refused the request, and nothing was done: field X is wrong");
        }
    }

    [Theory]
    [InlineData("s:VersionMismatch")]
    [InlineData("s:MustUnderstand")]
    [InlineData("DataEncodingUnknown")]
    [InlineData("a:ActionNotSupported")]
    [InlineData("a:DeserializationFailed")]
    public async Task A_message_that_was_not_taken_is_no_refusal_and_nothing_was_done(string code)
    {
        _stub.AnswerWith(SoapStub.Envelope(Fault(code, "not understood")), 500);

        var problem = await BookAsync(HttpStatusCode.BadGateway);
        problem["title"]!.ToString().ShouldBe("Bad Gateway");
        problem["detail"]!.ToString().ShouldBe("parts failed; nothing was done. It said: not understood");
        (await CallAsync(HttpStatusCode.BadGateway))["detail"]!.ToString()
            .ShouldBe("parts refused the request, and nothing was done: not understood");
    }

    [Theory]
    [InlineData("s:Server")]
    [InlineData("soapenv:Server.userException")]
    [InlineData("Receiver")]
    [InlineData("a:InternalServiceFault")]
    [InlineData("ORDER-17")]
    [InlineData("")]
    public async Task After_any_other_fault_the_outcome_is_unknown_and_the_text_is_told(string code)
    {
        _stub.AnswerWith(SoapStub.Envelope(Fault(code, "deadlock in table ORDERS")), 500);

        foreach (var problem in new[] { await BookAsync(HttpStatusCode.BadGateway), await CallAsync(HttpStatusCode.BadGateway) })
        {
            problem["title"]!.ToString().ShouldBe("Outcome unknown");
            problem["detail"]!.ToString()
                .ShouldStartWith("parts answered with a fault (deadlock in table ORDERS), and may have carried the request out.");
        }
    }

    [Fact]
    public async Task A_plan_may_say_that_a_system_blames_the_request_behind_the_commit_and_the_most_special_code_counts()
    {
        await using var hub = await HubAsync(
            Parts.System + "\nfaults: { code.Client: unknown, code.Client.Closed: 409, code.Server.Input: 400 }\n");

        foreach (var (code, status, title) in new[]
        {
            ("s:Client", 502, "Outcome unknown"), ("s:Client.Other", 502, "Outcome unknown"),
            ("s:Client.Closed.Twice", 409, "Conflict"), ("s:Server.Input", 400, "Bad Request"),
        })
        {
            _stub.AnswerWith(SoapStub.Envelope(Fault(code, "closed")), 500);
            (await BookAsync((HttpStatusCode)status, hub))["title"]!.ToString().ShouldBe(title, code);
            (await CallAsync((HttpStatusCode)status, hub))["title"]!.ToString().ShouldBe(title, code);
        }
    }

    [Theory]
    [InlineData("x\u0085y&#9;z&#13;&#10;  last \u202Eevil", "x y z last evil")]
    [InlineData(
        "System.ArgumentException: field X is wrong\n   at App.Orders.Check(Order order) in C:\\App\\Orders.cs:line 12\n",
        "System.ArgumentException: field X is wrong")]
    [InlineData("Feld X ist falsch\n   bei App.Orders.Check(Order order)", "Feld X ist falsch")]
    [InlineData(
        "java.lang.IllegalStateException: no \tat com.app.Orders.check(Orders.java:12)", "java.lang.IllegalStateException: no")]
    [InlineData(
        "field X is wrong in /var/www/a.php:3\nStack trace:\n#0 /var/www/b.php(4): check()",
        "field X is wrong in /var/www/a.php:3")]
    [InlineData(
        "Traceback (most recent call last):\n  File \"a.py\", line 3, in check\nValueError: field X is wrong\n",
        "ValueError: field X is wrong")]
    [InlineData("ORA-20001: field X is wrong\nORA-06512: at \"APP.CHECK\", line 12", "ORA-20001: field X is wrong")]
    [InlineData("login failed: Server=db1;Database=erp;User Id=sa;Password=hunter2;", "login failed: …")]
    [InlineData("login failed: Password=hunter2;Server=db1", "login failed: …")]
    [InlineData("no connection (host=db1 user=sa password=hunter2 dbname=erp)", "no connection (…")]
    [InlineData("no connection: jdbc:oracle:thin:scott/tiger@db:1521:x", "no connection: …")]
    [InlineData("no connection: amqp://hub:hunter2@mq:5672/erp", "no connection: …")]
    [InlineData("no connection: scott/tiger@db:1521/x", "no connection: …")]
    [InlineData("sent Authorization: Basic c2E6aHVudGVyMg== and failed", "sent … and failed")]
    [InlineData("sent Bearer eyJhbGciOi.eyJzdWIi.c2ln and failed", "sent … and failed")]
    [InlineData("sent \"password\": \"hunter2\" and failed", "sent \"… and failed")]
    [InlineData("sent api_key=4711 and failed", "sent … and failed")]
    [InlineData(
        "could not execute statement; SQL [insert into CUSTOMER (PIN) values (1234)]; row locked",
        "could not execute statement; …; row locked")]
    [InlineData("failed: INSERT INTO CUSTOMER (PIN) VALUES (1234)", "failed: …")]
    [InlineData("failed: update CUSTOMER set PIN = 1234 where ID = 1", "failed: …")]
    [InlineData("Error: bad at Object.&lt;anonymous&gt; (/srv/app/index.js:10:3) at node:internal/main", "Error: bad")]
    [InlineData("Error: bad\n    at /srv/app/index.js:10:3\n    at async Promise.all (index 0)", "Error: bad")]
    [InlineData("panic: bad goroutine 1 [running]: main.main() /tmp/x.go:5", "panic: bad")]
    [InlineData("bad (ArgumentError)\n\tfrom /app/x.rb:3:in 'y'", "bad (ArgumentError)")]
    [InlineData("bad at /x.pl line 3.", "bad")]
    [InlineData("Password: must be at least 8 characters", "Password: must be at least 8 characters")]
    [InlineData("the value at /lines/0/quantity is wrong", "the value at /lines/0/quantity is wrong")]
    [InlineData("select a customer from the list", "select a customer from the list")]
    [InlineData("order=1;item=2 is wrong, see https://erp.example/help", "order=1;item=2 is wrong, see https://erp.example/help")]
    [InlineData("the value at Order.Line is wrong (3)", "the value at Order.Line is wrong (3)")]
    public async Task A_text_is_one_line_without_control_characters_and_stack_traces(string said, string told)
    {
        _stub.AnswerWith(SoapStub.Envelope(Fault("s:Client", said)), 500);

        (await BookAsync(HttpStatusCode.UnprocessableEntity))["detail"]!.ToString()
            .ShouldBe($"parts refused the request, and nothing was done: {told}");
    }

    [Theory]
    [InlineData("at Foo.Bar(Baz.cs:5)")]
    [InlineData("goroutine 1 [running]: main.main() /tmp/x.go:5")]
    public async Task A_text_that_is_nothing_but_a_stack_trace_is_not_told(string said)
    {
        _stub.AnswerWith(SoapStub.Envelope(Fault("s:Client", said)), 500);

        (await BookAsync(HttpStatusCode.UnprocessableEntity))["detail"]!.ToString()
            .ShouldBe("parts refused the request, and nothing was done.");
    }

    [Fact]
    public async Task A_text_is_bounded_and_no_character_is_cut_in_two()
    {
        _stub.AnswerWith(SoapStub.Envelope(Fault("s:Client", "x" + string.Concat(Enumerable.Repeat("😀", 100_000)))), 500);

        var told = (await BookAsync(HttpStatusCode.UnprocessableEntity))["detail"]!.ToString();
        told.Length.ShouldBeLessThan(600);
        told.ShouldEndWith("😀…");
    }

    [Theory]
    [InlineData("s:Client", 422, "parts refused the request: field X is wrong")]
    [InlineData("s:Client.Order", 422, "parts refused the request: field X is wrong")]
    [InlineData("s:MustUnderstand", 502, "parts answered with a fault. It said: field X is wrong")]
    [InlineData("s:Server", 502, "parts answered with a fault. It said: field X is wrong")]
    [InlineData("ORDER-17", 502, "parts answered with a fault. It said: field X is wrong")]
    public async Task Whoever_reads_is_told_the_text_too(string code, int status, string told)
    {
        _stub.AnswerWith(
            SoapStub.Envelope(Fault(code, "field X is wrong\n   at App.Orders.Check(Order order) in C:\\Orders.cs:line 12")),
            500);

        using var answer = await _hub.Client.GetAsync("/api/parts/T-17");
        (await ReadAsync(answer, (HttpStatusCode)status))["detail"]!.ToString().ShouldBe(told);
    }

    [Fact]
    public async Task A_system_that_takes_no_more_calls_was_sent_the_request_and_did_nothing()
    {
        _stub.Answer = (context, _) =>
        {
            (context.Response.StatusCode, context.Response.Headers.RetryAfter) = (429, "7");
            return Task.CompletedTask;
        };

        using var read = await _hub.Client.GetAsync("/api/parts/T-17");
        read.Headers.RetryAfter!.ToString().ShouldBe("7");
        foreach (var problem in new[]
        {
            await ReadAsync(read, HttpStatusCode.ServiceUnavailable), await BookAsync(HttpStatusCode.ServiceUnavailable),
            await CallAsync(HttpStatusCode.ServiceUnavailable),
        })
            problem["detail"]!.ToString().ShouldBe("parts takes no more calls for now; nothing was done.");
    }

    [Fact]
    public async Task An_answer_without_what_its_schema_requires_leaves_the_outcome_of_a_write_unknown()
    {
        _stub.AnswerWithBody("""<BookResponse xmlns="urn:parts"/>""");
        (await BookAsync(HttpStatusCode.BadGateway))["title"]!.ToString().ShouldBe("Outcome unknown");
        (await CallAsync(HttpStatusCode.BadGateway))["detail"]!.ToString()
            .ShouldStartWith("parts gave no usable answer (HTTP 200: BookingNo: is required, and missing), and may have carried");

        _stub.AnswerWithBody("""<GetPartResponse xmlns="urn:parts"/>""");
        using var read = await _hub.Client.GetAsync("/api/parts/T-17");
        (await ReadAsync(read, HttpStatusCode.BadGateway))["detail"]!.ToString().ShouldBe("parts did not give a usable answer.");
    }

    [Fact]
    public async Task A_plan_may_say_that_a_system_is_lenient()
    {
        await using var hub = await HubAsync(Parts.System.Replace("soap: {", "soap: { lenient: true,", StringComparison.Ordinal));
        _stub.AnswerWithBody("""<GetPartResponse xmlns="urn:parts"><Part><No>17</No></Part></GetPartResponse>""");

        (await hub.Client.GetStringAsync("/api/parts/T-17")).ShouldBe("""{"id":"T-17","tags":[]}""");
    }

    private static string Fault(string code, string text) =>
        $"""<s:Fault xmlns:a="{Dispatcher}"><faultcode>{code}</faultcode><faultstring>{text}</faultstring></s:Fault>""";

    private Task<RunningAdapters> HubAsync(string system) => RunningAdapters.StartAsync(
        Parts.Bundle(system), new PlanReferences(new Dictionary<string, string> { ["PARTS"] = _stub.Address }));

    private async Task<JsonObject> BookAsync(HttpStatusCode status, RunningAdapters? hub = null)
    {
        using var content = new StringContent(
            """{"lines": [{"sku": "T-1", "quantity": 2}]}""", Encoding.UTF8, "application/json");
        using var answer = await (hub ?? _hub).Client.PostAsync("/api/bookings", content);
        return await ReadAsync(answer, status);
    }

    private async Task<JsonObject> CallAsync(HttpStatusCode status, RunningAdapters? hub = null)
    {
        using var content = new StringContent(Book, Encoding.UTF8, "application/json");
        using var answer = await (hub ?? _hub).Client.PostAsync("/systems/parts/operations/Book", content);
        return await ReadAsync(answer, status);
    }

    private static async Task<JsonObject> ReadAsync(HttpResponseMessage answer, HttpStatusCode status)
    {
        answer.StatusCode.ShouldBe(status, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
    }
}
