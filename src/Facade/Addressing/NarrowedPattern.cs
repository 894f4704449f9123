using System.Text;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Hub.Facade.Addressing;

/// <summary>
/// Writes a route's path with plain characters, as <see cref="LookAlikes"/> writes those of a request: <c>/app/Größe</c> is
/// found by <c>/app/Grosse</c>, and so by every spelling that a server may take for it.
/// </summary>
internal static class NarrowedPattern
{
    /// <summary>Returns the pattern, or null where all of its text is plain already.</summary>
    public static RoutePattern? Of(RoutePattern pattern) =>
        pattern.PathSegments.All(s => s.Parts.OfType<RoutePatternLiteralPart>().All(p => Ascii.IsValid(p.Content)))
            ? null
            : RoutePatternFactory.Pattern(
                rawText: null, pattern.PathSegments.Select(s => RoutePatternFactory.Segment(s.Parts.Select(Narrow))));

    private static RoutePatternPart Narrow(RoutePatternPart part) =>
        part is RoutePatternLiteralPart literal && LookAlikes.Narrow(literal.Content) is { Length: > 0 } plain
            ? RoutePatternFactory.LiteralPart(plain)
            : part;
}
