using System.Net;
using System.Text;
using System.Text.Json;

namespace Hub.Facade.Tests;

/// <summary>Bodies sent to the own surface that are not what they should be: 400 with the place, and nothing changes.</summary>
public sealed class BodiesOfTheOwnSurface(RunningFacade hub) : IClassFixture<RunningFacade>
{
    private const string Shift = "/hub/api/routes/search.plain/shift";

    [Theory]
    [InlineData("""{"stage":"canary","percent":1,"percent":90,"reason":"x"}""", "percent")]
    [InlineData("""{"stage":"canary","percent":1,"Percent":90,"reason":"x"}""", "")]
    [InlineData("""{"stage":2,"percent":1,"reason":"x"}""", "stage")]
    [InlineData("""{"stage":"2","percent":1,"reason":"x"}""", "stage")]
    [InlineData("""{"stage":"legacy,shadow","reason":"x"}""", "stage")]
    [InlineData("""{"stage":"canary","percent":"1","reason":"x"}""", "percent")]
    [InlineData("""{"stage":"canary","percent":NaN,"reason":"x"}""", "percent")]
    [InlineData("""{"stage":"canary","percent":1,"reason":"\ud800"}""", "reason")]
    [InlineData("""{"stage":"canary","percent":1,"reason":"a\u0000"}""", "reason")]
    [InlineData("""{"stage":"canary","percent":1,"reason":null}""", "reason")]
    [InlineData("""{"stage":"canary","percent":1,"reason":"x","users":["C-1",null]}""", "users[1]")]
    [InlineData("""{"stage":"canary","percent":1,"reason":"x","expectedRevision":1.5}""", "expectedRevision")]
    [InlineData("""{"stage":"canary","percent":1,"reason":"x","expectedRevision":1e30}""", "expectedRevision")]
    [InlineData("""{"stage":"canary","percent":1,"reason":"x","more":1}""", "more")]
    [InlineData("""{"stage":"canary","percent":1}""", "")]
    [InlineData("""{"stage":"canary","percent":1,"reason":"x"} {}""", "")]
    [InlineData("null", "")]
    [InlineData("[]", "")]
    [InlineData("", "")]
    public async Task A_shift_with_a_fault_is_refused_with_its_place(string json, string path)
    {
        var before = await hub.RevisionAsync();
        var problem = await RefusedAsync(Shift, Encoding.UTF8.GetBytes(json), HttpStatusCode.BadRequest);
        problem.GetProperty("errors").EnumerateArray().Select(e => e.GetProperty("path").GetString()!)
            .ShouldContain(found => path.Length == 0 || found == path);
        (await hub.RevisionAsync()).ShouldBe(before);
    }

    [Theory]
    [InlineData("""{"stage":"canary","percent":"5","reason":"x"}""", "percent", "must be a number, such as 12.5, without quotes")]
    [InlineData("""{"stage":"canary","percent":1,"reason":7}""", "reason", "must be a text, in quotes")]
    [InlineData("""{"stage":"canary","percent":1,"reason":"x","force":"yes"}""", "force",
        "must be true or false, without quotes")]
    [InlineData("""{"stage":"canary","percent":1,"reason":"x","users":"C-1"}""", "users", "must be an array, such as [\"a\"]")]
    [InlineData("""{"stage":"canary","percent":1,"reason":"x","users":["C-1",2]}""", "users[1]", "must be a text, in quotes")]
    [InlineData("""{"stage":"canary","percent":1,"reason":"x","expectedRevision":"1"}""", "expectedRevision",
        "must be a whole number, such as 10, without quotes")]
    [InlineData("[]", "$", "must be an object, such as {}")]
    public async Task What_a_value_must_be_is_told(string json, string path, string detail)
    {
        var problem = await RefusedAsync(Shift, Encoding.UTF8.GetBytes(json), HttpStatusCode.BadRequest);
        problem.GetProperty("errors").EnumerateArray()
            .Select(e => (e.GetProperty("path").GetString(), e.GetProperty("detail").GetString()))
            .ShouldBe([(path, detail)]);
    }

