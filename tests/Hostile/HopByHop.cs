namespace Hub.Hostile.Tests;

/// <summary>What ends at this hop (RFC 9110, 7.6.1; RFC 9112, 6.1), and what only the hub may say.</summary>
public sealed class HopByHop(RawFacade facade) : IClassFixture<RawFacade>
{
    [Theory]
    [InlineData("Connection: X-Private\r\nX-Private: 1", "X-Private")]
    [InlineData("Connection: keep-alive, x-private , Keep-Alive\r\nX-Private: 1\r\nKeep-Alive: timeout=5", "X-Private")]
    [InlineData("Connection: close, X-Private\r\nX-Private: 1", "X-Private")]
    [InlineData("Connection: close\r\nConnection: X-Private\r\nX-Private: 1", "X-Private")]
    [InlineData("Connection: keep-alive\r\nX-Private: 1\r\nConnection: X-Private", "X-Private")]
    [InlineData("Connection: X-Private,X-Other\r\nX-Other: 2\r\nX-Private: 1", "X-Other")]
    [InlineData("Connection: Cookie\r\nCookie: a=b", "Cookie")]
    [InlineData("TE: trailers, deflate", "TE")]
    [InlineData("Keep-Alive: timeout=5", "Keep-Alive")]
    [InlineData("Proxy-Authorization: Basic eDp5", "Proxy-Authorization")]
    [InlineData("Proxy-Connection: keep-alive", "Proxy-Connection")]
    [InlineData("Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\nConnection: Upgrade, HTTP2-Settings", "Upgrade")]
    [InlineData("Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\nConnection: Upgrade, HTTP2-Settings", "HTTP2-Settings")]
    [InlineData("X-Hub-Side: new", "X-Hub-Side")]
    [InlineData("X_Hub_Side: new", "X_Hub_Side")]
    [InlineData("x-hub_anything: new", "x-hub_anything")]
    [InlineData("Forwarded: for=1.2.3.4", "Forwarded")]
    [InlineData("X_Forwarded_For: 1.2.3.4", "X_Forwarded_For")]
    [InlineData("X-Real-IP: 1.2.3.4", "X-Real-IP")]
    [InlineData("X-Original-URL: /admin", "X-Original-URL")]
    [InlineData("X-Rewrite-URL: /admin", "X-Rewrite-URL")]
    [InlineData("True-Client-IP: 1.2.3.4", "True-Client-IP")]
    [InlineData("True_Client_IP: 1.2.3.4", "True_Client_IP")]
    [InlineData("X-Client-IP: 1.2.3.4", "X-Client-IP")]
    [InlineData("x_client-ip: 1.2.3.4", "x_client-ip")]
    [InlineData("CF-Connecting-IP: 1.2.3.4", "CF-Connecting-IP")]
    [InlineData("CF-Connecting-IPv6: ::1", "CF-Connecting-IPv6")]
    [InlineData("X-Cluster-Client-Ip: 1.2.3.4", "X-Cluster-Client-Ip")]
    [InlineData("X-ProxyUser-Ip: 1.2.3.4", "X-ProxyUser-Ip")]
    [InlineData("Front-End-Https: on", "Front-End-Https")]
    [InlineData("X-Url-Scheme: https", "X-Url-Scheme")]
    [InlineData("X-Scheme: https", "X-Scheme")]
    [InlineData("X-Host: internal", "X-Host")]
    [InlineData("Hub-Origin: legacy", "Hub-Origin")]
    [InlineData("hub_change: legacy/C-1/999", "hub_change")]
    [InlineData("Client-IP: 1.2.3.4", "Client-IP")]
    [InlineData("Proxy-Client-IP: 1.2.3.4", "Proxy-Client-IP")]
    [InlineData("WL-Proxy-Client-IP: 1.2.3.4", "WL-Proxy-Client-IP")]
    [InlineData("HTTP_X_FORWARDED_FOR: 1.2.3.4", "HTTP_X_FORWARDED_FOR")]
    [InlineData("Fastly-Client-IP: 1.2.3.4", "Fastly-Client-IP")]
    [InlineData("X-Azure-ClientIP: 1.2.3.4", "X-Azure-ClientIP")]
    [InlineData("X-Envoy-External-Address: 1.2.3.4", "X-Envoy-External-Address")]
    [InlineData("X-Remote-IP: 1.2.3.4", "X-Remote-IP")]
    [InlineData("X-Originating-IP: 1.2.3.4", "X-Originating-IP")]
    [InlineData("X-Override-URL: /admin", "X-Override-URL")]
    [InlineData("X_Rewrite_Url: /admin", "X_Rewrite_Url")]
    [InlineData("X-MS-Original-URL: /admin", "X-MS-Original-URL")]
    [InlineData("X-WAWS-Unencoded-URL: /admin", "X-WAWS-Unencoded-URL")]
    [InlineData("X-Replaced-Path: /admin", "X-Replaced-Path")]
    [InlineData("X-Original-Method: DELETE", "X-Original-Method")]
    [InlineData("X-Forwarded-Method: DELETE", "X-Forwarded-Method")]
    [InlineData("X-Forwarded-Uri: /admin", "X-Forwarded-Uri")]
    [InlineData("X-Forward-For: 1.2.3.4", "X-Forward-For")]
    [InlineData("Front-End-Path: /admin", "Front-End-Path")]
    [InlineData("Request-Uri: /admin", "Request-Uri")]
    [InlineData("SCRIPT_NAME: /admin", "SCRIPT_NAME")]
    [InlineData("PATH_INFO: /admin", "PATH_INFO")]
    [InlineData("Base-Url: /admin", "Base-Url")]
    [InlineData("Proxy: http://evil.example", "Proxy")]
    [InlineData("Client-Cert: :MIIB:", "Client-Cert")]
    [InlineData("X-SSL-Client-Verify: SUCCESS", "X-SSL-Client-Verify")]
    [InlineData("Remote-User: root", "Remote-User")]
    [InlineData("X-MS-Client-Principal-Name: root", "X-MS-Client-Principal-Name")]
    [InlineData("X-Auth-Request-Email: root@example", "X-Auth-Request-Email")]
    [InlineData("Cf-Access-Authenticated-User-Email: root@example", "Cf-Access-Authenticated-User-Email")]
    [InlineData("Cf-Access-Jwt-Assertion: e30", "Cf-Access-Jwt-Assertion")]
    [InlineData("X-WEBAUTH-USER: root", "X-WEBAUTH-USER")]
    [InlineData("X-Forward-Host: evil.example", "X-Forward-Host")]
    [InlineData("X-Forward-Proto: https", "X-Forward-Proto")]
    [InlineData("SM_USER: root", "SM_USER")]
    [InlineData("SM-User: root", "SM-User")]
    [InlineData("sm_userdn: cn=root", "sm_userdn")]
    [InlineData("iv-user: root", "iv-user")]
    [InlineData("iv-groups: admins", "iv-groups")]
    [InlineData("X-Amzn-Oidc-Identity: root", "X-Amzn-Oidc-Identity")]
    [InlineData("X-Sendfile-Type: X-Accel-Redirect", "X-Sendfile-Type")]
    [InlineData("X-Accel-Mapping: /=/", "X-Accel-Mapping")]
    [InlineData("X_Remote_User: root", "X_Remote_User")]
    [InlineData("X-Remote-Group: system:masters", "X-Remote-Group")]
    [InlineData("Remote-Groups: admins", "Remote-Groups")]
    [InlineData("X-Authenticated-Userid: root", "X-Authenticated-Userid")]
    [InlineData("X-Goog-Authenticated-User-Email: root", "X-Goog-Authenticated-User-Email")]
    [InlineData("X-Goog-Iap-Jwt-Assertion: e30", "X-Goog-Iap-Jwt-Assertion")]
    [InlineData("X-Pomerium-Claim-Email: root", "X-Pomerium-Claim-Email")]
    [InlineData("X-authentik-username: root", "X-authentik-username")]
    [InlineData("X-Vouch-User: root", "X-Vouch-User")]
    [InlineData("Tailscale-User-Login: root", "Tailscale-User-Login")]
    [InlineData("X-Consumer-Username: root", "X-Consumer-Username")]
    [InlineData("OIDC_CLAIM_sub: root", "OIDC_CLAIM_sub")]
    [InlineData("X-Tls-Client-Cert: MIIB", "X-Tls-Client-Cert")]
    [InlineData("TLS_CLIENT_CERT: MIIB", "TLS_CLIENT_CERT")]
    [InlineData("Eppn: root@example", "Eppn")]
    [InlineData("eppn: root@example", "eppn")]
    [InlineData("Persistent-Id: 7", "Persistent-Id")]
    [InlineData("persistent_id: 7", "persistent_id")]
    [InlineData("X-Token-Subject: root", "X-Token-Subject")]
    [InlineData("X-Trusted-User: root", "X-Trusted-User")]
    [InlineData("X-User: root", "X-User")]
    [InlineData("x_user: root", "x_user")]
    [InlineData("X-Username: root", "X-Username")]
    [InlineData("X-User-Roles: admin", "X-User-Roles")]
    [InlineData("X-Jwt-Payload: e30", "X-Jwt-Payload")]
    [InlineData("X-Jwt-Claim-Sub: root", "X-Jwt-Claim-Sub")]
    [InlineData("Impersonate-User: root", "Impersonate-User")]
    [InlineData("Impersonate-Group: system:masters", "Impersonate-Group")]
    [InlineData("X-Impersonate-User: root", "X-Impersonate-User")]
    [InlineData("Affiliation: staff@example", "Affiliation")]
    [InlineData("unscoped-affiliation: staff", "unscoped-affiliation")]
    [InlineData("Entitlement: urn:admin", "Entitlement")]
    [InlineData("eduPersonPrincipalName: root", "eduPersonPrincipalName")]
    [InlineData("isMemberOf: admins", "isMemberOf")]
    [InlineData("Mail: root@example", "Mail")]
    [InlineData("Cn: root", "Cn")]
    [InlineData("AJP_eppn: root", "AJP_eppn")]
    public async Task A_caller_does_not_send_it_to_a_side(string headers, string name)
    {
        facade.Side.Answer = _ => RawSide.Ok("fine");
        foreach (var target in new[] { "/old/hop", "/api/hop" })
        {
            facade.Side.Requests.Clear();
            (await facade.SendAsync("GET", target, headers + "\r\n")).ShouldStartWith("HTTP/1.1 200");
            facade.Side.Requests.ShouldHaveSingleItem().Header(name).ShouldBeNull();
        }
    }

