using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Adapters.Tests.Stubs;
using Hub.Platform.Plan;

namespace Hub.Adapters.Tests.Soap;

/// <summary>Which characters an answer's bytes are: those that were meant, or none.</summary>
public sealed class Encodings : IAsyncLifetime
{
    private const string Note = "größer € ß";

    private const string Plan = """
        system: parts
        soap: { wsdl: contracts/parts.wsdl, address: "${env:PARTS}" }
        limits: { timeout: 20s }
        resources:
          parts.get: { call: GetPart, in: { No: { from: path.id, prefix: "T-" } }, out: { at: Part, id: No, note: Note } }
          parts.book: { call: GetPart, in: { No: body.id }, out: { at: Part, id: No, note: Note } }
        """;

    private static readonly string Envelope = SoapStub.Envelope(
        $"""<GetPartResponse xmlns="urn:parts"><Part><No>17</No><Count>3</Count><Sold>true</Sold><Note>{Note}</Note></Part>"""
        + "</GetPartResponse>");

    private SoapStub _stub = null!;
    private RunningAdapters _hub = null!;

    public async ValueTask InitializeAsync()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        _stub = await SoapStub.StartAsync();
        _hub = await RunningAdapters.StartAsync(
            Parts.Bundle(Plan), new PlanReferences(new Dictionary<string, string> { ["PARTS"] = _stub.Address }));
    }

    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync();
        await _stub.DisposeAsync();
    }

    [Theory]
    // The header is right, the declaration is not.
    [InlineData("text/xml; charset=utf-8", "iso-8859-1", "utf-8")]
    [InlineData("text/xml; charset=windows-1252", "utf-8", "windows-1252")]
    [InlineData("text/xml; charset=iso-8859-15", "windows-1252", "iso-8859-15")]
    [InlineData("text/xml; charset=utf-8", "utf-16", "utf-8")]
    // The declaration is, and the bytes show it.
    [InlineData("text/xml; charset=iso-8859-1", "utf-8", "utf-8")]
    [InlineData("text/xml; charset=us-ascii", "utf-8", "utf-8")]
    [InlineData("text/xml; charset=utf-8", "windows-1252", "windows-1252")]
    // Only one of them speaks.
    [InlineData("text/xml; charset=\"windows-1252\"", "", "windows-1252")]
    [InlineData("text/xml", "windows-1252", "windows-1252")]
    [InlineData("text/xml", "UTF8", "utf-8")]
    [InlineData("text/xml; charset=klingon", "", "utf-8")]
    [InlineData("text/xml; charset=klingon", "windows-1252", "windows-1252")]
    // What says Latin-1 means Windows'.
    [InlineData("text/xml; charset=iso-8859-1", "", "windows-1252")]
    [InlineData("text/xml", "ISO-8859-1", "windows-1252")]
    // A byte order mark is stronger than all of them.
    [InlineData("text/xml; charset=iso-8859-1", "windows-1252", "utf-8", true)]
    [InlineData("text/xml; charset=utf-8", "utf-8", "utf-16", true)]
    [InlineData("text/xml; charset=iso-8859-1", "", "utf-16BE", true)]
    [InlineData("text/xml; charset=utf-8", "", "utf-32", true)]
    [InlineData("text/xml; charset=utf-16", "utf-16", "utf-16BE")]
    [InlineData("text/xml; charset=utf-8", "", "utf-16")]
    public async Task The_characters_are_those_that_were_meant(string type, string declared, string encoding, bool marked = false)
    {
        AnswerWith(type, declared, encoding, marked);

        using var answer = await _hub.Client.GetAsync("/api/parts/T-17");
        var body = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, body);
        JsonElement.Parse(body).GetProperty("note").GetString().ShouldBe(Note);
    }

    [Theory]
    [InlineData("text/xml; charset=utf-8", "", "windows-1252")]
    [InlineData("text/xml; charset=utf-8", "utf-8", "windows-1252")]
    [InlineData("text/xml", "", "windows-1252")]
    [InlineData("text/xml; charset=us-ascii", "", "utf-8")]
    [InlineData("text/xml; charset=us-ascii", "us-ascii", "windows-1252")]
    [InlineData("text/xml; charset=utf-7", "", "utf-8")]
    [InlineData("text/xml", "utf-7", "utf-8")]
    [InlineData("text/xml", "no-such-encoding", "utf-8")]
    [InlineData("text/xml; charset=klingon", "no-such-encoding", "utf-8")]
    [InlineData("text/xml; charset=utf-16", "", "utf-8")]
    [InlineData("text/xml; charset=ibm037", "", "utf-8")]
    public async Task Where_they_cannot_be_known_there_is_no_answer_and_a_write_is_in_doubt(
        string type, string declared, string encoding)
    {
        AnswerWith(type, declared, encoding, marked: false);

        using var read = await _hub.Client.GetAsync("/api/parts/T-17");
        read.StatusCode.ShouldBe(HttpStatusCode.BadGateway, await read.Content.ReadAsStringAsync());
        await InDoubtAsync();
    }

    public static TheoryData<string, string, string> Broken => new()
    {
        { "text/xml", "", Envelope[..^20] },
        { "text/xml", "", Envelope.Replace("<Note>", "<Note><", StringComparison.Ordinal) },
        { "text/xml", "", Envelope + "\0\0\0" },
        { "text/xml", "", Envelope.Replace("<Count>3", "<Count>many", StringComparison.Ordinal) },
        { "text/xml", "", Envelope.Replace("Response", "Reply", StringComparison.Ordinal) },
        { "text/xml", "", "" },
        { "text/xml", "", "<html><body>Please log in</body></html>" },
        { "text/html", "", "<html><body>Please log in</body></html>" },
        { "application/json", "", """{"Part":{}}""" },
        { "text/xml", "gzip", Envelope },
        { "text/xml", "deflate", "\u0001\u0002" },
        { "multipart/related; boundary=b; start=\"<x>\"", "", "--b\r\nContent-ID: <y>\r\n\r\nx\r\n--b--" },
        { "multipart/related; boundary=b", "", "--b\r\nContent-Type: text/xml; charset=utf-7\r\n\r\n" + Envelope + "\r\n--b--" },
        { "multipart/related; boundary=b", "", "--b\r\n\r\n" },
        { "multipart/mixed", "", "--b" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task Whatever_is_wrong_with_the_answer_of_a_write_its_outcome_is_unknown(string type, string packed, string body)
    {
        _stub.Answer = async (context, _) =>
        {
            context.Response.ContentType = type;
            if (packed.Length > 0)
                context.Response.Headers.ContentEncoding = packed;
            await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(body));
        };

        await InDoubtAsync();
    }

    private async Task InDoubtAsync()
    {
        foreach (var (path, json) in new[]
        {
            ("/api/bookings", """{"id":17}"""), ("/systems/parts/operations/Book", """{"Item":[{"No":"17","Qty":1}]}"""),
        })
        {
            using var content = new StringContent(json, Encoding.UTF8, "application/json");
            using var answer = await _hub.Client.PostAsync(path, content);
            answer.StatusCode.ShouldBe(HttpStatusCode.BadGateway, await answer.Content.ReadAsStringAsync());
            (await answer.Content.ReadFromJsonAsync<JsonObject>())!["title"]!.ToString().ShouldBe("Outcome unknown");
        }
    }

    private void AnswerWith(string type, string declared, string encoding, bool marked)
    {
        var (declaration, with) = (
            declared.Length > 0 ? $"<?xml version='1.0' encoding='{declared}'?>" : "", Encoding.GetEncoding(encoding));
        _stub.Answer = async (context, _) =>
        {
            context.Response.ContentType = type;
            await context.Response.Body.WriteAsync(
                (byte[])[.. marked ? with.GetPreamble() : [], .. with.GetBytes(declaration + Envelope)]);
        };
    }
}
