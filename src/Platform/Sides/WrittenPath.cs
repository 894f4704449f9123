using System.Text;
using Hub.ServiceKit.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Hub.Platform.Sides;

/// <summary>Writes paths by a pattern.</summary>
public static class WrittenPath
{
    /// <summary>Returns the path of a pattern with its values, percent-encoded.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="values">The values, decoded or as a pattern has matched them.</param>
    public static string Of(RoutePattern pattern, RouteValueDictionary values)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        ArgumentNullException.ThrowIfNull(values);
        var target = new StringBuilder();
        foreach (var segment in pattern.PathSegments)
        {
            target.Append('/');
            foreach (var part in segment.Parts)
            {
                target.Append(part switch
                {
                    RoutePatternLiteralPart literal => literal.Content,
                    RoutePatternParameterPart parameter => Encode(parameter, values[parameter.Name]),
                    _ => "",
                });
            }
        }

        return target.Length == 0 ? "/" : target.ToString();
    }

    /// <summary>A value as its route's pattern has it: <c>{**rest}</c> keeps the slashes between its segments.</summary>
    private static string Encode(RoutePatternParameterPart parameter, object? value)
    {
        var text = value?.ToString() ?? "";
        return parameter.EncodeSlashes ? PathText.Encode(text) : PathText.EncodePath(text);
    }
}