    [Theory]
    [InlineData("Host")]
    [InlineData("Content-Length")]
    public async Task What_a_message_is_framed_and_addressed_by_does_not_end_here(string name)
    {
        facade.Side.Requests.Clear();
        facade.Side.Answer = request => RawSide.Ok(request.Body);
        var answer = await facade.SendAsync(
            $"POST /old/framed HTTP/1.1\r\nHost: hub.example\r\nContent-Length: 4\r\nConnection: {name}\r\n\r\nbody");
        answer.ShouldEndWith("body");
        facade.Side.Requests.ShouldHaveSingleItem().Header("Host").ShouldBe("hub.example");
    }

    [Theory]
    [InlineData("Connection: X-Private\r\nX-Private: 1", "X-Private")]
    [InlineData("Connection: keep-alive\r\nConnection: x-private\r\nX-Private: 1", "X-Private")]
    [InlineData("Keep-Alive: timeout=5", "Keep-Alive")]
    [InlineData("Proxy-Authenticate: NTLM", "Proxy-Authenticate")]
    [InlineData("Upgrade: h2,h2c\r\nConnection: Upgrade", "Upgrade")]
    [InlineData("Alt-Svc: h2=\":443\"", "Alt-Svc")]
    [InlineData("X-Hub-Side: new", "X-Hub-Side")]
    [InlineData("x-hub-anything: new", "x-hub-anything")]
    [InlineData("X-HUB_SIDE: new", "X-HUB_SIDE")]
    [InlineData("x_hub_revision: 1", "x_hub_revision")]
    [InlineData("Server: Apache/2.2.3 (CentOS)", "Server")]
    [InlineData("X-Powered-By: PHP/5.2", "X-Powered-By")]
    [InlineData("X-AspNet-Version: 2.0.50727", "X-AspNet-Version")]
    [InlineData("x-aspnetmvc-version: 3.0", "x-aspnetmvc-version")]
    public async Task A_side_does_not_send_it_to_a_caller(string headers, string name)
    {
        facade.Side.Answer = _ => RawSide.Ok("fine", $"{headers}\r\nX-Kept: yes\r\n");
        foreach (var target in new[] { "/old/x", "/api/x" })
        {
            var answer = await facade.SendAsync("GET", target);
            answer.ShouldStartWith("HTTP/1.1 200");
            answer.ShouldContain("\r\nX-Kept: yes\r\n");
            answer.ShouldNotContain($"\r\n{name}:", Case.Insensitive);
        }
    }

