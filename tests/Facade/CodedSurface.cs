using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Hub.Facade.Tests;

/// <summary>The hub's own surface: compressed answers, and bodies that say what they are.</summary>
public sealed class CodedSurface(RunningFacade facade) : IClassFixture<RunningFacade>
{
    [Theory]
    [InlineData("/hub/flags")]
    [InlineData("/hub/api/routes")]
    [InlineData("/hub/docs/docs.js")]
    public async Task What_the_hub_tells_is_compressed_and_its_tag_holds_for_every_coding(string path)
    {
        using var plain = await GetAsync(path);
        using var coded = await GetAsync(path, "gzip");
        plain.Headers.Vary.ShouldContain("Accept-Encoding");
        coded.Headers.Vary.ShouldHaveSingleItem().ShouldBe("Accept-Encoding");
        coded.Content.Headers.ContentEncoding.ShouldBe(["gzip"]);
        coded.Headers.ETag.ShouldBe(plain.Headers.ETag);
        await using var body = new GZipStream(await coded.Content.ReadAsStreamAsync(), CompressionMode.Decompress);
        using var text = new StreamReader(body);
        (await text.ReadToEndAsync()).ShouldBe(await plain.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("/hub/flags")]
    [InlineData("/hub/openapi.json")]
    public async Task Tags_of_documents_are_weak_and_recognized(string path)
    {
        using var first = await GetAsync(path, "gzip");
        first.Headers.ETag!.IsWeak.ShouldBeTrue();
        first.Headers.Vary.ShouldContain("Accept-Encoding");
        using var again = await GetAsync(path, known: first.Headers.ETag);
        again.StatusCode.ShouldBe(HttpStatusCode.NotModified);
    }

    [Fact]
    public async Task A_new_token_is_not_compressed_and_not_stored()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/hub/api/tokens")
        {
            Content = new StringContent("""{"name":"coded","role":"viewer"}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("gzip"));
        using var response = await facade.Admin.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.Created);
        response.Content.Headers.ContentEncoding.ShouldBeEmpty();
        response.Headers.CacheControl!.NoStore.ShouldBeTrue();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task What_does_not_say_it_is_JSON_is_415(string? type)
    {
        using var content = new ByteArrayContent("""{"reason":"x"}"""u8.ToArray());
        if (type is not null)
            content.Headers.ContentType = new MediaTypeHeaderValue(type);
        using var response = await facade.Admin.PostAsync("/hub/api/routes/orders.place/rollback", content);
        response.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
    }

    private async Task<HttpResponseMessage> GetAsync(string path, string? coding = null, EntityTagHeaderValue? known = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (coding is not null)
            request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue(coding));
        if (known is not null)
            request.Headers.IfNoneMatch.Add(known);
        return await facade.Admin.SendAsync(request);
    }
}
