using System.Collections.Immutable;
using Hub.Facade.Access;
using Hub.Facade.Deciding;
using Hub.Platform.Identity;
using Hub.Platform.Plan;
using Hub.ServiceKit.Hosting;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Tests;

/// <summary>Cohort keys and names that stand in a path.</summary>
public sealed class KeysInPaths(RunningFacade facade) : IClassFixture<RunningFacade>
{
    private static readonly ImmutableArray<CohortSource> Sources =
        [new(CohortSourceKind.Header, "X-Customer"), new(CohortSourceKind.Route, "id")];

    [Theory]
    [InlineData("C%2F1", "C/1")]
    [InlineData("C%252F1", "C%2F1")]
    [InlineData("100%25", "100%")]
    public async Task A_cohort_key_is_the_value_decoded_once(string inPath, string key) =>
        (await ReadAsync(inPath, key)).ShouldBe((key, null));

    [Fact]
    public async Task Two_spellings_of_one_text_are_two_keys() =>
        (await ReadAsync("C%252F1", "C/1")).Refused.ShouldNotBeNull().Why.ShouldContain("more than one");

    [Fact]
    public async Task A_cohort_key_that_cannot_be_decoded_is_refused() =>
        (await ReadAsync("%F6", "C-1")).Refused.ShouldNotBeNull().Status.ShouldBe(400);

    [Fact]
    public async Task A_token_with_a_slash_in_its_name_is_revoked_by_it()
    {
        using var made = await facade.AsAsync("team/ann", Hub.Platform.Identity.AccessRole.Viewer);
        using var revoked = await facade.Admin.DeleteAsync("/hub/api/tokens/team%2Fann");
        revoked.EnsureSuccessStatusCode();
    }

    private static async Task<(string? Key, Refusal? Refused)> ReadAsync(string inPath, string inHeader)
    {
        var context = new DefaultHttpContext();
        context.Request.RouteValues["id"] = PathText.Read(inPath);
        context.Request.Headers["X-Customer"] = inHeader;
        return await new CohortKey(new CohortPlan("customerId", Sources, "seed"))
            .ReadAsync(context.Request, needed: true, welcome: false);
    }
}
