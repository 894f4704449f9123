using System.Net;
using System.Text;

namespace Hub.Facade.Tests;

/// <summary>Where nothing reads a body its type is not what is wrong.</summary>
public sealed class BodiesOfNobody(RunningFacade hub) : IClassFixture<RunningFacade>
{
    [Theory]
    [InlineData("POST", "/soap/erp", "text/xml; charset=utf-8", HttpStatusCode.NotImplemented, "does not answer SOAP here yet")]
    [InlineData("POST", "/soap/erp", "application/soap+xml", HttpStatusCode.NotImplemented, "POST /systems/{system}/operations")]
    [InlineData("POST", "/SOAP/nosuch/x", "multipart/related", HttpStatusCode.NotImplemented, "does not answer SOAP here yet")]
    [InlineData("GET", "/soap/erp?wsdl", null, HttpStatusCode.NotImplemented, "does not answer SOAP here yet")]
    [InlineData("POST", "/nobody/claims/this", "text/xml", HttpStatusCode.NotFound, "No route claims POST /nobody/claims/this")]
    [InlineData("POST", "/hub/nosuch", "text/plain", HttpStatusCode.NotFound, "The hub has nothing at /hub/nosuch")]
    [InlineData("POST", "/hub/api/nosuch", "text/plain", HttpStatusCode.NotFound, "The hub has nothing at /hub/api/nosuch")]
    [InlineData("DELETE", "/hub/flags", "text/plain", HttpStatusCode.MethodNotAllowed, "")]
    public async Task The_answer_says_what_is_there_instead(
        string method, string path, string? type, HttpStatusCode status, string said)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative));
        if (type is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes("<a/>"));
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        using var answer = await (path == "/hub/api/nosuch" ? hub.Admin : hub.Client).SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(status, text);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        text.ShouldContain(said);
    }
}
