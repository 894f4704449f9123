using System.Net;
using System.Text.Json;
using Hub.Facade.Access;
using Hub.Platform.Plan;

namespace Hub.Facade.Tests.Access;

/// <summary>
/// Tokens that the issuer's own keys have signed, or that claim it, and that are not to be believed all the same
/// (RFC 7515, 7519, 7797, 8725).
/// </summary>
public sealed class HostileTokens(TokenIssuer issuer) : IClassFixture<TokenIssuer>
{
    private const string Rsa = """{"alg":"RS256","kid":"rsa"}""";

    [Theory]
    [InlineData(Rsa)]
    [InlineData("""{"alg":"RS256"}""")]
    [InlineData("""{"alg":"RS256","kid":"rsa","typ":"JWT"}""")]
    [InlineData("""{"alg":"RS256","kid":"rsa","typ":"jwt"}""")]
    [InlineData("""{"alg":"RS256","kid":"rsa","typ":"at+jwt"}""")]
    [InlineData("""{"alg":"RS256","kid":"rsa","typ":"application/at+jwt"}""")]
    [InlineData("""{"alg":"RS256","kid":"rsa","b64":true}""")]
    [InlineData("""{"alg":"RS256","kid":"rsa","jku":"http://127.0.0.1:9/keys","x5u":"http://127.0.0.1:9","jwk":{"kty":"oct"}}""")]
    [InlineData("""{"alg":"PS384","kid":"rsa"}""")]
    [InlineData("""{"alg":"PS256","kid":"pss-only"}""")]
    [InlineData("""{"alg":"ES256","kid":"p-256"}""")]
    [InlineData("""{"alg":"ES384","kid":"p-384"}""")]
    public async Task A_header_that_the_hub_understands_lets_its_holder_in(string header) =>
        await ShouldBeAsync(HttpStatusCode.OK, issuer.Sign(header, issuer.Claims()));

