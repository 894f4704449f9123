using System.Net;
using System.Xml.Linq;
using LegacyLandscape.Tests.Harness;

namespace LegacyLandscape.Tests.Crm;

public sealed class AuthenticationTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 8, 0, 0, TimeSpan.Zero);
    private static readonly XElement Request = CrmXml.Request("GetCustomer", ("CustomerNo", "C-1001"));

    [Fact]
    public async Task A_fresh_token_with_the_right_digest_is_let_in()
    {
        await using var crm = await RunningCrm.StartAsync();

        var reply = await crm.Client.CallAsync(Request, new UsernameToken().ToHeader());

        reply.Status.ShouldBe(HttpStatusCode.OK);
        reply.Answer.Element(CrmXml.M + "Customer")!.Field("CustomerNo").ShouldBe("C-1001");
    }

    public static TheoryData<string> Wrongs =>
    [
        "no header", "no token", "user", "password", "clear text", "empty nonce", "no nonce", "no created", "old",
        "from the future",
    ];

    [Theory]
    [MemberData(nameof(Wrongs))]
    public async Task Whatever_is_wrong_about_a_token_the_fault_is_the_same(string wrong)
    {
        await using var crm = await RunningCrm.StartAsync(new HeldClock(Now));

        var reply = await crm.Client.CallAsync(Request, Wrong(wrong)!);

        ShouldBeRefused(reply);
        reply.Reason.ShouldBe("The security token could not be authenticated or authorized.");
    }

    [Fact]
    public async Task A_nonce_used_before_is_refused_and_a_refused_one_is_not_used_up()
    {
        await using var crm = await RunningCrm.StartAsync();
        var token = new UsernameToken();

        ShouldBeRefused(await crm.Client.CallAsync(Request, (token with { Password = "guess" }).ToHeader()));
        (await crm.Client.CallAsync(Request, token.ToHeader())).IsFault.ShouldBeFalse();
        ShouldBeRefused(await crm.Client.CallAsync(Request, token.ToHeader()));
        ShouldBeRefused(await crm.Client.CallAsync(Request, (token with { Created = token.Created.AddSeconds(1) }).ToHeader()));
    }

    [Fact]
    public async Task A_token_of_exactly_five_minutes_is_still_good()
    {
        await using var crm = await RunningCrm.StartAsync(new HeldClock(Now));

        var reply = await crm.Client.CallAsync(Request, new UsernameToken { Created = Now.AddMinutes(-5) }.ToHeader());

        reply.IsFault.ShouldBeFalse();
    }

    [Fact]
    public async Task A_security_header_for_someone_else_does_not_count()
    {
        await using var crm = await RunningCrm.StartAsync();
        var header = new UsernameToken().ToHeader();
        header.Add(new XAttribute(Soap12Reply.Soap + "role", "urn:someone-else"));

        ShouldBeRefused(await crm.Client.CallAsync(Request, header));
    }

    private static XElement? Wrong(string wrong)
    {
        var token = new UsernameToken { Created = Now };
        var header = (wrong switch
        {
            "user" => token with { User = "root" },
            "password" => token with { Password = "crm-demo-passwort" },
            "clear text" => token with { Type = token.Type.Replace("Digest", "Text", StringComparison.Ordinal) },
            "empty nonce" => token with { Nonce = [] },
            "old" => token with { Created = Now.AddMinutes(-5).AddMilliseconds(-1) },
            "from the future" => token with { Created = Now.AddMinutes(6) },
            _ => token,
        }).ToHeader();
        switch (wrong)
        {
            case "no header":
                return null;
            case "no token":
                header.RemoveNodes();
                break;
            case "no nonce":
                header.Descendants().Single(element => element.Name.LocalName == "Nonce").Remove();
                break;
            case "no created":
                header.Descendants().Single(element => element.Name.LocalName == "Created").Remove();
                break;
        }

        return header;
    }

    private static void ShouldBeRefused(Soap12Reply reply)
    {
        reply.Status.ShouldBe(HttpStatusCode.BadRequest);
        reply.FaultCode.ShouldBe(Soap12Reply.Soap + "Sender");
        reply.Subcode.ShouldBe(UsernameToken.Wsse + "FailedAuthentication");
        reply.Detail.ShouldBeNull();
    }
}
