namespace Hub.Hostile.Tests;

/// <summary>A value in a path is decoded exactly once on its way to a side's own path.</summary>
public sealed class PathValuesOnce(GuardedHub hub) : IClassFixture<GuardedHub>
{
    [Theory]
    [InlineData("/api/items/p%2Fq", "/v2/items/p%2Fq")]
    [InlineData("/api/items/p%252Fq", "/v2/items/p%252Fq")]
    [InlineData("/api/items/p%25252Fq", "/v2/items/p%25252Fq")]
    [InlineData("/api/items/100%25", "/v2/items/100%25")]
    [InlineData("/api/items/%F6", "/v2/items/%F6")]
    [InlineData("/api/items/%f6x", "/v2/items/%f6x")]
    [InlineData("/api/items/%zz%4", "/v2/items/%zz%4")]
    [InlineData("/api/items/%C3%B6", "/v2/items/%C3%B6")]
    [InlineData("/api/items/a%20b", "/v2/items/a%20b")]
    [InlineData("/api/items/a%3Fb%23c", "/v2/items/a%3Fb%23c")]
    [InlineData("/api/items/%F0%9F%98%80", "/v2/items/%F0%9F%98%80")]
    [InlineData("/files/a/b%2Fc/d", "/store/a/b%2Fc/d")]
    [InlineData("/files/a/b%252Fc/%F6", "/store/a/b%252Fc/%F6")]
    public async Task It_is_the_same_to_the_side(string target, string atSide) =>
        (await hub.AskAsync("GET", target)).Seen.ShouldNotBeNull().Target.ShouldStartWith(atSide + "?");
}
