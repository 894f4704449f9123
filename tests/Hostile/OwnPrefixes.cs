namespace Hub.Hostile.Tests;

/// <summary>The hub's own prefixes are never forwarded, and its token never leaves it.</summary>
public sealed class OwnPrefixes(GuardedHub hub) : IClassFixture<GuardedHub>
{
    [Theory]
    [InlineData("/hub")]
    [InlineData("/hub/")]
    [InlineData("/hub/flagz")]
    [InlineData("/HUB/flagz")]
    [InlineData("/hub/docs/nothing")]
    [InlineData("/systems/erp/nothing")]
    [InlineData("/%68ub/flagz")]
    [InlineData("/x/../hub/flagz")]
    public async Task A_path_under_a_prefix_of_the_hubs_own_is_answered_by_the_hub(string target)
    {
        var (answer, seen) = await hub.AskAsync("GET", target, $"Authorization: Bearer {hub.Token}");
        seen.ShouldBeNull();
        answer.Status.ShouldBe(404, answer.Head);
    }

    [Theory]
    [InlineData("/soap")]
    [InlineData("/Soap/erp")]
    [InlineData("/%73oap/erp?wsdl")]
    public async Task The_prefix_of_the_SOAP_front_door_which_there_is_not_yet_is_forwarded_to_nobody(string target)
    {
        var (answer, seen) = await hub.AskAsync("GET", target, $"Authorization: Bearer {hub.Token}");
        seen.ShouldBeNull();
        answer.Status.ShouldBe(501, answer.Head);
    }

    [Theory]
    [InlineData("GET", "/hub/api/routes/%2e")]
    [InlineData("GET", "/hub/api/routes/.")]
    [InlineData("GET", "/hub/api/routes/%2E%2e")]
    [InlineData("GET", "/hub/api/routes/..")]
    [InlineData("GET", "/hub/api/routes/")]
    [InlineData("GET", "/hub/api/routes/%2e?here=true")]
    [InlineData("HEAD", "/hub/api/routes/%2e")]
    [InlineData("GET", "/hub/api/routes/%2e/shift")]
    [InlineData("POST", "/hub/api/routes/items.get/%2e%2e/items.place/rollback")]
    [InlineData("GET", "/hub/api/approvals/%2e")]
    [InlineData("DELETE", "/hub/api/tokens/%2e%2e/tokens/x")]
    [InlineData("GET", "/hub/api/requests/..")]
    [InlineData("GET", "/hub/./api/routes")]
    [InlineData("GET", "/hub/health/%2e/live")]
    [InlineData("GET", "/x/%2e%2e/hub/api/routes")]
    public async Task A_name_that_is_empty_or_dots_is_not_found_and_answered_by_no_other_endpoint(string method, string target)
    {
        var (answer, seen) = await hub.AskAsync(method, target, $"Authorization: Bearer {hub.Token}");
        seen.ShouldBeNull();
        answer.Status.ShouldBe(404, answer.Head);
        if (method != "HEAD")
            answer.Body.ShouldContain($"The hub has nothing at {target.Split('?')[0]}.");
    }

    [Theory]
    [InlineData("//hub/api/plan")]
    [InlineData("///hub//api/plan")]
    [InlineData("/hub;x/api/plan")]
    [InlineData("/;x/hub/api/plan")]
    [InlineData("\\hub\\api\\plan")]
    [InlineData("/\\hub/api/plan")]
    [InlineData("/hub%5capi/plan")]
    [InlineData("/%5chub/api/plan")]
    [InlineData("/hub%2fapi/plan")]
    [InlineData("/%2fhub/api/plan")]
    [InlineData("/%2568ub/api/plan")]
    [InlineData("/%25252568ub/api/plan")]
    [InlineData("/%c1%a8ub/api/plan")]
    [InlineData("/%c0%afhub/api/plan")]
    [InlineData("/%u0068ub/api/plan")]
    [InlineData("/x/..;/hub/api/plan")]
    [InlineData("/x/..%2fhub/api/plan")]
    [InlineData("/x/%252e%252e/hub/api/plan")]
    [InlineData("/hub/../app/x")]
    [InlineData("/hub./api/plan")]
    [InlineData("/hub%20/api/plan")]
    [InlineData("/%ef%bd%88ub/api/plan")]
    [InlineData("//systems/erp/operations/x")]
    [InlineData("/soap;x/erp")]
    public async Task Nor_is_one_that_another_server_would_read_so(string target)
    {
        var (answer, seen) = await hub.AskAsync("GET", target, $"Authorization: Bearer {hub.Token}");
        seen.ShouldBeNull();
        answer.Status.ShouldBe(400, answer.Head);
    }

    [Theory]
    [InlineData("/hubs/1")]
    [InlineData("/systematic")]
    [InlineData("/soapbox")]
    [InlineData("/old/hub/1")]
    public async Task A_path_that_only_looks_like_one_goes_to_the_catch_all(string target) =>
        (await hub.AskAsync("GET", target)).Seen.ShouldNotBeNull();

    [Theory]
    [InlineData("/old/page")]
    [InlineData("/api/items/1")]
    [InlineData("/files/1")]
    [InlineData("/app/secret/1")]
    [InlineData("/old//page;x/%20")]
    public async Task The_hubs_token_is_given_to_no_side(string target)
    {
        foreach (var value in new[] { $"Bearer {hub.Token}", $"bearer   {hub.Token}", $"Bearer x, Bearer {hub.Token}" })
        {
            var (_, seen) = await hub.AskAsync("GET", target, $"Authorization: {value}");
            seen?.Headers.ShouldNotContainKey("Authorization");
        }
    }

    [Theory]
    [InlineData("/old/page", "Bearer eyJhbGciOiJSUzI1NiJ9.e30.c2ln")]
    [InlineData("/api/items/1", "Basic YWxpY2U6c2VjcmV0")]
    [InlineData("/api/items/1", "Bearer hub_is-how-this-one-begins-though-it-is-another-firms-token-0123456789")]
    public async Task A_front_ends_own_credentials_pass_on(string target, string credentials) =>
        (await hub.AskAsync("GET", target, $"Authorization: {credentials}")).Seen.ShouldNotBeNull()
            .Headers["Authorization"].ShouldBe(credentials);

    [Theory]
    [InlineData("CONNECT x:@127.0.0.1 HTTP/1.1\r\nHost: x:@127.0.0.1\r\n")]
    [InlineData("CONNECT hub:80 HTTP/1.1\r\nHost: hub:80\r\n")]
    [InlineData("GET foo:@127.0.0.1/ HTTP/1.1\r\nHost:\r\n")]
    [InlineData("GET ftp://hub/x HTTP/1.1\r\nHost: hub\r\n")]
    [InlineData("GET * HTTP/1.1\r\nHost: hub\r\n")]
    [InlineData("GET hub HTTP/1.1\r\nHost: hub\r\n")]
    public async Task A_target_that_is_not_a_path_is_refused_and_leads_nowhere(string request)
    {
        var before = hub.Side.Requests.Count;
        (await RawAnswer.SendAsync(hub.Address, request + "Connection: close\r\n\r\n")).Status.ShouldBeOneOf(400, 405);
        hub.Side.Requests.Count.ShouldBe(before);
    }
}
