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
}