    [Theory]
    [InlineData("Client: x")]
    [InlineData("X-Requested-With: XMLHttpRequest")]
    [InlineData("X-Api-Key: k")]
    [InlineData("X-Auth-Token: t")]
    [InlineData("X-User-Id: 7")]
    [InlineData("X-User-Agent: grpc-web")]
    [InlineData("Uid-Next: 7")]
    [InlineData("Cnt: 7")]
    [InlineData("Mailbox: 7")]
    [InlineData("X: 7")]
    [InlineData("CF-Access-Client-Id: 7")]
    [InlineData("X-MS-Client-Request-Id: 7")]
    [InlineData("Smart: 7")]
    [InlineData("X-Customer-Id: 7")]
    [InlineData("X-HTTP-Method-Override: GET")]
    [InlineData("X-Request-Id: 7")]
    [InlineData("Script: x")]
    [InlineData("X-Hubspot-Signature: s")]
    [InlineData("X-Access-Token: 1")]
    [InlineData("X-ID-Token: 1")]
    [InlineData("Uid: 1")]
    public async Task What_is_only_like_it_passes(string header)
    {
        facade.Side.Answer = _ => RawSide.Ok("fine");
        facade.Side.Requests.Clear();
        await facade.SendAsync("GET", "/old/hop", header + "\r\n");
        facade.Side.Requests.ShouldHaveSingleItem().Header(header.Split(':')[0]).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_side_does_not_name_the_request()
    {
        facade.Side.Answer = _ => RawSide.Ok("fine", "X-Hub-Request-Id: forged\r\n");
        var answer = await facade.SendAsync("GET", "/old/named", "X-Hub-Request-Id: also-forged\r\n");
        answer.ShouldNotContain("forged");
        var id = facade.Side.Requests.Last(r => r.Target == "/old/named").Header("X-Hub-Request-Id").ShouldNotBeNull();
        id.ShouldNotContain("forged");
        answer.ShouldContain($"\r\nX-Hub-Request-Id: {id}\r\n");
    }

    [Theory]
    [InlineData("gzip, chunked", "501")]
    [InlineData("gzip\r\nTransfer-Encoding: chunked", "501")]
    [InlineData("identity, chunked", "501")]
    [InlineData("chunked, chunked", "400")]
    [InlineData("chunked\r\nTransfer-Encoding: chunked", "400")]
    [InlineData("Chunked , chunked", "400")]
    [InlineData("chunked, gzip", "400")]
    public async Task A_callers_body_that_is_more_than_chunked_is_refused(string coding, string status)
    {
        facade.Side.Requests.Clear();
        var answer = await facade.SendAsync(
            $"POST /old/coded HTTP/1.1\r\nHost: hub\r\nTransfer-Encoding: {coding}\r\n\r\n2\r\nab\r\n0\r\n\r\n");
        answer.ShouldStartWith($"HTTP/1.1 {status}");
        facade.Side.Requests.ShouldNotContain(r => r.Target == "/old/coded");
    }

    [Theory]
    [InlineData("Chunked")]
    [InlineData("chunked")]
    public async Task A_chunked_body_passes(string coding)
    {
        facade.Side.Answer = request => RawSide.Ok(request.Body);
        (await facade.SendAsync(
            $"POST /old/coded HTTP/1.1\r\nHost: hub\r\nTransfer-Encoding: {coding}\r\n\r\n2\r\nab\r\n0\r\n\r\n"))
            .ShouldEndWith("ab");
    }

    [Theory]
    [InlineData("gzip, chunked")]
    [InlineData("gzip\r\nTransfer-Encoding: chunked")]
    [InlineData("chunked, chunked")]
    [InlineData("chunked\r\nTransfer-Encoding: chunked")]
    [InlineData("gzip")]
    [InlineData("xchunked")]
    public async Task A_sides_body_that_is_more_than_chunked_is_refused(string coding)
    {
        facade.Side.Answer = _ =>
            $"HTTP/1.1 200 OK\r\nConnection: close\r\nTransfer-Encoding: {coding}\r\n\r\n7\r\n2\r\nab\r\n\r\n0\r\n\r\n";
        var answer = await facade.SendAsync("POST", "/old/coded", "Content-Length: 0\r\n");
        answer.ShouldStartWith("HTTP/1.1 502");
        answer.ShouldContain("Transfer-Encoding");
    }

    [Fact]
    public async Task Chunks_count_and_a_length_beside_them_does_not()
    {
        facade.Side.Answer = _ =>
            "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nfine\r\n0\r\n\r\n";
        var answer = await facade.SendAsync("GET", "/old/x");
        answer.ShouldNotContain("Content-Length: 1\r\n");
        answer.ShouldContain("fine");
    }
}

/// <summary>A plan that exposes what it is made of.</summary>
public sealed class Exposing(Exposing.Facade facade) : IClassFixture<Exposing.Facade>
{
    [Fact]
    public async Task What_tells_how_a_side_is_built_passes_where_the_plan_says_expose()
    {
        facade.Side.Answer = _ => RawSide.Ok("fine", "Server: Apache\r\nX-Hub-Side: new\r\n");
        var answer = await facade.SendAsync("GET", "/api/x");
        answer.ShouldContain("\r\nServer: Apache\r\n");
        answer.ShouldContain("\r\nX-Hub-Side: legacy\r\n");
        answer.ShouldNotContain("X-Hub-Side: new");
    }

    public sealed class Facade : RawFacade
    {
        protected override string Plan => "expose: true";
    }
}
