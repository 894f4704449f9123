using System.Net;
using System.Text;
using System.Text.Json;

namespace Hub.Contract.Tests;

/// <summary>What a side answered, read once.</summary>
public sealed record Answer(HttpStatusCode Status, string? MediaType, Uri? Location, string Text)
{
    private static readonly string[] OfStructure =
    [
        "is required", "cannot be set", "must be an object", "must be an array", "is given more than once",
        "needs at least 1 entry", "is nested deeper than 64 levels", "is not valid JSON", "is not Unicode text",
        "has the character U+0000",
    ];

    public string? ETag { get; init; }

    public JsonElement Json => JsonDocument.Parse(Text).RootElement;

    public static async Task<Answer> GetAsync(HttpClient client, string path) =>
        await OfAsync(await client.GetAsync(new Uri(path, UriKind.Relative)));

    /// <param name="client">Asks the side.</param>
    /// <param name="path">Where it goes.</param>
    /// <param name="json">The order, or nothing.</param>
    /// <param name="condition">A header such as <c>If-Match</c>, and its value.</param>
    public static async Task<Answer> PostAsync(
        HttpClient client, string path, string json, (string Header, string Value)? condition = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative));
        request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        if (condition is { } given)
            request.Headers.TryAddWithoutValidation(given.Header, given.Value);
        return await OfAsync(await client.SendAsync(request));
    }

    /// <param name="client">Asks the side.</param>
    /// <param name="json">The customer, order …</param>
    /// <param name="path">Where it stands.</param>
    /// <param name="condition">A header such as <c>If-Match</c>, and its value.</param>
    public static async Task<Answer> PutAsync(
        HttpClient client, string path, string json, (string Header, string Value)? condition = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, new Uri(path, UriKind.Relative));
        request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        if (condition is { } given)
            request.Headers.TryAddWithoutValidation(given.Header, given.Value);
        return await OfAsync(await client.SendAsync(request));
    }

    /// <param name="client">Asks the side.</param>
    /// <param name="path">Where the record stands.</param>
    /// <param name="condition">A header such as <c>If-Match</c>, and its value.</param>
    public static async Task<Answer> DeleteAsync(
        HttpClient client, string path, (string Header, string Value)? condition = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, new Uri(path, UriKind.Relative));
        if (condition is { } given)
            request.Headers.TryAddWithoutValidation(given.Header, given.Value);
        return await OfAsync(await client.SendAsync(request));
    }

    /// <summary>A read by who has the representation of that tag already.</summary>
    public static async Task<Answer> GetAsync(HttpClient client, string path, string ifNoneMatch)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        request.Headers.TryAddWithoutValidation("If-None-Match", ifNoneMatch);
        return await OfAsync(await client.SendAsync(request));
    }

    /// <param name="status">What it must be.</param>
    /// <param name="nullable">The members that may be null.</param>
    public Answer ShouldBeJson(HttpStatusCode status, params IReadOnlyList<string> nullable)
    {
        Status.ShouldBe(status, Text);
        MediaType.ShouldBe("application/json");
        ShouldHaveNoNulls(Json, "$", nullable);
        return this;
    }

    /// <summary>The faults that a problem lists.</summary>
    public IReadOnlyList<(string Path, string Detail)> Errors => Json.TryGetProperty("errors", out var errors)
        ? [.. errors.EnumerateArray().Select(e => (e.GetProperty("path").GetString()!, e.GetProperty("detail").GetString()!))]
        : [];

    /// <summary>RFC 9457 as the published contract has it, naming the paths, and telling nothing of the inside.</summary>
    public Answer ShouldBeProblem(HttpStatusCode status, params IEnumerable<string> paths)
    {
        Status.ShouldBe(status, Text);
        MediaType.ShouldBe("application/problem+json");
        Json.EnumerateObject().Select(m => m.Name).Take(4).ShouldBe(["type", "title", "status", "detail"]);
        Json.EnumerateObject().Select(m => m.Name).Skip(4).Except(["errors", "externalReference", "lookup"]).ShouldBeEmpty();
        Json.GetProperty("type").GetString().ShouldBe("about:blank");
        Json.GetProperty("status").GetInt32().ShouldBe((int)status);
        Json.GetProperty("title").GetString().ShouldNotBeNullOrWhiteSpace();
        Json.GetProperty("detail").GetString().ShouldNotBeNullOrWhiteSpace();
        Text.ShouldNotContain("Exception");
        Text.ShouldNotContain("   at ");
        Errors.ShouldBeUnique();
        Errors.ShouldAllBe(e => e.Path.Length > 0 && e.Detail.Length > 0);
        foreach (var path in paths)
            Errors.Select(e => e.Path).ShouldContain(path.Length == 0 ? "$" : path, Text);
        return this;
    }

    /// <summary>
    /// What another side says of the same request: the same members, and faults at the same places. What is wrong with a value
    /// each side says in its own words, as one knows its range and the other its type; all else they say in the same.
    /// </summary>
    public void ShouldBeTheProblem(Answer other)
    {
        other.Json.EnumerateObject().Select(m => m.Name).ShouldBe(Json.EnumerateObject().Select(m => m.Name));
        foreach (var member in Json.EnumerateObject().Where(m => m.Name != "errors"))
            other.Json.GetProperty(member.Name).GetRawText().ShouldBe(member.Value.GetRawText());
        other.Errors.Select(e => e.Path).Order().ShouldBe(Errors.Select(e => e.Path).Order());
        other.Errors.Where(IsOfStructure).Order().ShouldBe(Errors.Where(IsOfStructure).Order());

        static bool IsOfStructure((string Path, string Detail) error) => OfStructure.Any(error.Detail.StartsWith);
    }

    private static async Task<Answer> OfAsync(HttpResponseMessage response)
    {
        using (response)
        {
            return new Answer(
                response.StatusCode,
                response.Content.Headers.ContentType?.MediaType,
                response.Headers.Location,
                await response.Content.ReadAsStringAsync())
            {
                ETag = response.Headers.TryGetValues("ETag", out var tags) ? tags.Single() : null,
            };
        }
    }

    private static void ShouldHaveNoNulls(JsonElement element, string path, IReadOnlyList<string> nullable)
    {
        element.ValueKind.ShouldNotBe(JsonValueKind.Null, path);
        if (element.ValueKind == JsonValueKind.Array)
            foreach (var (index, item) in element.EnumerateArray().Index())
                ShouldHaveNoNulls(item, $"{path}[{index}]", nullable);
        else if (element.ValueKind == JsonValueKind.Object)
            foreach (var member in element.EnumerateObject())
                if (member.Value.ValueKind != JsonValueKind.Null || !nullable.Contains(member.Name))
                    ShouldHaveNoNulls(member.Value, $"{path}.{member.Name}", nullable);
    }
}
