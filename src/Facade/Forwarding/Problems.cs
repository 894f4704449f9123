using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Forwarding;

/// <summary>Answers the hub makes itself, as problem+json (RFC 9457).</summary>
internal static class Problems
{
    public static Task WriteAsync(HttpContext context, int status, string detail) =>
        TypedResults.Problem(detail, statusCode: status).ExecuteAsync(context);
}
