using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Admin;

/// <summary>Reads a JSON body, or says what is wrong with it and where.</summary>
internal static class JsonBody
{
    // A plan with its contracts is the largest there is.
    private const long MostBytes = 16 * 1024 * 1024;

    // A member that stands twice would mean one thing to whoever reads the request, and another one here.
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerOptions.Web)
    {
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
    };

    public static async Task<(T? Body, string? Malformed)> ReadAsync<T>(HttpRequest request)
        where T : class
    {
        if (!request.HasJsonContentType())
            return (null, "The body is JSON; send it as application/json.");
        if (request.ContentLength > MostBytes)
            return (null, "The body is larger than 16 MB.");
        try
        {
            return await JsonSerializer.DeserializeAsync<T>(request.Body, Strict) is { } body
                ? (body, null)
                : (null, "$: the body is null.");
        }
        catch (JsonException e)
        {
            return (null, $"{e.Path ?? "$"}: {Explain(e)}");
        }
    }

    /// <summary>The first sentence: what follows it names the program's types, which are nobody's business.</summary>
    private static string Explain(JsonException e) =>
        e.Message.Contains("missing required properties", StringComparison.Ordinal)
            ? "required members are missing: " + e.Message[(e.Message.LastIndexOf(':') + 1)..].Trim()
            : e.Message.Contains("could not be mapped", StringComparison.Ordinal) ? "no such member"
            : e.InnerException is null ? "not the value that belongs here"
            : "not valid JSON";
}
