using System.Net;

namespace Hub.Adapters.Tests.Sql.Tables;

/// <summary>What a request may say of rows that it does not want to meet (RFC 9110, 13.1.2).</summary>
public abstract partial class TableContract
{
    [Theory]
    [InlineData("*", HttpStatusCode.PreconditionFailed)]
    [InlineData("\"1\"", HttpStatusCode.PreconditionFailed)]
    [InlineData("W/\"1\"", HttpStatusCode.PreconditionFailed)]
    [InlineData("\"7\", \"1\"", HttpStatusCode.PreconditionFailed)]
    [InlineData("nonsense", HttpStatusCode.PreconditionFailed)]
    [InlineData("\"7\"", HttpStatusCode.Conflict)]
    [InlineData(null, HttpStatusCode.Conflict)]
    public async Task A_row_is_inserted_only_where_there_is_none(string? ifNoneMatch, HttpStatusCode again)
    {
        (await PutStockAsync(ifNoneMatch)).StatusCode.ShouldBe(HttpStatusCode.Created);
        (await PutStockAsync(ifNoneMatch)).StatusCode.ShouldBe(again);
        (await ReadAsync("/api/stock/A1/1"))["rev"]!.GetValue<int>().ShouldBe(1);
    }

    [Fact]
    public async Task Of_many_that_insert_a_row_where_there_is_none_one_does()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => PutStockAsync("*")));
        answers.Count(a => a.StatusCode == HttpStatusCode.Created).ShouldBe(1);
        answers.Count(a => a.StatusCode == HttpStatusCode.PreconditionFailed).ShouldBe(7);
    }

    [Fact]
    public async Task What_another_key_forbids_stays_a_conflict()
    {
        const string body = """{"customer": "C-1", "ref": "R-1"}""";
        (await SendAsync(HttpMethod.Post, "/api/orders", body, ifNoneMatch: "*")).StatusCode.ShouldBe(HttpStatusCode.Created);
        (await SendAsync(HttpMethod.Post, "/api/orders", body, ifNoneMatch: "*")).StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Theory]
    [InlineData("*", HttpStatusCode.PreconditionFailed)]
    [InlineData("\"1\"", HttpStatusCode.PreconditionFailed)]
    [InlineData("W/\"1\"", HttpStatusCode.PreconditionFailed)]
    [InlineData("\"7\"", HttpStatusCode.OK)]
    public async Task A_row_is_changed_and_deleted_only_where_it_is_not_as_excluded(string ifNoneMatch, HttpStatusCode status)
    {
        await PutStockAsync(null);
        (await SendAsync(HttpMethod.Put, "/api/stock/A1/1", """{"pieces": 2}""", ifNoneMatch: ifNoneMatch))
            .StatusCode.ShouldBe(status);
        if (status == HttpStatusCode.OK)
            return;
        (await SendAsync(HttpMethod.Delete, "/api/stock/A1/1", null, ifNoneMatch: ifNoneMatch)).StatusCode.ShouldBe(status);
        (await ReadAsync("/api/stock/A1/1"))["pieces"]!.GetValue<int>().ShouldBe(1);
        (await SendAsync(HttpMethod.Put, "/api/stock/A1/2", """{"pieces": 2}""", ifNoneMatch: ifNoneMatch))
            .StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private Task<HttpResponseMessage> PutStockAsync(string? ifNoneMatch) =>
        SendAsync(HttpMethod.Put, "/api/stock/new/A1/1", """{"pieces": 1}""", ifNoneMatch: ifNoneMatch);
}
