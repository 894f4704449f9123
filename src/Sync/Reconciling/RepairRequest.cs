using System.Text.Json;
using Hub.ServiceKit.Problems;
using Hub.Sync.Searching;
using Microsoft.AspNetCore.Http;

namespace Hub.Sync.Reconciling;

/// <summary>A person wants drift repaired.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Force">Whether that is meant although one side lacks so many records that it may be broken.</param>
internal sealed record RepairRequest(string Reason, bool Force = false)
{
    /// <summary>Reads a request; all faults at once.</summary>
    public static async Task<(RepairRequest? Request, Problem? Fault)> ReadAsync(HttpRequest request)
    {
        var body = await ActBody.ReadAsync(request, """{ "reason": "a script wrote past the outbox" }""", "reason", "force");
        if (body.Problem is not null)
            return (null, body.Problem);
        var reason = body.Reason(required: true);
        var force = body.Json["force"]?.GetValueKind();
        if (force is not (null or JsonValueKind.True or JsonValueKind.False))
            body.Faults.Add(new("force", "must be true or false"));
        return body.Faults.Count == 0
            ? (new RepairRequest(reason!, force == JsonValueKind.True), null)
            : (null, Problem.Malformed(body.Faults));
    }
}