    [Theory]
    [InlineData("""{"alg":"RS256","kid":"rsa","crit":["exp"]}""", "'crit'")]
    [InlineData("""{"alg":"RS256","kid":"rsa","crit":[]}""", "'crit'")]
    [InlineData("""{"alg":"RS256","kid":"rsa","crit":["b64"],"b64":false}""", "'crit'")]
    [InlineData("""{"alg":"RS256","kid":"rsa","crit":null}""", "'crit'")]
    [InlineData("""{"alg":"RS256","kid":"rsa","crit":["http://example/private"],"http://example/private":1}""", "'crit'")]
    [InlineData("""{"alg":"RS256","kid":"rsa","b64":false}""", "'b64'")]
    [InlineData("""{"alg":"RS256","kid":"rsa","b64":"false"}""", "'b64'")]
    [InlineData("""{"alg":"RS256","kid":"rsa","typ":"dpop+jwt"}""", "'typ'")]
    [InlineData("""{"alg":"RS256","kid":"rsa","typ":"secevent+jwt"}""", "'typ'")]
    [InlineData("""{"alg":"RS256","kid":"rsa","typ":"logout+jwt"}""", "'typ'")]
    [InlineData("""{"alg":"RS256","kid":"rsa","typ":"application/logout+jwt"}""", "'typ'")]
    [InlineData("""{"alg":"RS256","kid":"rsa","typ":"oauth-authz-req+jwt"}""", "'typ'")]
    [InlineData("""{"alg":"RS256","kid":"rsa","typ":"token-introspection+jwt"}""", "'typ'")]
    [InlineData("""{"alg":"RS256","kid":"rsa","typ":"JOSE"}""", "'typ'")]
    [InlineData("""{"alg":"RS256","kid":"rsa","typ":""}""", "'typ'")]
    [InlineData("""{"alg":"RS256","kid":"rsa","typ":["JWT"]}""", "'typ'")]
    [InlineData("""{"alg":"RS256","kid":"rsa","typ":null}""", "'typ'")]
    [InlineData("""{"alg":"RS256","kid":"rsa","cty":"JWT"}""", "'cty'")]
    [InlineData("""{"alg":"RS256","kid":"rsa","enc":"A256GCM"}""", "'enc'")]
    [InlineData("""{"alg":"none","kid":"rsa"}""", "its algorithm")]
    [InlineData("""{"alg":"NONE"}""", "its algorithm")]
    [InlineData("""{"alg":"rs256","kid":"rsa"}""", "its algorithm")]
    [InlineData("""{"alg":["RS256"],"kid":"rsa"}""", "its algorithm")]
    [InlineData("""{"kid":"rsa"}""", "its algorithm")]
    [InlineData("""{"alg":"HS256","kid":"rsa"}""", "its algorithm")]
    [InlineData("""{"alg":"RSA-OAEP","enc":"A256GCM"}""", "its algorithm")]
    [InlineData("""{"alg":"RS256","kid":7}""", "'kid'")]
    [InlineData("""{"alg":"RS256","kid":"../../etc/passwd"}""", "its signature")]
    [InlineData("""{"alg":"RS256","kid":"/dev/null"}""", "its signature")]
    [InlineData("""{"alg":"RS256","kid":"x' OR '1'='1"}""", "its signature")]
    [InlineData("""{"alg":"RS256","kid":"small"}""", "its signature")]
    [InlineData("""{"alg":"RS256","kid":"encryption"}""", "its signature")]
    [InlineData("""{"alg":"RS256","kid":"wrapping"}""", "its signature")]
    [InlineData("""{"alg":"RS256","kid":"pss-only"}""", "its signature")]
    [InlineData("""{"alg":"RS256","kid":"p-256"}""", "its signature")]
    [InlineData("""{"alg":"ES256","kid":"p-384"}""", "its signature")]
    [InlineData("""{"alg":"ES384","kid":"p-256"}""", "its signature")]
    [InlineData("""{"alg":"ES256","kid":"rsa"}""", "its signature")]
    [InlineData("""{"alg":"RS256","alg":"none","kid":"rsa"}""", "it cannot be read")]
    [InlineData("""{"alg":"RS256","kid":"rsa","\u0061lg":"none"}""", "it cannot be read")]
    [InlineData("""{"alg":"RS256","kid":"rsa"/**/}""", "it cannot be read")]
    [InlineData("""["RS256"]""", "it cannot be read")]
    [InlineData("null", "it cannot be read")]
    public async Task A_header_that_says_anything_else_is_refused(string header, string why) =>
        (await ShouldBeAsync(HttpStatusCode.Unauthorized, issuer.Sign(header, issuer.Claims()))).ShouldContain(why);

    [Theory]
    [InlineData("aud", """["shop","hub"]""")]
    [InlineData("sub", null)]
    [InlineData("nbf", "1")]
    [InlineData("exp", "4102444800.5")]
    [InlineData("customer", "4711")]
    [InlineData("customer", null)]
    [InlineData("roles", "\"staff\"")]
    [InlineData("roles", "[]")]
    [InlineData("typ", "\"Bearer\"")]
    [InlineData("token_use", "\"access\"")]
    [InlineData("token_type", "\"access\"")]
    [InlineData("token_type", "\"Bearer\"")]
    [InlineData("type", "\"access\"")]
    [InlineData("type", "\"user\"")]
    public async Task Claims_as_issuers_write_them_let_their_holder_in(string name, string? value) =>
        await ShouldBeAsync(HttpStatusCode.OK, issuer.Sign(Rsa, issuer.Claims((name, value))));