    [Theory]
    [InlineData("""{"name":null,"role":"viewer"}""")]
    [InlineData("""{"name":"x","role":1}""")]
    [InlineData("""{"name":"x","role":"viewer","capabilities":null}""")]
    [InlineData("""{"name":"x","role":"viewer","capabilities":[null]}""")]
    [InlineData("""{"name":"x\u0000","role":"viewer"}""")]
    public async Task A_token_with_a_fault_is_refused(string json) =>
        await RefusedAsync("/hub/api/tokens", Encoding.UTF8.GetBytes(json), HttpStatusCode.BadRequest);

    [Theory]
    [InlineData("""{"files":null,"reason":"x"}""")]
    [InlineData("""{"files":{"hub.yaml":null},"reason":"x"}""")]
    [InlineData("""{"files":{"hub.yaml":"n*"},"reason":"x"}""")]
    [InlineData("""{"files":{"a":"","a":""},"reason":"x"}""")]
    public async Task A_plan_with_a_fault_is_refused(string json) =>
        await RefusedAsync("/hub/api/plan", Encoding.UTF8.GetBytes(json), HttpStatusCode.BadRequest);

    [Fact]
    public async Task Bytes_that_are_not_UTF_8_and_nesting_without_end_are_refused()
    {
        await RefusedAsync(Shift, [.. "{\"reason\":\""u8, 0xC3, 0x28, .. "\"}"u8], HttpStatusCode.BadRequest);
        await RefusedAsync(
            Shift, Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"users\":[", 5000))), HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_body_over_the_limit_is_413_also_in_chunks_and_one_of_another_type_415()
    {
        var large = new byte[16 * 1024 * 1024 + 1];
        await RefusedAsync(Shift, large, HttpStatusCode.RequestEntityTooLarge);
        await RefusedAsync(Shift, large, HttpStatusCode.RequestEntityTooLarge, chunked: true);
        await RefusedAsync(Shift, "{}"u8.ToArray(), HttpStatusCode.UnsupportedMediaType, type: "text/plain");
        await RefusedAsync(Shift, "{}"u8.ToArray(), HttpStatusCode.UnsupportedMediaType, type: null);
    }

    [Fact]
    public async Task A_byte_order_mark_is_skipped_and_an_integer_may_be_written_with_a_fraction_of_zero()
    {
        var revision = await hub.RevisionAsync();
        var json = $$"""{"stage":"legacy","reason":"x","expectedRevision":{{revision}}.0}""";
        using var response = await PostAsync(Shift, [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(json)]);
        (await response.Content.ReadAsStringAsync()).ShouldNotContain("$.");
        response.StatusCode.ShouldNotBe(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("/hub/api/nothing", 404)]
    [InlineData("/hub/api/routes/nothing", 404)]
    [InlineData("/api/nothing", 404)]
    [InlineData("/api/down", 502)]
    public async Task Every_problem_has_the_members_of_the_published_contract(string path, int status)
    {
        using var response = await hub.Admin.GetAsync(path);
        ((int)response.StatusCode).ShouldBe(status);
        ShouldBeProblem(await response.Content.ReadAsStringAsync(), response);
    }

    private async Task<JsonElement> RefusedAsync(
        string path, byte[] body, HttpStatusCode status, bool chunked = false, string? type = "application/json")
    {
        using var response = await PostAsync(path, body, chunked, type);
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(status, text);
        return ShouldBeProblem(text, response);
    }

    private async Task<HttpResponseMessage> PostAsync(
        string path, byte[] body, bool chunked = false, string? type = "application/json")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        request.Headers.TransferEncodingChunked = chunked;
        if (type is not null)
            request.Content.Headers.ContentType = new(type);
        return await hub.Admin.SendAsync(request);
    }

    private static JsonElement ShouldBeProblem(string text, HttpResponseMessage response)
    {
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        var problem = JsonDocument.Parse(text).RootElement;
        problem.EnumerateObject().Select(m => m.Name).Where(m => m != "errors").ShouldBe(["type", "title", "status", "detail"]);
        problem.GetProperty("type").GetString().ShouldBe("about:blank");
        problem.GetProperty("status").GetInt32().ShouldBe((int)response.StatusCode);
        text.ShouldNotContain("Exception");
        text.ShouldNotContain("Hub.", Case.Sensitive);
        return problem;
    }
}
