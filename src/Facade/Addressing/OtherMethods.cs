using Hub.Facade.Answers;
using Hub.Facade.Cors;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Addressing;

/// <summary>
/// Answers a method that nothing at a path takes: OPTIONS with what does (RFC 9110, 9.3.7), any other with 405 (15.5.6).
/// </summary>
internal sealed class OtherMethods(CorsAnswers cors)
{
    private static readonly string[] Known = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];

    /// <summary>What is told of a server as a whole (<c>OPTIONS *</c>).</summary>
    public static string All { get; } = string.Join(", ", [.. Known, HttpMethods.Options]);

    /// <summary>Answers a request to a path that has claims, none of them for its method.</summary>
    public Task AnswerAsync(HttpContext context, IReadOnlyList<PathClaim> claims)
    {
        var methods = claims.SelectMany(c => c.Methods).Distinct(StringComparer.OrdinalIgnoreCase)
            .OrderBy(m => Array.IndexOf(Known, m)).Append(HttpMethods.Options).ToList();
        var allow = string.Join(", ", methods);
        context.Response.Headers.Allow = allow;
        var claim = PathClaim.First(claims, CorsAnswers.MethodAskedFor(context.Request) ?? context.Request.Method);
        if (claim?.Route?.Route.Capability.Cors is { } plan)
        {
            if (CorsAnswers.IsPreflight(context.Request))
                return cors.AnswerPreflight(context, plan, methods);
            cors.Prepare(context, plan);
        }

        // An endpoint of the hub's own that has the method takes bodies of another type.
        if (claims.Any(c => c.Route is null && c.Methods.Contains(context.Request.Method, StringComparer.OrdinalIgnoreCase)))
            return Problems.WriteAsync(
                context,
                StatusCodes.Status415UnsupportedMediaType,
                $"{RequestTarget.PathOf(context)} takes no body of {context.Request.ContentType ?? "no type"}; "
                + "send application/json, and say so by Content-Type.");
        if (!HttpMethods.IsOptions(context.Request.Method))
            return Problems.WriteAsync(
                context,
                StatusCodes.Status405MethodNotAllowed,
                $"{context.Request.Method} is not a method of {RequestTarget.PathOf(context)}; these are: {allow}.");
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }
}
