using Hub.ServiceKit.Problems;
using Hub.Sync.Searching;
using Microsoft.AspNetCore.Http;

namespace Hub.Sync.Batches;

/// <summary>What is asked for beside the search.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Use">The side whose values both sides get, where conflicts are resolved.</param>
internal sealed record BatchRequest(string Reason, string? Use = null)
{
    /// <summary>Reads a request; all faults at once.</summary>
    public static async Task<(BatchRequest? Request, Problem? Fault)> ReadAsync(HttpRequest request, string act)
    {
        var resolves = act == ResolvingMany.Name;
        var body = resolves
            ? await ActBody.ReadAsync(request, """{ "use": "legacy", "reason": "the CRM was right" }""", "use", "reason")
            : await ActBody.ReadAsync(request, """{ "reason": "made again by hand" }""", "reason");
        if (body.Problem is not null)
            return (null, body.Problem);
        var use = body.Text("use");
        if (resolves && use is not ("legacy" or "new"))
            body.Faults.Add(new("use", "must be legacy or new; other values are given to one conflict at a time"));
        var reason = body.Reason(required: true);
        return body.Faults.Count == 0
            ? (new BatchRequest(reason!, use), null)
            : (null, Problem.Malformed(body.Faults));
    }
}
