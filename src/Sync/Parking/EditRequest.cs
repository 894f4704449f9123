using System.Text.Json.Nodes;
using Hub.ServiceKit.Problems;
using Hub.Sync.Searching;
using Microsoft.AspNetCore.Http;

namespace Hub.Sync.Parking;

/// <summary>Values that a person gives a parked change.</summary>
/// <param name="Content">Fields of the contract with their values.</param>
/// <param name="Reason">Why.</param>
internal sealed record EditRequest(JsonObject Content, string Reason)
{
    private const string Example = """{ "content": { "creditLimit": 5000 }, "reason": "a typing error" }""";

    /// <summary>Reads a request; all faults at once.</summary>
    public static async Task<(EditRequest? Request, Problem? Fault)> ReadAsync(HttpRequest request)
    {
        var body = await ActBody.ReadAsync(request, Example, "content", "reason");
        if (body.Problem is not null)
            return (null, body.Problem);
        var content = body.Json["content"] as JsonObject;
        if (content is not { Count: > 0 })
            body.Faults.Add(new("content", "must be an object with the fields to be set, such as { \"creditLimit\": 5000 }"));
        var reason = body.Reason(required: true);
        return body.Faults.Count == 0
            ? (new EditRequest(content!, reason!), null)
            : (null, Problem.Malformed(body.Faults));
    }
}
