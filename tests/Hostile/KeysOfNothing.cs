namespace Hub.Hostile.Tests;

/// <summary>
/// Keys that are empty or made of dots: routing passes over them, so the list, or another record, must not answer instead.
/// </summary>
public sealed class KeysOfNothing(KeysOfNothing.Facade facade) : IClassFixture<KeysOfNothing.Facade>
{
    [Theory]
    [InlineData("/words/")]
    [InlineData("/words/%2e")]
    [InlineData("/words/.")]
    [InlineData("/words/%2E?limit=1")]
    [InlineData("/words//")]
    [InlineData("/words/;a/")]
    [InlineData("/words//parts")]
    [InlineData("/words/%2e/parts")]
    [InlineData("/words/a//b")]
    [InlineData("/mapped/")]
    [InlineData("/mapped/%2e")]
    public async Task They_are_not_found(string target)
    {
        facade.Side.Requests.Clear();
        foreach (var method in new[] { "GET", "HEAD" })
            (await facade.SendAsync(method, target)).ShouldStartWith("HTTP/1.1 404");
        facade.Side.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/words")]
    [InlineData("/words?limit=1")]
    [InlineData("/words/a")]
    [InlineData("/words/a.")]
    [InlineData("/words/a%2e")]
    [InlineData("/words/%20")]
    [InlineData("/words/%2fa")]
    [InlineData("/words/a/parts")]
    [InlineData("/pages/")]
    [InlineData("/pages/a//b/")]
    public async Task Others_reach_their_side(string target) =>
        (await facade.SendAsync("GET", target)).ShouldContain("adapter:erp");

    [Theory]
    [InlineData("/mapped", "/v2/mapped")]
    [InlineData("/api/x/", "/api/x/")]
    [InlineData("/old/", "/old/")]
    public async Task What_a_side_reads_itself_is_its_own_to_understand(string target, string asked)
    {
        facade.Side.Requests.Clear();
        (await facade.SendAsync("GET", target)).ShouldStartWith("HTTP/1.1 200");
        facade.Side.Requests.ShouldHaveSingleItem().Target.ShouldBe(asked);
    }

    public sealed class Facade : RawFacade
    {
        protected override string? WrappedSystem => "erp";

        protected override string Capability => $$"""
            capability: words
            owner: word-team
            sides: { legacy: adapter:erp }
            routes:
              words.list: GET /words
              words.get: GET /words/{key}
              words.parts: GET /words/{key}/parts
              words.pair: GET /words/{key}/{other}
              words.pages: GET /pages/{**path}
            """;

        protected override string FurtherCapability => $$"""
            capability: mapped
            owner: word-team
            sides: { legacy: { to: "{{Side.Address}}", path: /v2/mapped } }
            routes:
              mapped.list: GET /mapped
            """;
    }
}
