using Hub.Platform.Telemetry;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Forwarding;

/// <summary>
/// Gives every request the hub's own id and drops what only the hub may say: <c>X-Hub-*</c> and <c>X-Forwarded-*</c>
/// from outside are anyone's claim.
/// </summary>
internal sealed class RequestIdentity(RequestDelegate next)
{
    public const string Header = "X-Hub-Request-Id";
    private static readonly string[] Untrusted = ["X-Hub-", "X-Forwarded-"];

    public Task InvokeAsync(HttpContext context)
    {
        var headers = context.Request.Headers;
        List<string>? claims = null;
        foreach (var header in headers)
        {
            if (Array.Exists(Untrusted, prefix => header.Key.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)))
                (claims ??= []).Add(header.Key);
        }

        claims?.ForEach(claim => headers.Remove(claim));
        // Ordered by time, so that what is stored under it stays together.
        var id = Guid.CreateVersion7().ToString("N");
        context.TraceIdentifier = id;
        RequestScope.Begin(id);
        context.Response.Headers[Header] = id;
        return next(context);
    }
}
