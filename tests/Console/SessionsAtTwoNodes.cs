namespace Hub.Console.Tests;

/// <summary>A session belongs to the hub, not to the node where it began.</summary>
public sealed class SessionsAtTwoNodes(TwoNodesHub hub) : IClassFixture<TwoNodesHub>
{
    [Fact]
    public async Task A_session_of_one_node_holds_at_the_other_and_ends_at_both_when_its_token_is_revoked()
    {
        var token = await hub.TokenAsync("rita", "operator");
        using var first = await new Visitor(hub.Url).SignInAsync(token);
        using var second = new Visitor(hub.SecondUrl) { Cookies = first.Cookies };
        (await second.ReadAsync("routes")).ShouldNotBeNull();
        // With a form of one node sent to the other.
        using var done = await second.PostAsync("routes/things.get", "rollback", [("Reason", "at the second")]);
        (await hub.Api.GetStringAsync("/hub/api/audit?actor=rita")).ShouldContain("at the second");

        using var revoked = await hub.Api.DeleteAsync("/hub/api/tokens/rita");
        revoked.EnsureSuccessStatusCode();
        (await first.ReadAsync("routes")).ShouldBeNull();
        (await second.ReadAsync("routes")).ShouldBeNull();
    }

    [Fact]
    public async Task A_session_that_is_signed_out_at_one_node_has_ended_at_the_other()
    {
        using var first = await new Visitor(hub.Url).SignInAsync(await hub.TokenAsync("otto", "viewer"));
        using var second = new Visitor(hub.SecondUrl) { Cookies = first.Cookies };
        (await second.ReadAsync("routes")).ShouldNotBeNull();
        using var left = await first.PostAsync("sign-out", "", []);
        (await second.ReadAsync("routes")).ShouldBeNull();
    }

    [Fact]
    public async Task Who_leaves_for_the_issuer_from_one_node_may_come_back_to_the_other()
    {
        hub.Issuer.Person = new IssuedPerson("sub-olga", "olga", "thing-team");
        using var visitor = new Visitor(hub.Url);
        await visitor.FollowAsync("sign-in/issuer", at => at.AbsolutePath.EndsWith("/signed-in", StringComparison.Ordinal)
            ? new UriBuilder(at) { Port = new Uri(hub.SecondUrl).Port }.Uri
            : at);
        (await visitor.ReadAsync("routes")).ShouldNotBeNull();
        using var there = new Visitor(hub.SecondUrl) { Cookies = visitor.Cookies };
        (await there.ReadAsync("routes")).ShouldNotBeNull();

        using var ended = new Visitor(hub.SecondUrl);
        using var answer = await ended.SendAsync(
            "issuer/sign-out", [("logout_token", hub.Issuer.LogoutToken("sub-olga", null))]);
        answer.EnsureSuccessStatusCode();
        (await visitor.ReadAsync("routes")).ShouldBeNull();
        (await there.ReadAsync("routes")).ShouldBeNull();
    }
}
