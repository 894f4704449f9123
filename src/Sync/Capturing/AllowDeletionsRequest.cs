using System.Text.Json;
using Hub.ServiceKit.Problems;
using Hub.ServiceKit.Requests;
using Microsoft.AspNetCore.Http;

namespace Hub.Sync.Capturing;

/// <summary>A person knows that records are gone which a system does not list any more.</summary>
/// <param name="Reason">Why.</param>
internal sealed record AllowDeletionsRequest(string Reason)
{
    /// <summary>Reads a request; all faults at once.</summary>
    public static async Task<(AllowDeletionsRequest? Request, Problem? Fault)> ReadAsync(HttpRequest request)
    {
        var (json, problem) = await RequestBody.ReadAsync(request);
        if (problem is not null)
            return (null, problem);
        (var body, problem) = RequestBody.Parse(json.Span);
        if (problem is not null)
            return (null, problem);
        if (body.ValueKind != JsonValueKind.Object)
            return (null, new Problem(
                StatusCodes.Status400BadRequest,
                """The body is no JSON object, such as { "reason": "the old invoices were archived" }."""));
        var faults = body.EnumerateObject().Where(m => m.Name != "reason")
            .Select(m => new ProblemError(m.Name, "is not known; known is reason")).ToList();
        var reason = body.TryGetProperty("reason", out var given) && given.ValueKind == JsonValueKind.String
            ? given.GetString()
            : null;
        if (string.IsNullOrWhiteSpace(reason))
            faults.Add(new("reason", "is required"));
        return faults.Count == 0 ? (new AllowDeletionsRequest(reason!), null) : (null, Problem.Malformed(faults));
    }
}
