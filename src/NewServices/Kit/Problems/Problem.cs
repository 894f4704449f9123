using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Hub.ServiceKit.Problems;

/// <summary>
/// An answer that is an error, as problem+json (RFC 9457). The facade, the adapters, the new services and the hub's own
/// surface all answer with it, so that an error has one shape whichever of them found it.
/// </summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">What happened, for the caller.</param>
public sealed record Problem(int Status, string Detail) : IResult, IStatusCodeHttpResult
{
    /// <summary>The media type.</summary>
    public const string MediaType = "application/problem+json";

    /// <summary>The title of a write of which nobody knows whether it took effect.</summary>
    public const string OutcomeUnknown = "Outcome unknown";

    /// <summary>The detail of a request with <see cref="Errors"/>.</summary>
    public const string HasFaults = "The request has faults; see errors.";

    private const string Untyped = "about:blank";
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Returns the problem of a request with faults, which its detail names as well.</summary>
    public static Problem Malformed(
        IReadOnlyList<ProblemError> errors, int status = StatusCodes.Status400BadRequest) => new(
        status,
        string.Join(" ", errors.Select(e => $"{(e.Path == "$" ? "$" : $"$.{e.Path}")}: {Spelling.EndSentence(e.Detail)}")))
    {
        Errors = errors,
        NothingDone = true,
    };

    /// <summary>Returns the problem of a request that the record's state speaks against; nothing was done.</summary>
    /// <param name="why">What stands in the way.</param>
    public static Problem Conflict(string why) => new(StatusCodes.Status409Conflict, why) { NothingDone = true };

    /// <summary>Returns the problem of a write of which nobody knows whether it took effect.</summary>
    /// <param name="status">502 or 504.</param>
    /// <param name="what">What happened: <c>The store broke off while it committed</c>.</param>
    /// <param name="reference">The request's id, by which the record may be found; null where it has none.</param>
    public static Problem InDoubt(int status, string what, string? reference) => new(
        status,
        $"{what}, and may have carried the request out. The hub does not send it again; look for the record before you do.")
    {
        Title = OutcomeUnknown,
        More = reference is null ? [] : [new("externalReference", reference)],
    };

    /// <summary>A short summary; null takes the status's own phrase.</summary>
    public string? Title { get; init; }

    /// <summary>The faults of the request, each with its path.</summary>
    public IReadOnlyList<ProblemError> Errors { get; init; } = [];

    /// <summary>Further members, in their order.</summary>
    public IReadOnlyList<KeyValuePair<string, JsonNode?>> More { get; init; } = [];

    /// <summary>Whether it is certain that nothing was done, so that the same request may be sent again.</summary>
    public bool NothingDone { get; init; }

    /// <summary>With 401, what the caller is asked for: <c>WWW-Authenticate</c>.</summary>
    public string? Challenge { get; init; }

    /// <summary>When another try may succeed, in whole seconds; null says nothing of it.</summary>
    public TimeSpan? RetryAfter { get; init; }

    int? IStatusCodeHttpResult.StatusCode => Status;

    /// <summary>Answers with it, and leaves it on the context as a feature for whoever looks at the outcome.</summary>
    public Task WriteAsync(HttpContext context)
    {
        context.Features.Set(this);
        var response = context.Response;
        response.StatusCode = Status;
        if (RetryAfter is { } later)
            response.Headers.RetryAfter =
                Math.Max(1, Math.Ceiling(later.TotalSeconds)).ToString("0", CultureInfo.InvariantCulture);
        if (Challenge is not null)
            response.Headers.WWWAuthenticate = Challenge;
        var body = JsonSerializer.SerializeToUtf8Bytes(ToJson(), Plain);
        response.ContentType = MediaType;
        response.ContentLength = body.Length;
        return response.Body.WriteAsync(body, 0, body.Length, context.RequestAborted);
    }

    /// <inheritdoc />
    public Task ExecuteAsync(HttpContext httpContext) => WriteAsync(httpContext);

    /// <summary>The problem as its body says it.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["type"] = Untyped,
            ["title"] = Title ?? ReasonPhrases.GetReasonPhrase(Status),
            ["status"] = Status,
            ["detail"] = Detail,
        };
        if (Errors.Count > 0)
            json["errors"] = new JsonArray(
                [.. Errors.Distinct().Select(e => new JsonObject { ["path"] = e.Path, ["detail"] = e.Detail })]);
        foreach (var (name, value) in More)
            json[name] = value?.DeepClone();
        return json;
    }
}

/// <summary>One fault of a request.</summary>
/// <param name="Path">Where it is, as <c>lines[2].quantity</c>; <c>$</c> for the whole body.</param>
/// <param name="Detail">What is wrong there.</param>
public sealed record ProblemError(string Path, string Detail);
