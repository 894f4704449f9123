using Hub.Facade.Answers;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Forwarding;

/// <summary>
/// Knows the fields by which a caller asks a server to act as if another method had been sent. The hub decides by the method of
/// the request line: who may call, whether a request may be repeated, what is counted as a write.
/// </summary>
internal sealed class MethodOverrides
{
    private static readonly MethodOverrides Instance = new();
    private static readonly string[] H = ["X-HTTP-Method", "X-HTTP-Verb"];
    private static readonly string[] M = ["X-Method-Override"];
    private static readonly string[] O = ["X-Override-Method"];

    /// <summary>Returns whether a field is one of them, also with <c>_</c> for <c>-</c>.</summary>
    public static bool Include(string header)
    {
        if (header.Length < 11 || (header[0] | 0x20) != 'x' || header[1] is not ('-' or '_'))
            return false;
        foreach (var name in (header[2] | 0x20) switch { 'h' => H, 'm' => M, 'o' => O, _ => [] })
            if (HubFields.StartsWith(header, name))
                return true;
        return false;
    }

    /// <summary>Notes a value of such a field, unless it is the request's own method, which changes nothing.</summary>
    public static void Note(HttpContext context, string? value)
    {
        if (!string.Equals(value?.Trim(), context.Request.Method, StringComparison.OrdinalIgnoreCase))
            context.Features.Set(Instance);
    }

    /// <summary>Puts in front of an endpoint that a request which names another method is refused.</summary>
    /// <param name="answer">Answers all others.</param>
    /// <param name="forwards">Whether the plan lets a POST name another one (<c>methodOverride: forward</c>).</param>
    public static RequestDelegate Around(RequestDelegate answer, bool forwards) => context =>
        context.Features.Get<MethodOverrides>() is null || (forwards && HttpMethods.IsPost(context.Request.Method))
            ? answer(context)
            : Problems.WriteAsync(
                context,
                StatusCodes.Status400BadRequest,
                $"A header, such as X-HTTP-Method-Override, names another method than {context.Request.Method}, by which the hub "
                + $"decides. Send the request with the method that is meant{(forwards ? ", or as POST" : "")}.");
}
