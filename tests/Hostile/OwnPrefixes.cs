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
    [InlineData("/soap")]
    [InlineData("/Soap/erp")]
    [InlineData("/%68ub/flagz")]
    [InlineData("/x/../hub/flagz")]
    public async Task A_path_under_a_prefix_of_the_hubs_own_is_answered_by_the_hub(string target)
    {
        var (answer, seen) = await hub.AskAsync("GET", target, $"Authorization: Bearer {hub.Token}");
        seen.ShouldBeNull();
        answer.Status.ShouldBe(404, answer.Head);
    }

    [Theory]
    [InlineData("/hubs/1")]
    [InlineData("/systematic")]
    [InlineData("/soapbox")]
    public async Task A_path_that_only_begins_like_one_goes_to_the_catch_all(string target) =>
        (await hub.AskAsync("GET", target)).Seen.ShouldNotBeNull();
}
