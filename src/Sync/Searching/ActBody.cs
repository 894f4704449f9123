using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Platform.Identity;
using Hub.ServiceKit.Problems;
using Hub.ServiceKit.Requests;
using Microsoft.AspNetCore.Http;

namespace Hub.Sync.Searching;

/// <summary>The body of a request that has something done to parked changes or conflicts, and what is wrong with it.</summary>
/// <param name="Json">The body; empty where there is none.</param>
/// <param name="Problem">Why it cannot be read at all; null where it can.</param>
/// <param name="Faults">What is wrong with its members.</param>
internal sealed record ActBody(JsonObject Json, Problem? Problem, List<ProblemError> Faults)
{
    /// <summary>Reads a body, and finds members that are not known.</summary>
    /// <param name="request">The request.</param>
    /// <param name="example">A body that would be right.</param>
    /// <param name="known">The members that are known.</param>
    public static async Task<ActBody> ReadAsync(HttpRequest request, string example, params string[] known)
    {
        var (json, problem) = await RequestBody.ReadAsync(request);
        if (problem is not null)
            return new([], problem, []);
        (var document, problem) = RequestBody.Parse(json.Span);
        if (problem is not null)
            return new([], problem, []);
        var body = document.ValueKind == JsonValueKind.Object ? JsonObject.Create(document) : null;
        return body is null
            ? new([], new Problem(StatusCodes.Status400BadRequest, $"The body is no JSON object, such as {example}."), [])
            : new(body, null, [
                .. body.Where(m => !known.Contains(m.Key, StringComparer.Ordinal))
                    .Select(m => new ProblemError(m.Key, $"is not known; known are {string.Join(", ", known)}")),
            ]);
    }

    /// <summary>Returns a member that is text, or null.</summary>
    public string? Text(string name) =>
        Json[name] is JsonValue value && value.TryGetValue<string>(out var text) && text.Length > 0 ? text : null;

    /// <summary>Returns why it is asked for; a reason that is missing or too long is a fault.</summary>
    public string? Reason(bool required)
    {
        var reason = Text("reason");
        if (required && string.IsNullOrWhiteSpace(reason))
            Faults.Add(new("reason", "is required"));
        else if (reason is null && Json["reason"] is not null)
            Faults.Add(new("reason", "must be a text"));
        else if (reason?.Length > AuditTexts.LongestReason)
            Faults.Add(new("reason", $"has {reason.Length} characters; at most {AuditTexts.LongestReason} are taken"));
        return reason;
    }
}
