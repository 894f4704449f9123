using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Hub.ServiceKit.Hosting;

/// <summary>The values that a pattern took from a path that <see cref="PathText"/> has read.</summary>
public static class PathValues
{
    /// <summary>Why a request is refused whose values are needed and cannot be decoded.</summary>
    public const string Invalid =
        "The path has an invalid percent sequence, or one that is not UTF-8; write a percent sign itself as %25.";

    /// <summary>Why a path is refused whose value for a route is empty or made of dots.</summary>
    public const string NoKey =
        "There is no such record: a segment of the path is empty or made of dots, and no record is found by such a key; where "
        + "one has it, a filter of the list finds it.";

    /// <summary>
    /// Returns the values decoded, the same object where there is nothing to decode; null where that is impossible.
    /// </summary>
    public static RouteValueDictionary? Decode(RouteValueDictionary values)
    {
        RouteValueDictionary? changed = null;
        foreach (var (name, value) in values)
        {
            if (value is not string text)
                continue;
            if (!PathText.TryDecode(text, out var decoded))
                return null;
            if (!ReferenceEquals(text, decoded))
                (changed ??= new RouteValueDictionary(values))[name] = decoded;
        }

        return changed ?? values;
    }

    /// <summary>Decodes the values of the endpoint found, for its handler to bind; 400 where that is impossible.</summary>
    public static Task DecodeAsync(HttpContext context, RequestDelegate next)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(next);
        var values = context.Request.RouteValues;
        if (values.Count == 0)
            return next(context);
        if (Decode(values) is not { } decoded)
            return RefuseAsync(context);
        if (!ReferenceEquals(values, decoded))
            context.Request.RouteValues = decoded;
        return next(context);
    }

    /// <summary>Answers 400.</summary>
    public static Task RefuseAsync(HttpContext context) =>
        TypedResults.Problem(Invalid, statusCode: StatusCodes.Status400BadRequest).ExecuteAsync(context);
}
