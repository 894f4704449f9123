using System.Text.Json.Nodes;

namespace Hub.Interop.Tests;

/// <summary>What rpc must do with every stack, literal and encoded: simple values, a struct, an array of any length.</summary>
public abstract class RemoteProcedures(ForeignServer server) : IAsyncLifetime
{
    private ServiceBehindTheHub? _service;

    private protected ServiceBehindTheHub Service => _service!;

    private protected abstract string Use { get; }

    /// <summary>Where the entries of an array stand.</summary>
    private protected virtual string Entries => "Article";

    /// <summary>Whether it says <c>xsi:nil</c> where it has null, instead of leaving the element out.</summary>
    private protected virtual bool SendsNil => true;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(server.Missing is not null, server.Missing ?? "");
        _service = await ServiceBehindTheHub.StartAsync(
            await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Contracts", $"rpc-{Use}.wsdl")),
            $"{server.Address}/rpc-{Use}",
            "{ call: Add, in: { left: path.id, right: query.more }, out: { sum: sum } }");
    }

    public async ValueTask DisposeAsync()
    {
        if (_service is not null)
            await _service.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData("2", "0.5", "2.5")]
    [InlineData("-3", "0.25", "-2.75")]
    [InlineData("1", "1000000000", "1000000001")]
    public async Task Simple_values_go_and_come(string left, string right, string sum)
    {
        (await Service.AnswerAsync("Add", $$"""{ "right": {{right}}, "left": {{left}} }"""))["sum"]!.ToJsonString().ShouldBe(sum);
        JsonNode.Parse(await Service.Client.GetStringAsync($"/api/articles/{left}?more={right}"))!["sum"]!.ToJsonString()
            .ShouldBe(sum);
    }

    [Theory]
    [InlineData("\"a <&> ß\"")]
    [InlineData("null")]
    public async Task A_struct_goes_and_comes(string note)
    {
        var stored = $$"""{ "article": { "Note": {{note}}, "Price": 12345678901234.000100, "No": "A-1" } }""";
        var article = (await Service.AnswerAsync("Store", stored))["article"]!.AsObject();

        article["No"]!.GetValue<string>().ShouldBe("A-1");
        article["Price"]!.ToJsonString().ShouldBe("12345678901234.000100");
        article.ContainsKey("Note").ShouldBe(note != "null" || SendsNil);
        JsonNode.DeepEquals(article["Note"], JsonNode.Parse(note)).ShouldBeTrue(article.ToJsonString());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task An_array_is_a_list_whatever_its_length(int length)
    {
        var articles = (await Service.AnswerAsync("List", $$"""{ "count": {{length}} }"""))["articles"]![Entries]
            .ShouldBeOfType<JsonArray>();

        articles.Select(a => a!["No"]!.GetValue<string>()).ShouldBe(Enumerable.Range(0, length).Select(i => $"a{i}"));
        articles.ShouldAllBe(a => a!["Price"]!.ToJsonString() == "0.10");
    }
}

public sealed class LiteralProceduresOfNodeSoap(NodeSoap server) : RemoteProcedures(server), IClassFixture<NodeSoap>
{
    private protected override string Use => "literal";

    private protected override bool SendsNil => false;
}

public sealed class LiteralProceduresOfPhp(PhpSoap server) : RemoteProcedures(server), IClassFixture<PhpSoap>
{
    private protected override string Use => "literal";
}

/// <summary>PHP's own way, and that of many old services.</summary>
public sealed class EncodedProceduresOfPhp(PhpSoap server) : RemoteProcedures(server), IClassFixture<PhpSoap>
{
    private protected override string Use => "encoded";

    private protected override string Entries => "item";
}
