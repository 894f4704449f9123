namespace Hub.Hostile.Tests;

/// <summary>A guarded path beside a catch-all to the same server, spelled in ways that servers read differently.</summary>
public sealed class OtherSpellings(GuardedHub hub) : IClassFixture<GuardedHub>
{
    private static readonly int[] Refusals = [400, 401, 404, 405];
    private static readonly string[] Methods =
        ["GET", "HEAD", "PUT", "POST", "DELETE", "PATCH", "TRACE", "PROPFIND", "get"];

    public static TheoryData<string> Spellings =>
    [
        "/app/secret/1", "/APP/Secret/1", "/app/secret/1/", "/app//secret/1", "//app/secret/1", "/app/secret//1",
        "/app/secret;x/1", "/app;a=b/secret;c/1;d", "/app/secret;/1", "/app/;/secret/1", "/app/secret%3bx/1",
        "/app/secret%2f1", "/app%2Fsecret%2F1", "/app/secret%252f1", "/app/secret%25252f1", "/%61pp/%73ecret/1",
        "/%2561pp/secret/1", "/app\\secret\\1", "/app%5csecret%5c1", "/app/secret%5c1", "/app/secret%255c1",
        "/app/./secret/1", "/app/x/../secret/1", "/app/x/%2e%2e/secret/1", "/app/x%2f..%2fsecret/1", "/app/x/..;/secret/1",
        "/app/x/..%3b/secret/1", "/app/x/%252e%252e/secret/1", "/app/x\\..\\secret\\1", "/x/..%5c../app/secret/1",
        "/app/vault/../public/1", "/app/vault/1/../../open", "/app/secret/..", "/app/vault/1;/../x",
        "/app/x//../secret/1", "/old//../app/secret/1", "/old//%2e%2e/app/secret/1", "/old/;x/../app/secret/1",
        "/old/(S(x))/../app/secret/1", "/old/%20/../app/secret/1", "/old/x//../../app/secret/1",
        "/app%c0%afsecret/1", "/app/secret%c0%af1", "/app%e0%80%afsecret/1", "/app/%c1%b3ecret/1", "/app%f0%80%80%afsecret/1",
        "/app%u002fsecret/1", "/app/secret%uff0f1", "/app%ef%bc%8fsecret/1", "/app/secret./1", "/app/secret%20/1",
        "/app./secret/1", "/app/secret.%20/1", "/app/.%2e/app/secret/1", "/app/secret/1#x",
        "/(S(abc))/app/secret/1", "/app/(S(x))/secret/1", "/app/(A(x)S(y)F(z))/secret/1", "/app/%28S%28x%29%29/secret/1",
        "/(s(x))/(f(y))/app/secret/1", "/app/secret%09/1", "/app/%09secret/1", "/app/secret%0a/1", "/app/sec%0dret/1",
        "/app/secret%00/1", "/app/secret/1%00.jpg", "/app/secret%c2%a0/1", "/app/secret%e3%80%80/1", "/app/secret%7f/1",
        "/app/%c5%bfecret/1", "/app/%25c5%25bfecret/1", "/app/%u017fecret/1", "/app/s%c3%a9cret/1", "/app/%f0%9d%90%acecret/1",
        "/app/se%c2%adcret/1", "/app/secret%e2%81%841", "/app/secret%c2%a51", "/app/x/%e2%80%a5/secret/1",
        "/app/secret::$DATA/1", "/app/secret:$I30:$INDEX_ALLOCATION/1", "/app/secret%3a%3a%24DATA/1",
        "/app::$INDEX_ALLOCATION/secret/1", "/app/secret/1::$DATA",
        "/app/Gro%CC%88%C3%9Fe", "/app/GR%C3%96%E1%BA%9EE", "/app/Gr%C3%B6sse", "/app/gr%c3%b6%c3%9fe", "/app/Gr%C3%B6%C3%9Fe/",
        "/app/Gr%C3%B6%C5%BFse", "/app/Gr%25C3%25B6%25C3%259Fe", "/app/Gro%C3%9Fe", "/app/G%EF%BD%92%C3%B6%C3%9Fe",
        "/app/s%65cret\t/1", "/app/secret\t/1", "/app/sec\u0001ret/1", "/app/secret/1\t", "/app/secret\u007f/1",
    ];

