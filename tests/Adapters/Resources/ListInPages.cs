using System.Net;
using System.Text.Json.Nodes;
using Hub.Adapters.Tests.Stubs;
using Hub.Platform.Plan;

namespace Hub.Adapters.Tests.Resources;

/// <summary>Pages, tags and repetitions over an operation that has none of them.</summary>
public sealed class ListInPages : IAsyncLifetime
{
    private SoapStub _stub = null!;
    private RunningAdapters _hub = null!;

    public async ValueTask InitializeAsync()
    {
        _stub = await SoapStub.StartAsync();
        var system = $"""
            {Parts.System[..Parts.System.IndexOf("resources:", StringComparison.Ordinal)]}resources:
              parts.book: {"{"} call: Book, in: {"{"} Item: {"{"} each: body.lines, No: sku, Qty: quantity {"}"} {"}"} {"}"}
              parts.get:
                call: GetPart
                in:  {"{"} No: path.id {"}"}
                out: {"{"} items: {"{"} each: Part/Inner, id: No, count: Count {"}"} {"}"}
                etag: true
                safe: {"{"} attempts: 3, within: 20s {"}"}
                page: {"{"} of: items, key: id, default: 2, max: 3, most: 6 {"}"}
            """;
        _hub = await RunningAdapters.StartAsync(
            Parts.Bundle(system), new PlanReferences(new Dictionary<string, string> { ["PARTS"] = _stub.Address }));
    }

    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync();
        await _stub.DisposeAsync();
    }

    [Fact]
    public async Task A_list_is_read_page_by_page_in_the_order_of_its_keys()
    {
        Answer("10", "9", "8", "11", "7");

        (await PageAsync("")).ShouldBe("7 8 | 8");
        (await PageAsync("?after=8")).ShouldBe("9 10 | 10");
        (await PageAsync("?after=10")).ShouldBe("11 | ");
        (await PageAsync("?limit=3")).ShouldBe("7 8 9 | 9");
        Answer("10", "9", "11", "7");
        (await PageAsync("?after=8")).ShouldBe("9 10 | 10", "the key behind which the page begins is gone meanwhile");
        (await PageAsync("?after=11")).ShouldBe(" | ");
    }

    [Theory]
    [InlineData("0")]
    [InlineData("4")]
    [InlineData("many")]
    [InlineData("-1")]
    public async Task A_limit_that_cannot_be_is_told_and_nothing_is_called(string limit)
    {
        var response = await _hub.Client.GetAsync($"/api/parts/1?limit={limit}");

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.Content.ReadAsStringAsync())
            .ShouldContain("""{"path":"query.limit","detail":"must be an integer from 1 to 3"}""");
        _stub.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task More_than_the_hub_looks_through_is_a_502()
    {
        Answer("1", "2", "3", "4", "5", "6", "7");

        (await _hub.Client.GetAsync("/api/parts/1")).StatusCode.ShouldBe(HttpStatusCode.BadGateway);
    }

    [Fact]
    public async Task Each_page_has_its_own_tag()
    {
        Answer("1", "2", "3");
        var first = await _hub.Client.GetAsync("/api/parts/1");
        (await _hub.Client.GetAsync("/api/parts/1?after=2")).Headers.ETag.ShouldNotBe(first.Headers.ETag);

        using var again = new HttpRequestMessage(HttpMethod.Get, "/api/parts/1");
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        (await _hub.Client.SendAsync(again)).StatusCode.ShouldBe(HttpStatusCode.NotModified);
    }

    [Fact]
    public async Task What_is_safe_is_asked_for_again_when_the_connection_breaks()
    {
        Answer("1");
        var (answer, broken) = (_stub.Answer, 0);
        _stub.Answer = (context, envelope) =>
        {
            if (Interlocked.Increment(ref broken) > 2)
                return answer(context, envelope);
            context.Abort();
            return Task.CompletedTask;
        };

        (await _hub.Client.GetAsync("/api/parts/1")).StatusCode.ShouldBe(HttpStatusCode.OK);
        _stub.Requests.Count.ShouldBe(3);
    }

    [Fact]
    public async Task It_is_asked_for_no_more_often_than_the_plan_says()
    {
        _stub.Answer = (context, _) =>
        {
            context.Abort();
            return Task.CompletedTask;
        };

        (await _hub.Client.GetAsync("/api/parts/1")).StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        _stub.Requests.Count.ShouldBe(3);
    }

    [Fact]
    public async Task An_answer_stands_whatever_it_is()
    {
        _stub.AnswerWith("odd", 500);

        (await _hub.Client.GetAsync("/api/parts/1")).StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        _stub.Requests.Count.ShouldBe(1);
    }

    private void Answer(params string[] keys) => _stub.AnswerWithBody(
        "<GetPartResponse xmlns='urn:parts'><Part><No>1</No><Count>1</Count><Sold>true</Sold><Note/>"
        + string.Concat(keys.Select(k => $"<Inner><No>{k}</No><Count>1</Count><Sold>true</Sold><Note/></Inner>"))
        + "</Part></GetPartResponse>");

    private async Task<string> PageAsync(string query)
    {
        var page = JsonNode.Parse(await _hub.Client.GetStringAsync("/api/parts/1" + query))!;
        return $"{string.Join(' ', page["items"]!.AsArray().Select(i => i!["id"]!.ToString()))} | {page["next"]}";
    }
}