    [Theory]
    [InlineData("sub", "7", "'sub'")]
    [InlineData("sub", "null", "'sub'")]
    [InlineData("sub", "true", "'sub'")]
    [InlineData("sub", """["ann"]""", "'sub'")]
    [InlineData("sub", """{"name":"ann"}""", "'sub'")]
    [InlineData("sub", "\"\"", "'sub'")]
    [InlineData("sub", """ "a\r\nX-Hub-Side: new" """, "'sub'")]
    [InlineData("sub", """ "\ud800" """, "'sub'")]
    [InlineData("jti", "7", "'jti'")]
    [InlineData("iss", null, "it is not from")]
    [InlineData("iss", """["https://login.test"]""", "it is not from")]
    [InlineData("iss", "\"https://login.test/\"", "it is not from")]
    [InlineData("iss", "\"https://LOGIN.test\"", "it is not from")]
    [InlineData("aud", null, "it is not meant for")]
    [InlineData("aud", "[]", "it is not meant for")]
    [InlineData("aud", "\"Hub\"", "it is not meant for")]
    [InlineData("aud", "\"shop hub\"", "it is not meant for")]
    [InlineData("aud", """["hub",7]""", "it is not meant for")]
    [InlineData("aud", """{"hub":true}""", "it is not meant for")]
    [InlineData("exp", null, "does not say when it ends")]
    [InlineData("exp", "\"4102444800\"", "'exp'")]
    [InlineData("exp", "null", "'exp'")]
    [InlineData("exp", "1e400", "'exp'")]
    [InlineData("exp", "1e30", "'exp'")]
    [InlineData("exp", "99999999999999999999999999", "'exp'")]
    [InlineData("exp", "-1", "'exp'")]
    [InlineData("exp", "1", "it has ended")]
    [InlineData("nbf", "4102444800", "does not hold yet")]
    [InlineData("nbf", "\"1\"", "'nbf'")]
    [InlineData("iat", "4102444800", "issued in the future")]
    [InlineData("iat", "\"now\"", "'iat'")]
    [InlineData("events", """{"http://schemas.openid.net/event/backchannel-logout":{}}""", "'events'")]
    [InlineData("at_hash", "\"x\"", "'at_hash'")]
    [InlineData("c_hash", "\"x\"", "'c_hash'")]
    [InlineData("nonce", "\"x\"", "'nonce'")]
    [InlineData("token_use", "\"id\"", "'token_use'")]
    [InlineData("token_use", "\"refresh\"", "'token_use'")]
    [InlineData("token_use", "null", "'token_use'")]
    [InlineData("token_use", """["access","id"]""", "'token_use'")]
    [InlineData("token_type", "\"refresh\"", "'token_type'")]
    [InlineData("token_type", "\"id_token\"", "'token_type'")]
    [InlineData("tokenType", "\"REFRESH\"", "'tokenType'")]
    [InlineData("type", "\"refresh\"", "'type'")]
    [InlineData("type", "\"password_reset\"", "'type'")]
    [InlineData("typ", "\"ID\"", "'typ'")]
    [InlineData("typ", "\"Refresh\"", "'typ'")]
    [InlineData("typ", "7", "'typ'")]
    [InlineData("cnf", """{"jkt":"0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"}""", "'cnf'")]
    [InlineData("customer", """{"$ne":""}""", "'customer'")]
    [InlineData("customer", """["C-1","C-2"]""", "'customer'")]
    [InlineData("customer", "true", "'customer'")]
    [InlineData("customer", "1.5", "'customer'")]
    [InlineData("customer", "1e3", "'customer'")]
    [InlineData("customer", "null", "'customer'")]
    [InlineData("customer", "\"\"", "'customer'")]
    [InlineData("customer", """ "C-1\u0000" """, "'customer'")]
    [InlineData("roles", "7", "'roles'")]
    [InlineData("roles", """["staff",7]""", "'roles'")]
    [InlineData("roles", """{"staff":true}""", "'roles'")]
    [InlineData("sub\":\"bob\",\"sub", "\"ann\"", "it cannot be read")]
    [InlineData("customer\":\"C-1\",\"\\u0063ustomer", "\"C-2\"", "it cannot be read")]
    public async Task A_claim_that_means_something_else_is_refused(string name, string? value, string why) =>
        (await ShouldBeAsync(HttpStatusCode.Unauthorized, issuer.Sign(Rsa, issuer.Claims((name, value))))).ShouldContain(why);