    [Theory]
    [MemberData(nameof(Spellings))]
    public async Task Nobody_without_a_token_gets_to_the_server_by_another_spelling(string target)
    {
        foreach (var method in Methods)
        {
            var (answer, seen) = await hub.AskAsync(method, target);
            seen.ShouldBeNull($"{method}: {answer.Head}");
            Refusals.ShouldContain(answer.Status, $"{method}: {answer.Head}");
        }
    }

    [Theory]
    [MemberData(nameof(Spellings))]
    public async Task Nor_does_an_absolute_address(string target)
    {
        var (answer, seen) = await hub.AskAsync("GET", hub.Address.GetLeftPart(UriPartial.Authority) + target);
        seen.ShouldBeNull(answer.Head);
        Refusals.ShouldContain(answer.Status, answer.Head);
    }

    [Theory]
    [InlineData("/app/secret/1")]
    [InlineData("/APP/Secret/1/")]
    [InlineData("/app//secret/1")]
    [InlineData("/app/secret;jsessionid=1A/1")]
    [InlineData("/app/secret/1;jsessionid=1A")]
    [InlineData("/%61pp/x/../secret/%31")]
    [InlineData("/app/Gr%C3%B6%C3%9Fe", "secrets.size")]
    [InlineData("/app/gr%c3%b6%c3%9fe/", "secrets.size")]
    public async Task The_route_claims_spellings_that_hide_nothing_and_the_side_receives_them_as_sent(
        string target, string route = "secrets.get")
    {
        var (answer, seen) = await hub.AskAsync("GET", target, $"Authorization: Bearer {hub.Token}");
        answer.Header("X-Hub-Route").ShouldBe(route, answer.Head);
        seen.ShouldNotBeNull().Target.ShouldStartWith(target);
    }

    [Theory]
    [InlineData("/app%2Fsecret%2F1")]
    [InlineData("/app/secret%252f1")]
    [InlineData("/app%5csecret%5c1")]
    [InlineData("/app/x/..;/secret/1")]
    [InlineData("/app%c0%afsecret/1")]
    [InlineData("/app/vault/../public/1")]
    public async Task Ambiguous_spellings_are_400_whoever_asks(string target) =>
        (await hub.AskAsync("GET", target, $"Authorization: Bearer {hub.Token}")).Answer.Status.ShouldBe(400);

    [Theory]
    [InlineData("/old/a%2Fb/c%252Fd")]
    [InlineData("/old/%E2%82%AC/(x);y=1,2/./z")]
    [InlineData("/old//double//slash")]
    [InlineData("/old/page;jsessionid=1A")]
    [InlineData("/old/a%5Cb/%F6/%zz/%")]
    [InlineData("/old/caf%C3%A9/%20/.well-known/x.")]
    [InlineData("/old/(S(lit3py55t21z5v55vlm25s55))/page.aspx")]
    [InlineData("/old/a::$DATA/b:c/x%09y/%c5%bf")]
    [InlineData("/old/odata/$metadata/Products(1)/Name")]
    [InlineData("/app/Gr%C3%B6%C3%9Fen")]
    [InlineData("/app/Gr%C3%BC%C3%9Fe")]
    [InlineData("/app/Grosse")]
    [InlineData("/app/secrets/1")]
    [InlineData("/app/secret")]
    public async Task What_no_route_claims_in_any_reading_passes_through_as_sent(string target) =>
        (await hub.AskAsync("GET", target)).Seen.ShouldNotBeNull().Target.ShouldStartWith(target);

    [Theory]
    [InlineData("/old/page?a=\tb")]
    [InlineData("/old/page?a=\u0001b")]
    [InlineData("/old/page?a=b\rX")]
    [InlineData("/old/pa\u000bge")]
    public async Task A_control_character_as_it_is_goes_to_no_side(string target)
    {
        var (answer, seen) = await hub.AskAsync("GET", target);
        seen.ShouldBeNull();
        answer.Status.ShouldBe(400);
    }

    [Theory]
    [InlineData("/old/..;/manager")]
    [InlineData("/old/..%2fmanager")]
    [InlineData("/old/..%5cmanager")]
    [InlineData("/old/%252e%252e/manager")]
    [InlineData("/old//../manager")]
    [InlineData("/old/x///../../../manager")]
    [InlineData("/old//../hub/console")]
    public async Task Dots_that_are_hidden_leave_no_catch_alls_prefix(string target)
    {
        var (answer, seen) = await hub.AskAsync("GET", target);
        seen.ShouldBeNull();
        answer.Status.ShouldBe(400);
    }
}
