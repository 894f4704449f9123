using System.Globalization;
using System.Text.Json.Nodes;
using Hub.Adapters.Shapes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Hub.Adapters.Resources;

/// <summary>An answer that is an error, as problem+json (RFC 9457).</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">What happened, for the caller.</param>
internal sealed record Problem(int Status, string Detail)
{
    /// <summary>Null takes the status's own phrase.</summary>
    public string? Title { get; init; }

    /// <summary>The faults of the request, each with its path in the contract.</summary>
    public IReadOnlyList<DocumentError> Errors { get; init; } = [];

    /// <summary>The system's own fault, for callers that speak in its terms; or null.</summary>
    public JsonObject? Fault { get; init; }

    /// <summary>Whether it is sure that nothing was done.</summary>
    public bool NothingDone { get; init; }

    public string? ExternalReference { get; init; }

    public string? Lookup { get; init; }

    /// <summary>With 401, what the caller is asked for: <c>WWW-Authenticate</c>.</summary>
    public string? Challenge { get; init; }

    /// <summary>When it may be worth another try: whole seconds; null says nothing of it.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public static Task WriteAsync(HttpContext context, Problem problem)
    {
        context.Features.Set(problem);
        context.Response.StatusCode = problem.Status;
        if (problem.RetryAfter is { } later)
            context.Response.Headers.RetryAfter = later.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
        if (problem.Challenge is not null)
            context.Response.Headers.WWWAuthenticate = problem.Challenge;
        return ContractJson.WriteAsync(context.Response, "application/problem+json", problem.ToJson());
    }

    /// <summary>The problem as its body says it.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["title"] = Title ?? ReasonPhrases.GetReasonPhrase(Status),
            ["status"] = Status,
            ["detail"] = Detail,
        };
        if (Errors.Count > 0)
            json["errors"] = new JsonArray(
                [.. Errors.Select(e => new JsonObject { ["path"] = Path(e), ["detail"] = e.Problem })]);
        if (Fault is not null)
            json["fault"] = Fault;
        if (ExternalReference is not null)
            json["externalReference"] = ExternalReference;
        if (Lookup is not null)
            json["lookup"] = Lookup;
        return json;
    }

    // A body's path is what the caller wrote; the other sources are told apart by their root.
    private static string Path(DocumentError error) =>
        DocumentError.Show(error.Path is [{ Property: "body", Index: null }, _, ..] ? error.Path[1..] : error.Path);
}
