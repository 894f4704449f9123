using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using Hub.Adapters.Tests.Stubs;
using Hub.Platform.Plan;

namespace Hub.Adapters.Tests.Soap;

/// <summary>What HTTP does to an answer: packs it, encodes it, takes it apart, or sends something else altogether.</summary>
public sealed class HttpAnswers : IAsyncLifetime
{
    private const string Part =
        """<GetPartResponse xmlns="urn:parts"><Part><No>17</No><Count>3</Count><Sold>true</Sold>"""
        + "<Note>größer €</Note></Part></GetPartResponse>";

    private const string System = """
        system: parts
        soap: { wsdl: contracts/parts.wsdl, address: "${env:PARTS}" }
        limits: { timeout: 20s }
        resources:
          parts.get:
            call: GetPart
            in:  { No: { from: path.id, prefix: "T-" } }
            out: { at: Part, id: No, note: Note, picture: Picture }
            faults: { NoSuchPart: 404, code.Unknown: 409 }
          parts.book: { call: GetPart, in: { No: body.id }, out: { at: Part, id: No } }
        """;

    private readonly LogLines _log = new();
    private SoapStub _stub = null!;
    private RunningAdapters _hub = null!;

    public async ValueTask InitializeAsync()
    {
        _stub = await SoapStub.StartAsync();
        _hub = await RunningAdapters.StartAsync(
            Parts.Bundle(System), new PlanReferences(new Dictionary<string, string> { ["PARTS"] = _stub.Address }), _log);
    }

    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync();
        await _stub.DisposeAsync();
    }

    [Theory]
    [InlineData("<s:Fault><faultstring>x</faultstring></s:Fault>")]
    [InlineData("<s:Fault><faultcode> </faultcode></s:Fault>")]
    [InlineData("<s:Fault/>")]
    public async Task A_fault_without_a_code_has_a_name_that_a_plan_can_write(string fault)
    {
        _stub.AnswerWith(SoapStub.Envelope(fault), status: 500);

        using var known = await _hub.Client.GetAsync("/api/parts/T-17");
        known.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        using var booking = new StringContent("""{"id":17}""", Encoding.UTF8, "application/json");
        using var unknown = await _hub.Client.PostAsync("/api/bookings", booking);
        _log.Lines.ShouldContain(
            l => l.Contains("a fault that the plan does not declare: code.Unknown", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public async Task A_packed_answer_is_asked_for_and_unpacked(string encoding)
    {
        var accepted = "";
        _stub.Answer = (context, _) =>
        {
            accepted = context.Request.Headers.AcceptEncoding.ToString();
            context.Response.Headers.ContentEncoding = encoding;
            return AnswerAsync(context.Response, "text/xml", Pack(encoding, Encoding.UTF8.GetBytes(SoapStub.Envelope(Part))));
        };

        (await NoteAsync()).ShouldBe("größer €");
        accepted.ShouldContain(encoding);
    }

    [Fact]
    public async Task A_packed_answer_without_end_is_refused_when_it_is_too_large()
    {
        // It never ends: whoever unpacks all of it before looking has no answer, and no memory.
        var ended = new TaskCompletionSource();
        _stub.Answer = async (context, _) =>
        {
            (context.Response.ContentType, context.Response.Headers.ContentEncoding) = ("text/xml", "gzip");
            await using var pack = new GZipStream(context.Response.Body, CompressionLevel.Fastest);
            var spaces = Encoding.UTF8.GetBytes(new string(' ', 1_000_000));
            while (!context.RequestAborted.IsCancellationRequested)
                await pack.WriteAsync(spaces, CancellationToken.None);
            ended.SetResult();
        };

        (await StatusAsync()).ShouldBe(HttpStatusCode.BadGateway);
        await ended.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        _stub.AnswerWithBody(Part);
        (await StatusAsync()).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task What_only_claims_to_be_packed_is_refused()
    {
        _stub.Answer = (context, _) =>
        {
            context.Response.Headers.ContentEncoding = "gzip";
            return AnswerAsync(context.Response, "text/xml", Encoding.UTF8.GetBytes(SoapStub.Envelope(Part)));
        };

        (await StatusAsync()).ShouldBe(HttpStatusCode.BadGateway);
    }

    [Theory]
    [InlineData("text/xml; charset=iso-8859-15", "iso-8859-15", "")]
    [InlineData("text/xml", "windows-1252", "<?xml version=\"1.0\" encoding=\"windows-1252\"?>")]
    [InlineData("text/xml; charset=utf-8", "windows-1252", "<?xml version='1.0' encoding='windows-1252'?>")]
    [InlineData("text/xml; charset=utf-16", "utf-16", "")]
    [InlineData("text/xml; charset=klingon", "utf-8", "")]
    [InlineData("application/xml", "utf-8", "")]
    public async Task An_answer_is_read_in_the_encoding_it_says(string type, string encoding, string declaration)
    {
        _stub.Answer = (context, _) =>
            AnswerAsync(context.Response, type, Encoding.GetEncoding(encoding).GetBytes(declaration + SoapStub.Envelope(Part)));

        (await NoteAsync()).ShouldBe("größer €");
    }

    [Theory]
    [InlineData("\r\n \t")]
    [InlineData("\uFEFF\uFEFF")]
    [InlineData("\uFEFF\n\uFEFF  \n")]
    public async Task What_scripts_leave_before_the_declaration_is_passed_over(string before)
    {
        _stub.Answer = (context, _) => AnswerAsync(
            context.Response,
            "text/xml",
            Encoding.UTF8.GetBytes(before + "<?xml version='1.0' encoding='utf-8'?>" + SoapStub.Envelope(Part)));

        (await NoteAsync()).ShouldBe("größer €");
    }

    [Theory]
    [InlineData("x-gzip", true, "it is packed as x-gzip, which was not asked for")]
    [InlineData("br", false, "it is packed as br, which was not asked for")]
    [InlineData("", true, "it is packed with gzip, and its headers do not say so")]
    public async Task Why_a_packed_answer_is_not_read_is_said(string encoding, bool gzip, string reason)
    {
        _stub.Answer = (context, _) =>
        {
            if (encoding.Length > 0)
                context.Response.Headers.ContentEncoding = encoding;
            var bytes = Encoding.UTF8.GetBytes(SoapStub.Envelope(Part));
            return AnswerAsync(context.Response, "text/xml", gzip ? Pack("gzip", bytes) : bytes);
        };

        (await StatusAsync()).ShouldBe(HttpStatusCode.BadGateway);
        _log.Lines.ShouldContain(l => l.Contains(reason, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("text/html", 200)]
    [InlineData("text/html; charset=utf-8", 500)]
    [InlineData("application/json", 200)]
    [InlineData("application/octet-stream", 200)]
    [InlineData("multipart/form-data; boundary=b", 200)]
    [InlineData("multipart/related", 200)]
    public async Task What_is_no_SOAP_by_its_type_is_refused_even_if_an_envelope_is_in_it(string type, int status)
    {
        _stub.AnswerWith(SoapStub.Envelope(Part), status, type);

        (await StatusAsync()).ShouldBe(HttpStatusCode.BadGateway);
    }

    [Theory]
    [InlineData(301, 502)]
    [InlineData(307, 502)]
    [InlineData(404, 502)]
    [InlineData(500, 502)]
    [InlineData(503, 502)]
    [InlineData(429, 503)]
    [InlineData(202, 502)]
    public async Task Other_statuses_are_no_answers_and_where_they_point_nobody_goes(int status, int told)
    {
        _stub.Answer = (context, _) =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = _stub.Address + "/elsewhere";
            context.Response.Headers.RetryAfter = "7";
            return Task.CompletedTask;
        };

        using var answer = await _hub.Client.GetAsync("/api/parts/T-17");
        ((int)answer.StatusCode).ShouldBe(told);
        if (status == 429)
            answer.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(7));
        _stub.Requests.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(307, "nothing was done")]
    [InlineData(308, "nothing was done")]
    [InlineData(401, "nothing was done")]
    [InlineData(404, "nothing was done")]
    [InlineData(405, "nothing was done")]
    [InlineData(413, "nothing was done")]
    [InlineData(415, "nothing was done")]
    [InlineData(429, "nothing was done")]
    [InlineData(431, "nothing was done")]
    [InlineData(200, "may have carried the request out")]
    [InlineData(301, "may have carried the request out")]
    [InlineData(302, "may have carried the request out")]
    [InlineData(303, "may have carried the request out")]
    [InlineData(400, "may have carried the request out")]
    [InlineData(403, "may have carried the request out")]
    [InlineData(409, "may have carried the request out")]
    [InlineData(500, "may have carried the request out")]
    [InlineData(502, "may have carried the request out")]
    [InlineData(503, "may have carried the request out")]
    [InlineData(504, "may have carried the request out")]
    public async Task Of_a_write_it_is_said_whether_it_may_have_been_done(int status, string words)
    {
        _stub.AnswerWith("<html>no</html>", status, "text/html");

        using var answer = await _hub.Client.PostAsync(
            "/api/bookings", new StringContent("""{"id":17}""", Encoding.UTF8, "application/json"));
        (await answer.Content.ReadAsStringAsync()).ShouldContain(words);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(500)]
    public async Task A_fault_is_a_fault_whatever_the_status(int status)
    {
        _stub.AnswerWith(SoapStub.Fault("NoSuchPart", "There is no part 17."), status);

        (await StatusAsync()).ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("application/xop+xml; charset=UTF-8; type=\"text/xml\"", "binary", "cid:picture%401", true)]
    [InlineData("application/xop+xml; type=\"text/xml\"", "base64", "cid:picture@1", true)]
    [InlineData("application/xop+xml", "binary", "cid:another", false)]
    [InlineData("application/xop+xml", "quoted-printable", "cid:picture%401", false)]
    [InlineData("application/xop+xml", "binary", "http://127.0.0.1/picture", false)]
    [InlineData("application/xop+xml", "binary", "file:///etc/passwd", false)]
    [InlineData("text/xml", "binary", "cid:picture%401", false)]
    public async Task What_MTOM_took_out_of_an_envelope_is_put_back(string type, string encoding, string href, bool good)
    {
        byte[] picture = [0, 13, 10, 45, 45, 255, 128, 60];
        _stub.Answer = (context, _) => AnswerAsync(
            context.Response,
            $"multipart/related; boundary=\"b-1\"; type=\"application/xop+xml\"; start=\"<root@1>\"",
            Multipart(picture, type, encoding, href));

        using var answer = await _hub.Client.GetAsync("/api/parts/T-17");
        answer.StatusCode.ShouldBe(
            good ? HttpStatusCode.OK : HttpStatusCode.BadGateway,
            string.Join('\n', _log.Lines.Where(l => l.Contains("Exception"))));
        if (good)
            JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("picture").GetString()
                .ShouldBe(Convert.ToBase64String(picture));
    }

    [Fact]
    public async Task Parts_that_grow_when_they_are_put_back_again_and_again_are_refused()
    {
        var picture = new byte[1_000_000];
        var message = Multipart(picture, "application/xop+xml", "binary", "cid:picture%401", times: 200);
        _stub.Answer = (context, _) =>
            AnswerAsync(context.Response, "multipart/related; boundary=b-1; start=\"<root@1>\"", message);

        (await StatusAsync()).ShouldBe(HttpStatusCode.BadGateway);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(40)]
    [InlineData(400)]
    public async Task Parts_cut_off_are_refused(int length)
    {
        var message = Multipart([1, 2, 3], "application/xop+xml", "binary", "cid:picture%401");
        _stub.Answer = (context, _) =>
            AnswerAsync(context.Response, "multipart/related; boundary=b-1; start=\"<root@1>\"", message[..length]);

        (await StatusAsync()).ShouldBe(HttpStatusCode.BadGateway);
    }

    private static byte[] Multipart(byte[] picture, string type, string encoding, string href, int times = 1)
    {
        var include = $"""<Picture><xop:Include xmlns:xop="http://www.w3.org/2004/08/xop/include" href="{href}"/></Picture>""";
        var envelope = SoapStub.Envelope(
            """<GetPartResponse xmlns="urn:parts"><Part><No>17</No><Count>3</Count>"""
            + string.Concat(Enumerable.Repeat(include, times))
            + "<Sold>true</Sold><Note>n</Note></Part></GetPartResponse>");
        var content = encoding == "base64"
            ? Encoding.ASCII.GetBytes(Convert.ToBase64String(picture, Base64FormattingOptions.InsertLineBreaks))
            : picture;
        return
        [
            .. Encoding.UTF8.GetBytes(
                $"--b-1\r\nContent-Type: image/png\r\nContent-ID: <picture@1>\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"),
            .. content,
            .. Encoding.UTF8.GetBytes(
                $"\r\n--b-1\r\nContent-Type: {type}\r\nContent-ID: <root@1>\r\n\r\n{envelope}\r\n--b-1--\r\n"),
        ];
    }

    private static byte[] Pack(string encoding, byte[] bytes)
    {
        var packed = new MemoryStream();
        using (Stream pack = encoding == "gzip"
            ? new GZipStream(packed, CompressionLevel.Fastest)
            : new ZLibStream(packed, CompressionLevel.Fastest))
            pack.Write(bytes);
        return packed.ToArray();
    }

    private static async Task AnswerAsync(Microsoft.AspNetCore.Http.HttpResponse response, string type, byte[] body)
    {
        response.ContentType = type;
        await response.Body.WriteAsync(body);
    }

    private async Task<HttpStatusCode> StatusAsync()
    {
        using var answer = await _hub.Client.GetAsync("/api/parts/T-17");
        return answer.StatusCode;
    }

    private async Task<string?> NoteAsync()
    {
        using var answer = await _hub.Client.GetAsync("/api/parts/T-17");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("note").GetString();
    }
}
