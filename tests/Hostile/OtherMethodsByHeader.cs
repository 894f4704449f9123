namespace Hub.Hostile.Tests;

/// <summary>What makes a server act by another method, or on another path, than those that the hub has decided by.</summary>
public sealed class OtherMethodsByHeader(RawFacade facade) : IClassFixture<RawFacade>
{
    [Theory]
    [InlineData("GET", "X-HTTP-Method-Override: DELETE")]
    [InlineData("POST", "X-HTTP-Method-Override: DELETE")]
    [InlineData("POST", "x_http_method_override: delete")]
    [InlineData("POST", "X-HTTP-Method: MERGE")]
    [InlineData("POST", "X-Method-Override: PUT")]
    [InlineData("POST", "X-Override-Method: PUT")]
    [InlineData("POST", "X-HTTP-Method-Override: POST\r\nX-HTTP-Method-Override: PUT")]
    [InlineData("POST", "X-HTTP-Method-Override: POST, PUT")]
    [InlineData("HEAD", "X-HTTP-Method: POST")]
    public async Task A_request_that_names_another_method_is_refused(string method, string header)
    {
        foreach (var target in new[] { "/old/x", "/api/x" })
        {
            facade.Side.Requests.Clear();
            var answer = await facade.SendAsync(method, target, $"Content-Length: 0\r\n{header}\r\n");
            answer.ShouldStartWith("HTTP/1.1 400");
            if (method != "HEAD")
                answer.ShouldContain("names another method than");
            facade.Side.Requests.ShouldBeEmpty();
        }
    }

    [Theory]
    [InlineData("POST", "X-HTTP-Method-Override: POST")]
    [InlineData("GET", "X-HTTP-Method-Override: get")]
    [InlineData("POST", "X-HTTPS: on")]
    [InlineData("POST", "X-Method: PUT")]
    public async Task A_request_that_names_its_own_method_or_none_passes(string method, string header)
    {
        facade.Side.Answer = _ => RawSide.Ok("fine");
        (await facade.SendAsync(method, "/old/x", $"Content-Length: 0\r\n{header}\r\n")).ShouldStartWith("HTTP/1.1 200");
        (await facade.SendAsync(method, "/api/x", $"Content-Length: 0\r\n{header}\r\n")).ShouldStartWith("HTTP/1.1 200");
    }

    [Theory]
    [InlineData("/api/x")]
    [InlineData("http://hub/api/x")]
    [InlineData("/old/%2e%2e/api/x")]
    [InlineData("/old/..%2fapi/x")]
    [InlineData("//api/x")]
    [InlineData("/api/x;a=b")]
    [InlineData("x")]
    public async Task Nothing_is_copied_or_moved_to_the_path_of_a_route(string destination)
    {
        facade.Side.Requests.Clear();
        foreach (var method in new[] { "COPY", "MOVE" })
            (await facade.SendAsync(method, "/old/x", $"Content-Length: 0\r\nDestination: {destination}\r\n"))
                .ShouldStartWith("HTTP/1.1 400");
        facade.Side.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_no_route_claims_is_copied_and_moved()
    {
        facade.Side.Answer = _ => RawSide.Ok("fine");
        (await facade.SendAsync("MOVE", "/old/x", "Content-Length: 0\r\nDestination: http://hub/old/y\r\n"))
            .ShouldStartWith("HTTP/1.1 200");
    }
}

/// <summary>A plan that lets a POST name another method.</summary>
public sealed class ForwardedMethods(ForwardedMethods.Facade facade) : IClassFixture<ForwardedMethods.Facade>
{
    [Fact]
    public async Task A_POST_names_another_method_where_the_plan_says_so_and_nothing_else_does()
    {
        facade.Side.Answer = request => RawSide.Ok(request.Header("X-HTTP-Method") ?? "none");
        foreach (var target in new[] { "/old/x", "/lists/x" })
        {
            (await facade.SendAsync("POST", target, "Content-Length: 0\r\nX-HTTP-Method: MERGE\r\n")).ShouldEndWith("MERGE");
            (await facade.SendAsync("GET", target, "X-HTTP-Method: MERGE\r\n")).ShouldStartWith("HTTP/1.1 400");
        }

        (await facade.SendAsync("POST", "/api/x", "Content-Length: 0\r\nX-HTTP-Method: MERGE\r\n"))
            .ShouldStartWith("HTTP/1.1 400");
    }

    public sealed class Facade : RawFacade
    {
        protected override string CatchAll => ", methodOverride: forward";

        protected override string Capability => $$"""
            capability: lists
            owner: list-team
            methodOverride: forward
            sides: { legacy: {{Side.Address}} }
            routes:
              lists.get: GET /lists/{id}
              lists.post: POST /lists/{id}
            """;
    }
}
