using System.Text.Json.Nodes;

namespace Hub.Interop.Tests;

/// <summary>Binary values, in the envelope and beside it.</summary>
public sealed class Attachments(Spyne server) : IClassFixture<Spyne>
{
    private static readonly string Picture =
        Convert.ToBase64String([0x89, .. "PNG "u8, 0, 255, .. "\r\n--"u8, .. Enumerable.Range(0, 256).Select(i => (byte)i)]);

    [Theory]
    [InlineData("/soap11")]
    [InlineData("/mtom")]
    public async Task A_picture_comes_whole_in_whatever_way_it_is_sent(string path)
    {
        Assert.SkipWhen(server.Missing is not null, server.Missing ?? "");
        using var http = new HttpClient();
        await using var service = await ServiceBehindTheHub.StartAsync(
            await http.GetStringAsync(server.Address + "/soap11/?wsdl"),
            server.Address + path,
            "{ call: GetPicture, in: { No: path.id }, out: { picture: GetPictureResult } }");

        (await service.AnswerAsync("GetPicture", """{ "No": "1" }"""))["GetPictureResult"]!.GetValue<string>().ShouldBe(Picture);
        JsonNode.Parse(await service.Client.GetStringAsync("/api/articles/1"))!["picture"]!.GetValue<string>().ShouldBe(Picture);
    }
}