    [Theory]
    [InlineData("with padding")]
    [InlineData("with a blank")]
    [InlineData("with base64's own letters")]
    [InlineData("with spare bits")]
    [InlineData("in four parts")]
    [InlineData("in five parts")]
    [InlineData("in two parts")]
    [InlineData("of no object")]
    [InlineData("nested deeply")]
    [InlineData("of 17 KB")]
    [InlineData("sent twice")]
    public async Task Another_spelling_of_a_good_token_is_refused(string spelling)
    {
        var good = issuer.Sign(Rsa, issuer.Claims());
        var parts = good.Split('.');
        var token = spelling switch
        {
            "with padding" => good + "==",
            "with a blank" => $"{parts[0]}.{parts[1]} .{parts[2]}",
            "with base64's own letters" => $"{parts[0]}.{parts[1]}.+/{parts[2][2..]}",
            // 256 bytes have four spare bits in their last letter.
            "with spare bits" => good[..^1] + (char)(good[^1] + 1),
            "in four parts" => good + ".",
            "in five parts" => $"{good}.{parts[2]}.{parts[2]}",
            "in two parts" => $"{parts[0]}.{parts[1]}",
            "of no object" => issuer.Sign(Rsa, "[1]"),
            "nested deeply" => issuer.Sign(Rsa, issuer.Claims(("x", new string('[', 100) + new string(']', 100)))),
            "of 17 KB" => issuer.Sign(Rsa, issuer.Claims(("x", $"\"{new string('x', 12 * 1024)}\""))),
            "sent twice" => $"{good}, {good}",
            _ => throw new ArgumentOutOfRangeException(nameof(spelling)),
        };
        await ShouldBeAsync(HttpStatusCode.Unauthorized, token);
    }

    [Theory]
    [InlineData("HS256", """{"alg":"HS256","kid":"rsa"}""")]
    [InlineData("HS256 as RS256", Rsa)]
    [InlineData("a key of its own in the header", """{"alg":"RS256","kid":"rsa","jwk":$JWK}""")]
    [InlineData("an empty signature", Rsa)]
    [InlineData("one byte", Rsa)]
    [InlineData("one byte", """{"alg":"ES256","kid":"p-256"}""")]
    [InlineData("zeros", """{"alg":"ES256","kid":"p-256"}""")]
    public async Task A_signature_that_is_not_the_issuers_is_refused(string which, string header) =>
        await ShouldBeAsync(HttpStatusCode.Unauthorized, issuer.Forge(which, header));

    [Fact]
    public async Task A_token_that_was_good_is_refused_once_its_claims_are_changed()
    {
        var (one, other) = (issuer.Sign(Rsa, issuer.Claims()), issuer.Sign(Rsa, issuer.Claims(("customer", "\"C-9\""))));
        await ShouldBeAsync(HttpStatusCode.OK, one);
        var mixed = $"{one.Split('.')[0]}.{other.Split('.')[1]}.{one.Split('.')[2]}";
        (await ShouldBeAsync(HttpStatusCode.Unauthorized, mixed)).ShouldContain("its signature");
    }

    [Theory]
    [InlineData("""{"alg":"RS256"}""", false)]
    [InlineData("""{"alg":"RS256","typ":"JWT"}""", false)]
    [InlineData("""{"alg":"RS256","typ":"AT+JWT"}""", true)]
    public void A_plan_may_accept_access_tokens_only(string header, bool accepted)
    {
        var jwt = new JwtPlan("", "", null, null, TimeSpan.Zero, default!) { Types = ["application/at+jwt"] };
        (JwtHeader.FindFault(JsonElement.Parse(header), jwt) is null).ShouldBe(accepted);
    }

    private async Task<string> ShouldBeAsync(HttpStatusCode status, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/account");
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        using var answer = await issuer.Client.SendAsync(request);
        var body = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(status, body);
        return status == HttpStatusCode.OK ? "" : JsonElement.Parse(body).Text("detail");
    }
}
