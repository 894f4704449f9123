using System.Net;
using System.Text;
using System.Text.Json;

namespace Hub.Contract.Tests;

/// <summary>What a side answered, read once.</summary>
public sealed record Answer(HttpStatusCode Status, string? MediaType, Uri? Location, string Text)
{
    public JsonElement Json => JsonDocument.Parse(Text).RootElement;

    public static async Task<Answer> GetAsync(HttpClient client, string path) =>
        await OfAsync(await client.GetAsync(new Uri(path, UriKind.Relative)));

    public static async Task<Answer> PostAsync(HttpClient client, string path, string json)
    {
        using var body = new StringContent(json, Encoding.UTF8, "application/json");
        return await OfAsync(await client.PostAsync(new Uri(path, UriKind.Relative), body));
    }

    public Answer ShouldBeJson(HttpStatusCode status)
    {
        Status.ShouldBe(status, Text);
        MediaType.ShouldBe("application/json");
        ShouldHaveNoNulls(Json, "$");
        return this;
    }

    /// <summary>RFC 9457, naming the paths, and telling nothing of the inside.</summary>
    public Answer ShouldBeProblem(HttpStatusCode status, params IEnumerable<string> paths)
    {
        Status.ShouldBe(status, Text);
        MediaType.ShouldBe("application/problem+json");
        Json.GetProperty("status").GetInt32().ShouldBe((int)status);
        Json.GetProperty("title").GetString().ShouldNotBeNullOrWhiteSpace();
        Text.ShouldNotContain("Exception");
        Text.ShouldNotContain("   at ");
        foreach (var path in paths)
            Text.ShouldContain(path, Case.Sensitive);
        return this;
    }

    private static async Task<Answer> OfAsync(HttpResponseMessage response)
    {
        using (response)
        {
            return new Answer(
                response.StatusCode,
                response.Content.Headers.ContentType?.MediaType,
                response.Headers.Location,
                await response.Content.ReadAsStringAsync());
        }
    }

    private static void ShouldHaveNoNulls(JsonElement element, string path)
    {
        element.ValueKind.ShouldNotBe(JsonValueKind.Null, path);
        if (element.ValueKind == JsonValueKind.Array)
            foreach (var (index, item) in element.EnumerateArray().Index())
                ShouldHaveNoNulls(item, $"{path}[{index}]");
        else if (element.ValueKind == JsonValueKind.Object)
            foreach (var member in element.EnumerateObject())
                ShouldHaveNoNulls(member.Value, $"{path}.{member.Name}");
    }
}
