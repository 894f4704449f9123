using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Soap.Outcomes;

namespace Hub.Interop.Tests;

/// <summary>
/// What document/literal must do with every stack: all digits, dates, nil, attributes, lists of any length, faults.
/// </summary>
public abstract class Documents(ForeignServer server) : IAsyncLifetime
{
    private ServiceBehindTheHub? _service;

    private protected ServiceBehindTheHub Service => _service!;

    /// <summary>Where the article stands in the answer of GetArticle.</summary>
    private protected virtual string Result => "Article";

    private protected virtual string Fault => "NoSuchArticle";

    private protected virtual string Options => "";

    private protected abstract string Path { get; }

    private protected virtual Task<string> WsdlAsync() =>
        File.ReadAllTextAsync(System.IO.Path.Combine(AppContext.BaseDirectory, "Contracts", "warehouse.wsdl"));

    private protected virtual JsonNode Bins(JsonNode article) => article["Bin"]!;

    /// <summary>Stores an article and gives back what came of it.</summary>
    private protected virtual async Task<JsonNode> StoreAsync(string article) =>
        (await Service.AnswerAsync("StoreArticle", $$"""{ "Article": {{article}} }"""))["Article"]!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(server.Missing is not null, server.Missing ?? "");
        _service = await ServiceBehindTheHub.StartAsync(
            await WsdlAsync(),
            server.Address + Path,
            $$"""{ call: GetArticle, in: { No: path.id }, out: { at: {{Result}}, id: No, price: Price, tags: { each: Tag } }, """
                + $$"""faults: { {{Fault}}: 404 } }""",
            Options);
    }

    public async ValueTask DisposeAsync()
    {
        if (_service is not null)
            await _service.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_list_is_a_list_whatever_its_length(int length)
    {
        var article = (await Service.AnswerAsync("GetArticle", $$"""{ "No": "{{length}}" }"""))[Result]!;

        article["Tag"].ShouldBeOfType<JsonArray>().Select(t => t!.GetValue<string>())
            .ShouldBe(Enumerable.Range(0, length).Select(i => $"t{i}"));
        var bins = Bins(article).ShouldBeOfType<JsonArray>();
        bins.Select(b => b!["Shelf"]!.GetValue<string>()).ShouldBe(Enumerable.Range(0, length).Select(i => $"S{i} <&>"));
        bins.Select(b => b!["Count"]!.ToJsonString()).ShouldBe(Enumerable.Range(0, length).Select(i => $"{i}"));
    }

    [Fact]
    public async Task Every_digit_an_attribute_a_flag_and_nil_come_as_they_were_sent()
    {
        var article = (await Service.AnswerAsync("GetArticle", """{ "No": "2" }"""))[Result]!.AsObject();

        article["Price"]!.ToJsonString().ShouldBe("1234567890123456789.0123456789");
        article["@rev"]!.ToJsonString().ShouldBe("7");
        article["Stock"]!.ToJsonString().ShouldBe("3");
        article["Active"]!.ToJsonString().ShouldBe("true");
        article.ContainsKey("Note").ShouldBeTrue();
        article["Note"].ShouldBeNull();
    }

    [Theory]
    [InlineData("0.10", "\"plain\"", "[]")]
    [InlineData("12345678901234.000100", "null", """["one"]""")]
    [InlineData("-7", "\"Grö\\u00dfe <&> \\\"'  日本 \\uD83D\\uDE00\"", """["one","two","<three/>"]""")]
    public async Task What_is_sent_arrives_and_comes_back(string price, string note, string tags)
    {
        var article = await StoreAsync($$"""
            { "Active": false, "Tag": {{tags}}, "Note": {{note}},
              "Changed": "2026-01-05T08:30:00.125+01:00", "Listed": "2024-02-29",
              "Stock": -5, "Price": {{price}}, "No": "A-1", "@rev": 9 }
            """);

        article["Price"]!.ToJsonString().ShouldBe(price);
        JsonNode.DeepEquals(article["Note"], JsonNode.Parse(note)).ShouldBeTrue(article.ToJsonString());
        JsonNode.DeepEquals(article["Tag"], JsonNode.Parse(tags)).ShouldBeTrue(article.ToJsonString());
        article["@rev"]!.ToJsonString().ShouldBe("9");
        article["Active"]!.ToJsonString().ShouldBe("false");
        article["Stock"]!.ToJsonString().ShouldBe("-5");
        article["Listed"]!.GetValue<string>().ShouldBe("2024-02-29");
        DateTimeOffset.Parse(article["Changed"]!.GetValue<string>())
            .ShouldBe(new DateTimeOffset(2026, 1, 5, 8, 30, 0, 125, TimeSpan.FromHours(1)));
    }

    [Fact]
    public async Task A_fault_is_told_by_its_name()
    {
        var fault = (await Service.CallAsync("GetArticle", new JsonObject { ["No"] = "none" })).ShouldBeOfType<Fault>();

        fault.Name.ShouldBe(Fault);
        fault.Codes.ShouldContain(c => c.StartsWith("Client", StringComparison.Ordinal) || c == "Sender");
        fault.Text.ShouldStartWith("There is no");
    }

    [Fact]
    public async Task A_route_in_front_of_it_speaks_the_contract()
    {
        using var found = await Service.Client.GetAsync("/api/articles/2");
        found.StatusCode.ShouldBe(HttpStatusCode.OK);
        var article = JsonElement.Parse(await found.Content.ReadAsStringAsync());
        article.GetRawText().ShouldBe("""{"id":"2","price":1234567890123456789.0123456789,"tags":["t0","t1"]}""");

        using var missing = await Service.Client.GetAsync("/api/articles/none");
        missing.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }
}

public sealed class DocumentsOfNodeSoap(NodeSoap server) : Documents(server), IClassFixture<NodeSoap>
{
    private protected override string Path => "/document";
}

public sealed class DocumentsOfPhp(PhpSoap server) : Documents(server), IClassFixture<PhpSoap>
{
    private protected override string Path => "/document";
}

/// <summary>By the WSDL that spyne makes itself, with a bare operation and the codes of its faults.</summary>
public abstract class DocumentsOfSpyne(Spyne server) : Documents(server)
{
    private protected override string Result => "GetArticleResult";

    private protected override string Fault => "code.Client.NoSuchArticle";

    private protected override async Task<string> WsdlAsync()
    {
        using var http = new HttpClient();
        return await http.GetStringAsync(server.Address + Path + "/?wsdl");
    }

    private protected override JsonNode Bins(JsonNode article) => article["Bins"]!["Bin"]!;

    private protected override Task<JsonNode> StoreAsync(string article) => Service.AnswerAsync("StoreArticle", article);

    public sealed class In11(Spyne server) : DocumentsOfSpyne(server), IClassFixture<Spyne>
    {
        private protected override string Path => "/soap11";
    }

    public sealed class In12(Spyne server) : DocumentsOfSpyne(server), IClassFixture<Spyne>
    {
        private protected override string Path => "/soap12";

        private protected override string Options => ", version: 1.2";

        private protected override string Fault => "code.NoSuchArticle";
    }
}
