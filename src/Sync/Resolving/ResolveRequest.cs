using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.ServiceKit.Problems;
using Hub.ServiceKit.Requests;
using Microsoft.AspNetCore.Http;

namespace Hub.Sync.Resolving;

/// <summary>How a person wants a conflict resolved.</summary>
/// <param name="Use"><c>legacy</c>, <c>new</c>, or <c>content</c> for the values given.</param>
/// <param name="Content">Fields of the contract with their values; null where a side's are used.</param>
/// <param name="Reason">Why.</param>
internal sealed record ResolveRequest(string Use, JsonObject? Content, string Reason)
{
    private const string Example = """{ "use": "legacy", "reason": "the credit limit was agreed by phone" }""";

    /// <summary>Reads a request; all faults at once.</summary>
    public static async Task<(ResolveRequest? Request, Problem? Fault)> ReadAsync(HttpRequest request)
    {
        var (json, problem) = await RequestBody.ReadAsync(request);
        if (problem is not null)
            return (null, problem);
        (var document, problem) = RequestBody.Parse(json.Span);
        if (problem is not null)
            return (null, problem);
        var body = document.ValueKind == JsonValueKind.Object ? JsonObject.Create(document) : null;
        if (body is null)
            return (null, new Problem(StatusCodes.Status400BadRequest, $"The body is no JSON object, such as {Example}."));
        var (faults, use, reason) = (new List<ProblemError>(), TextOf(body["use"]), TextOf(body["reason"]));
        var content = body["content"] as JsonObject;
        if (body["content"] is not null && content is not { Count: > 0 })
            faults.Add(new("content", "must be an object with the fields to be set, such as { \"creditLimit\": 5000 }"));
        if (content is null && use is not ("legacy" or "new"))
            faults.Add(new("use", "must be legacy or new, unless 'content' gives the values"));
        if (content is not null && use is not (null or "content"))
            faults.Add(new("use", "does not go with 'content'"));
        if (string.IsNullOrWhiteSpace(reason))
            faults.Add(new("reason", "is required"));
        foreach (var name in body.Select(m => m.Key).Where(n => n is not ("use" or "content" or "reason")))
            faults.Add(new(name, "is not known; known are use, content, reason"));
        return faults.Count == 0
            ? (new ResolveRequest(content is null ? use! : "content", content, reason!), null)
            : (null, Problem.Malformed(faults));
    }

    private static string? TextOf(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
