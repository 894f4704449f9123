using System.Text.Json;
using Hub.Facade.Cutover;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Admin;

/// <summary>Reads a JSON body of 16 MB at most, or says what is wrong with it and where.</summary>
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

    public static async Task<(T? Body, Refusal? Refused)> ReadAsync<T>(HttpRequest request)
        where T : class
    {
        if (!request.HasJsonContentType())
            return (null, Malformed("The body is JSON; send it as application/json."));
        if (request.ContentLength > MostBytes)
            return (null, TooLarge);
        try
        {
            await using var bounded = new BoundedStream(request.Body, MostBytes);
            return await JsonSerializer.DeserializeAsync<T>(bounded, Strict) is { } body
                ? (body, null)
                : (null, Malformed("$: the body is null."));
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return (null, TooLarge);
        }
        catch (JsonException e)
        {
            return (null, Malformed($"{e.Path ?? "$"}: {Explain(e)}"));
        }
    }

    private static Refusal TooLarge =>
        new(StatusCodes.Status413PayloadTooLarge, $"The body is larger than {MostBytes / 1024 / 1024} MB.");

    private static Refusal Malformed(string why) => new(StatusCodes.Status400BadRequest, why);

    /// <summary>The first sentence: what follows it names the program's types, which are nobody's business.</summary>
    private static string Explain(JsonException e) =>
        e.Message.Contains("missing required properties", StringComparison.Ordinal)
            ? "required members are missing: " + e.Message[(e.Message.LastIndexOf(':') + 1)..].Trim()
            : e.Message.Contains("could not be mapped", StringComparison.Ordinal) ? "no such member"
            : e.InnerException is null ? "not the value that belongs here"
            : "not valid JSON";
}
