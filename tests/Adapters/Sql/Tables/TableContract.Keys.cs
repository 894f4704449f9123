using System.Net;

namespace Hub.Adapters.Tests.Sql.Tables;

/// <summary>Keys of rows as they stand in a path.</summary>
public abstract partial class TableContract
{
    [Theory]
    [InlineData("%252F", "%2F")]
    [InlineData("%2F", "/")]
    [InlineData("a%2fb", "a/b")]
    [InlineData("%2525", "%25")]
    [InlineData("100%25", "100%")]
    public async Task A_key_is_decoded_once_and_names_no_other_row(string inPath, string key)
    {
        string[] keys = ["/", "%2F", "a/b", "%25", "100%"];
        await AddStockAsync([.. keys.Select(k => (k, 1, 10))]);
        (await ReadAsync($"/api/stock/{inPath}/1"))["place"]!.ToString().TrimEnd().ShouldBe(key);
        (await SendAsync(HttpMethod.Delete, $"/api/stock/{inPath}/1")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await ReadAsync("/api/stock"))["rows"]!.AsArray().Select(r => r!["place"]!.ToString().TrimEnd())
            .ShouldBe(keys.Except([key]), ignoreOrder: true);
    }

    [Theory]
    [InlineData("p/q", "p%2Fq")]
    [InlineData("p%2F", "p%252F")]
    [InlineData("ü", "%C3%BC")]
    [InlineData(" ", "%20")]
    [InlineData("...", "...")]
    public async Task A_key_of_any_letters_is_read_changed_and_deleted(string key, string inPath)
    {
        await AddStockAsync(("x", 1, 1), (key, 1, 10));
        (await ReadAsync($"/api/stock/{inPath}/1"))["pieces"]!.GetValue<int>().ShouldBe(10);
        (await SendAsync(HttpMethod.Put, $"/api/stock/{inPath}/1", """{"pieces": 11}""")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await SendAsync(HttpMethod.Delete, $"/api/stock/{inPath}/1")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await ReadAsync("/api/stock"))["rows"]!.AsArray().Single()!["place"]!.ToString().TrimEnd().ShouldBe("x");
    }

    [Theory]
    [InlineData(".", "%2E")]
    [InlineData("..", "%2E%2E")]
    public async Task A_key_of_dots_is_addressed_by_their_codes_and_found_by_its_filter(string key, string inPath)
    {
        await RestartAsync(Filtered);
        await AddStockAsync(("x", 1, 1), (key, 1, 10));
        (await ReadAsync($"/api/stock?place={key}"))["rows"]!.AsArray().Single()!["pieces"]!.GetValue<int>().ShouldBe(10);
        // Clients of .NET's take them for the segments that RFC 3986, 5.2.4 removes, unless they are told otherwise.
        var address = new Uri($"{Hub.Client.BaseAddress}api/stock/{inPath}/1",
            new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        using var request = new HttpRequestMessage(HttpMethod.Delete, address);
        (await Hub.Client.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await ReadAsync("/api/stock"))["rows"]!.AsArray().Single()!["place"]!.ToString().TrimEnd().ShouldBe("x");
    }

    [Fact]
    public async Task A_key_without_a_letter_is_found_by_its_filter_and_no_path_names_it()
    {
        await RestartAsync(Filtered);
        await AddStockAsync(("x", 1, 1), ("", 1, 10));
        (await ReadAsync("/api/stock?place="))["rows"]!.AsArray().Single()!["pieces"]!.GetValue<int>().ShouldBe(10);
        (await SendAsync(HttpMethod.Delete, "/api/stock//1")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await ReadAsync("/api/stock"))["rows"]!.AsArray().Count.ShouldBe(2);
    }

    private static string Filtered(string system) => system.Replace(
        "in: { limit: query.limit, cursor: query.cursor,",
            "in: { place: query.place, limit: query.limit, cursor: query.cursor,", StringComparison.Ordinal);
}
