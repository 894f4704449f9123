using Hub.Platform.Telemetry;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Forwarding;

/// <summary>
/// Gives every request the hub's own id and drops what only the hub may say: <c>X-Hub-*</c> and <c>X-Forwarded-*</c>
/// from outside are anyone's claim.
/// </summary>
internal sealed class RequestIdentity(RequestDelegate next, RequestIds ids)
{
    public const string Header = "X-Hub-Request-Id";

    public Task InvokeAsync(HttpContext context)
    {
        var headers = context.Request.Headers;
        List<string>? claims = null;
        foreach (var header in headers)
        {
            if (IsUntrusted(header.Key))
                (claims ??= []).Add(header.Key);
        }

        claims?.ForEach(claim => headers.Remove(claim));
        var id = ids.Next();
        context.TraceIdentifier = id;
        RequestScope.Begin(id, headers.TraceParent);
        context.Response.Headers[Header] = id;
        return next(context);
    }

    private static bool IsUntrusted(string header) =>
        header.StartsWith("X-Hub-", StringComparison.OrdinalIgnoreCase) || header.StartsWith("X-Forwarded-", StringComparison.OrdinalIgnoreCase);
}
