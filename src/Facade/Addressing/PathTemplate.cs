using Microsoft.AspNetCore.Routing.Patterns;

namespace Hub.Facade.Addressing;

/// <summary>A route's path as OpenAPI writes it: parameters by name, without constraints.</summary>
/// <param name="Shape">The path with its parameters' names left out: what two paths with it claim is the same.</param>
/// <param name="Names">The parameters in their order.</param>
internal sealed record PathTemplate(string Shape, IReadOnlyList<string> Names)
{
    public static PathTemplate Of(string pattern)
    {
        var parsed = RoutePatternFactory.Parse(pattern);
        var segments = parsed.PathSegments.Select(s => string.Concat(s.Parts.Select(p => p switch
        {
            RoutePatternLiteralPart literal => literal.Content,
            RoutePatternSeparatorPart separator => separator.Content,
            _ => "{}",
        })));
        return new PathTemplate("/" + string.Join('/', segments), [.. parsed.Parameters.Select(p => p.Name)]);
    }

    /// <summary>The path with these names, or its own.</summary>
    public string With(IReadOnlyList<string> names)
    {
        var (at, pieces) = (0, Shape.Split("{}"));
        return string.Concat(pieces.Select((piece, index) => index == 0 ? piece : $"{{{names[at++]}}}{piece}"));
    }
}
