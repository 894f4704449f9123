using System.Net;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Json;
using Hub.Platform.Identity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Hub.Facade.Tests.Access;

/// <summary>Public routes that ask who calls: by the hub's own tokens, and by those of an issuer.</summary>
public sealed class CallingRoutes(CallingRoutes.Guarded facade) : IClassFixture<CallingRoutes.Guarded>
{
    [Fact]
    public async Task A_route_with_access_token_takes_a_token_of_its_capability_and_keeps_it_from_the_side()
    {
        using var shop = await facade.AsAsync("shop", AccessRole.Caller, "parts");
        using var answer = await ExpectAsync(HttpStatusCode.OK, shop.GetAsync("/api/parts/1"));
        (await answer.Content.ReadAsStringAsync()).ShouldNotContain("Bearer");
        await shop.PostAsync("/api/parts", content: null).ShouldBeAsync(HttpStatusCode.OK);
        await shop.GetAsync("/hub/api/routes").ShouldBeAsync(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Who_has_no_such_token_is_told_what_is_missing()
    {
        using var nobody = await ExpectAsync(HttpStatusCode.Unauthorized, facade.Client.GetAsync("/api/parts/1"));
        nobody.Headers.WwwAuthenticate.ToString().ShouldBe("Bearer");
        using var invented = facade.With("hub_" + new string('0', 64));
        await invented.GetAsync("/api/parts/1").ShouldBeAsync(HttpStatusCode.Unauthorized);
        using var elsewhere = await facade.AsAsync("elsewhere", AccessRole.Caller, "orders");
        (await elsewhere.GetAsync("/api/parts/1").ShouldBeAsync(HttpStatusCode.Forbidden)).Text("detail")
            .ShouldBe("The token 'elsewhere' is caller of orders; parts.get belongs to parts.");
        using var reader = await facade.AsAsync("reader", AccessRole.Viewer);
        await reader.GetAsync("/api/parts/1").ShouldBeAsync(HttpStatusCode.OK);
        await reader.PostAsync("/api/parts", content: null).ShouldBeAsync(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_revoked_token_is_refused_a_second_later()
    {
        using var former = await facade.AsAsync("former", AccessRole.Caller);
        await former.GetAsync("/api/parts/1").ShouldBeAsync(HttpStatusCode.OK);
        await facade.Services.GetRequiredService<AccessTokens>().RevokeAsync("former");
        facade.Clock.Advance(TimeSpan.FromSeconds(1.1));
        await former.GetAsync("/api/parts/1").ShouldBeAsync(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_claim_of_the_issuers_token_is_the_cohort_key_and_the_token_goes_on_to_the_side()
    {
        await facade.ShiftAsync("account.get", new { stage = "canary", percent = 50, reason = "try" })
            .ShouldBeAsync(HttpStatusCode.OK);
        var sides = new Dictionary<string, string>();
        foreach (var customer in Enumerable.Range(1, 40).Select(n => $"C-{n}"))
        {
            using var client = facade.With(facade.Issue(customer));
            using var answer = await ExpectAsync(HttpStatusCode.OK, client.GetAsync("/api/account"));
            (await answer.Content.ReadAsStringAsync()).ShouldContain("Bearer");
            sides[customer] = answer.Headers.GetValues("X-Hub-Side").Single();
            (await client.GetAsync("/api/account")).Headers.GetValues("X-Hub-Side").Single().ShouldBe(sides[customer]);
        }

        sides.Values.Distinct().Count().ShouldBe(2);
        (await facade.RollbackAsync("account.get")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("nothing", "Send a JSON Web Token of https://login.test")]
    [InlineData("no token", "it cannot be read")]
    [InlineData("ended", "it has ended")]
    [InlineData("not yet", "it has ended, does not hold yet")]
    [InlineData("for ever", "does not say when it ends")]
    [InlineData("other audience", "it is not meant for hub")]
    [InlineData("other issuer", "it is not from https://login.test")]
    [InlineData("other key", "its signature is not the issuer's")]
    [InlineData("changed", "its signature is not the issuer's")]
    [InlineData("unsigned", "This token is not good")]
    [InlineData("the public key as a secret", "This token is not good")]
    public async Task Another_token_lets_nobody_in(string which, string why)
    {
        using var client = new HttpClient { BaseAddress = facade.Address };
        if (facade.Forge(which) is { } token)
            client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        using var answer = await ExpectAsync(HttpStatusCode.Unauthorized, client.GetAsync("/api/account"));
        answer.Headers.WwwAuthenticate.ToString().ShouldBe("Bearer");
        (await RunningFacade.DetailAsync(answer)).ShouldContain(why);
    }

    [Fact]
    public async Task Keys_that_the_issuer_changes_are_fetched_when_a_token_names_one_that_is_not_known()
    {
        using var before = facade.With(facade.Issue("C-1"));
        await before.GetAsync("/api/account").ShouldBeAsync(HttpStatusCode.OK);
        facade.ChangeKey();
        facade.Clock.Advance(TimeSpan.FromSeconds(11));
        using var after = facade.With(facade.Issue("C-1"));
        await after.GetAsync("/api/account").ShouldBeAsync(HttpStatusCode.OK);
        await before.GetAsync("/api/account").ShouldBeAsync(HttpStatusCode.Unauthorized);
    }

    private static async Task<HttpResponseMessage> ExpectAsync(HttpStatusCode status, Task<HttpResponseMessage> sending)
    {
        var answer = await sending;
        answer.StatusCode.ShouldBe(status, await answer.Content.ReadAsStringAsync());
        return answer;
    }

    /// <summary>The facade with an issuer of its own, which publishes its keys on a socket.</summary>
    public sealed class Guarded : RunningFacade, IAsyncLifetime
    {
        private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };
        private WebApplication _issuer = null!;
        private RSA _key = RSA.Create(2048);
        private int _number = 1;

        async ValueTask IAsyncLifetime.InitializeAsync()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            _issuer = builder.Build();
            _issuer.MapGet("/keys", () => Results.Text(KeySet(), "application/json"));
            await _issuer.StartAsync();
            await InitializeAsync();
        }

        async ValueTask IAsyncDisposable.DisposeAsync()
        {
            await DisposeAsync();
            await _issuer.DisposeAsync();
            _key.Dispose();
        }

        internal void ChangeKey() => (_key, _number) = (RSA.Create(2048), _number + 1);

        internal string Issue(string customer) => Create(Claims(customer), Signing(_key));

        /// <summary>What is no good token of the issuer's.</summary>
        internal string? Forge(string which)
        {
            var claims = Claims("C-1");
            var now = Clock.GetUtcNow();
            switch (which)
            {
                case "nothing": return null;
                case "no token": return "abc";
                case "ended": claims["exp"] = now.AddMinutes(-5).ToUnixTimeSeconds(); break;
                case "not yet": claims["nbf"] = now.AddMinutes(5).ToUnixTimeSeconds(); break;
                case "for ever": claims.Remove("exp"); break;
                case "other audience": claims["aud"] = "shop"; break;
                case "other issuer": claims["iss"] = "https://login.evil"; break;
                case "other key": return Create(claims, Signing(RSA.Create(2048)));
                case "changed":
                    var parts = Issue("C-1").Split('.');
                    return $"{parts[0]}.{Base64UrlEncoder.Encode(JsonSerializer.Serialize(Claims("C-2")))}.{parts[2]}";
                case "unsigned":
                    var header = Base64UrlEncoder.Encode("""{"alg":"none","typ":"JWT"}""");
                    return $"{header}.{Base64UrlEncoder.Encode(JsonSerializer.Serialize(claims))}.";
                case "the public key as a secret":
                    var secret = new SymmetricSecurityKey(_key.ExportSubjectPublicKeyInfo()) { KeyId = $"key-{_number}" };
                    return Create(claims, new SigningCredentials(secret, "HS256"));
            }

            return Create(claims, Signing(_key));
        }

        protected override IReadOnlyDictionary<string, string> MoreFiles() => new Dictionary<string, string>
        {
            ["hub.yaml"] = $$"""
                expose: true
                jwt: { issuer: "https://login.test", audience: hub, keys: "{{_issuer.Urls.First()}}/keys" }
                """,
            ["capabilities/parts.yaml"] = $$"""
                capability: parts
                owner: parts-team
                access: token
                sides: { legacy: {{LegacyAddress}} }
                routes:
                  parts.get: GET /api/parts/{id}
                  parts.add: POST /api/parts
                """,
            ["capabilities/account.yaml"] = $$"""
                capability: account
                owner: account-team
                access: jwt
                cohort: { key: customerId, from: [claim customer], seed: customer, groups: claim roles }
                sides: { legacy: {{LegacyAddress}}, new: {{NewAddress}} }
                routes:
                  account.get: GET /api/account
                """,
        };

        private Dictionary<string, object> Claims(string customer) => new()
        {
            ["iss"] = "https://login.test",
            ["aud"] = "hub",
            ["sub"] = "user-1",
            ["exp"] = Clock.GetUtcNow().AddMinutes(5).ToUnixTimeSeconds(),
            ["customer"] = customer,
            ["roles"] = new[] { "testers", "staff" },
        };

        private string Create(Dictionary<string, object> claims, SigningCredentials credentials) =>
            _handler.CreateToken(JsonSerializer.Serialize(claims), credentials);

        private SigningCredentials Signing(RSA key) =>
            new(new RsaSecurityKey(key) { KeyId = $"key-{_number}" }, SecurityAlgorithms.RsaSha256);

        private string KeySet()
        {
            var key = _key.ExportParameters(includePrivateParameters: false);
            return JsonSerializer.Serialize(new
            {
                keys = new[]
                {
                    new
                    {
                        kty = "RSA",
                        use = "sig",
                        kid = $"key-{_number}",
                        n = Base64UrlEncoder.Encode(key.Modulus),
                        e = Base64UrlEncoder.Encode(key.Exponent),
                    },
                },
            });
        }
    }
}
