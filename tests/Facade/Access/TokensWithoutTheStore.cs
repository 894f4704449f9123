using System.Net;
using Dapper;
using Hub.Platform.Identity;
using Hub.Platform.Storage;
using Hub.ServiceKit.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Facade.Tests.Access;

/// <summary>Routes that take a token while the store that knows the tokens cannot be asked.</summary>
public sealed class TokensWithoutTheStore : RunningFacade
{
    [Fact]
    public async Task A_token_that_was_good_is_believed_for_an_hour_and_no_longer_and_an_unknown_one_never()
    {
        using var known = await AsAsync("known", AccessRole.Caller);
        using var other = await AsAsync("other", AccessRole.Caller);
        await known.GetAsync("/api/parts/1").ShouldBeAsync(HttpStatusCode.OK);

        await ExecuteAsync("ALTER TABLE access_token RENAME TO gone");
        Clock.Advance(TimeSpan.FromMinutes(59));
        await known.GetAsync("/api/parts/1").ShouldBeAsync(HttpStatusCode.OK);
        (await other.GetAsync("/api/parts/1")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        Clock.Advance(TimeSpan.FromMinutes(2));
        (await known.GetAsync("/api/parts/1")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);

        await ExecuteAsync("ALTER TABLE gone RENAME TO access_token");
        await known.GetAsync("/api/parts/1").ShouldBeAsync(HttpStatusCode.OK);
        await other.GetAsync("/api/parts/1").ShouldBeAsync(HttpStatusCode.OK);
    }

    protected override IReadOnlyDictionary<string, string> MoreFiles() => new Dictionary<string, string>
    {
        ["capabilities/parts.yaml"] = $$"""
            capability: parts
            owner: parts-team
            access: token
            sides: { legacy: {{LegacyAddress}} }
            routes:
              parts.get: GET /api/parts/{id}
            """,
    };

    private Task ExecuteAsync(string sql) => Services.GetRequiredService<HubStore>().Database.WriteAsync(
        (c, t) => c.ExecuteAsync(sql, transaction: t));
}
