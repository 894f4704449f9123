using Hub.Platform.Surface;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Hub.Facade.Forwarding;

/// <summary>
/// Keeps what the hub itself has said in an answer's headers where the rest, a side's, cannot be passed on: the forwarder then
/// clears them all.
/// </summary>
internal sealed class OwnHeaders(List<KeyValuePair<string, StringValues>> headers)
{
    /// <summary>Keeps the headers of a response that do not come from a side's answer.</summary>
    public static void Keep(HttpContext context, HttpResponseMessage answer) => context.Features.Set(new OwnHeaders(
    [
        .. context.Response.Headers.Where(h => HubFields.Include(h.Key)
            || !(answer.Headers.NonValidated.Contains(h.Key) || answer.Content.Headers.NonValidated.Contains(h.Key))),
    ]));

    /// <summary>Writes back what was kept, and in any case which request it was.</summary>
    public static void Restore(HttpContext context)
    {
        if (context.Response.HasStarted)
            return;
        context.Features.Get<OwnHeaders>()?.Restore(context.Response.Headers);
        context.Features.Set<OwnHeaders>(null);
        context.Response.Headers[HubHeaders.RequestId] = context.TraceIdentifier;
    }

    private void Restore(IHeaderDictionary response)
    {
        foreach (var (name, values) in headers)
            response[name] = values;
    }
}
