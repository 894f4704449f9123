namespace Hub.Console.Tests;

/// <summary>What the plan gives people of an issuer is what they have, from the next request on.</summary>
public sealed class ChangedGrants(IssuerHub hub) : IClassFixture<IssuerHub>
{
    private const string Auditors = "- { value: auditors, role: viewer }";

    [Fact]
    public async Task A_grant_that_is_changed_or_taken_away_holds_for_sessions_that_are_open()
    {
        hub.Issuer.Person = new IssuedPerson("sub-vera", "vera", "auditors");
        using var vera = new Visitor(hub.Url);
        await vera.FollowAsync("sign-in/issuer");
        (await MayRollBackAsync(vera)).ShouldBeFalse();

        await hub.ApplyAsync("hub.yaml", t => t.Replace(
            Auditors, "- { value: auditors, role: operator, capabilities: [things] }", StringComparison.Ordinal));
        (await MayRollBackAsync(vera)).ShouldBeTrue();
        (await hub.Api.GetStringAsync("/hub/api/tokens")).ShouldContain("\"name\":\"oidc:vera\",\"role\":\"operator\"");

        await hub.ApplyAsync("hub.yaml", t => t.Replace("value: auditors", "value: others", StringComparison.Ordinal));
        (await vera.ReadAsync("routes")).ShouldBeNull();
        (await hub.Api.GetStringAsync("/hub/api/tokens")).ShouldNotContain("oidc:vera");
    }

    private static async Task<bool> MayRollBackAsync(Visitor visitor) =>
        (await visitor.ReadAsync("routes/things.list"))!.QuerySelectorAll("input[name=_handler]")
            .Any(i => i.GetAttribute("value") == "rollback");
}
