using System.Text.Json.Nodes;
using Hub.Adapters.Calls;
using Hub.ServiceKit.Problems;
using Hub.ServiceKit.Requests;
using Hub.Soap.Shapes;
using Microsoft.AspNetCore.Http;

namespace Hub.Adapters.Resources;

/// <summary>
/// Finds out what a request is about to replace, where its resource has a <c>current</c> call, and whether it may:
/// <c>If-Match</c> and <c>If-None-Match</c> (RFC 9110, 13), and fields that must stay as they are.
/// </summary>
internal sealed class Preconditions(IdentityTranslation identities)
{
    /// <returns>Why not; null when nothing stands against it, and then the document has the source <c>current</c>.</returns>
    public async Task<Problem?> CheckAsync(
        SystemCalls calls, Resource resource, JsonObject document, AskedResource asked, CancellationToken cancellation)
    {
        if (resource.Call.Current is not { } call)
            return null;
        // The caller's own faults first: the system need not be asked to find them.
        if (calls.Check(resource.Call, document, strict: true) is { Count: > 0 } faults)
            return ResourceProblems.Of(new RequestInvalid(faults), calls.System, resource, write: false, asked.Request);
        var outcome = await calls.RunAsync(call, document, strict: false, cancellation);
        if (outcome is not Answered { Content: var current })
            return ResourceProblems.Of(outcome, calls.System, resource, write: false, asked.Request);
        document[MappedCall.CurrentSource] = current;
        return current[MappedCall.CurrentContent] is JsonObject content
            ? await CompareAsync(asked.Headers, resource, content.DeepClone().AsObject(), document)
            : null;
    }

    private async Task<Problem?> CompareAsync(
        IHeaderDictionary headers, Resource resource, JsonObject content, JsonObject document)
    {
        await identities.ToPublicAsync(resource, content);
        var tag = resource.Tagged ? EntityTag.Of(content) : null;
        // If-None-Match: * says that there must be no record, which needs no tag to tell.
        if ((tag is not null && !EntityTag.Holds(headers.IfMatch, tag)) || EntityTag.IsKnown(headers.IfNoneMatch, tag ?? ""))
            return new Problem(
                StatusCodes.Status412PreconditionFailed, "The record is not as the request expects it; read it again.");
        var body = document["body"] as JsonObject;
        var changed = resource.Call.In.Keeps
            .Where(name => body?.ContainsKey(name) == true && !JsonNode.DeepEquals(body[name], content[name]))
            .ToList();
        return changed.Count == 0 ? null : RequestFaults.Of(changed.Select(name =>
            new DocumentError([new DocumentStep("body"), new DocumentStep(name)], "cannot be changed")));
    }
}
