using System.Text.Json;
using Hub.Platform.Plan;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Hub.Facade.LeftBehind;

/// <summary>
/// Finds the route by which the record that a write has made or changed is read: a GET of the same capability whose path ends
/// with the record's key.
/// </summary>
internal sealed class RecordReads
{
    private readonly (RoutePlan Route, RoutePattern Pattern)[] _reads;

    /// <summary>Takes the routes of a write's capability that read one record on both sides.</summary>
    /// <param name="write">The route that writes.</param>
    public RecordReads(RoutePlan write) => _reads =
    [
        .. (from route in write.Capability.Routes
            where route is { HasLegacy: true, New: not null, Match.Method: "GET" }
                && route.Match is { Query.IsEmpty: true, Headers.IsEmpty: true }
                && (route.Match.Host is null || route.Match.Host == write.Match.Host)
            let pattern = RoutePatternFactory.Parse(route.Match.Path)
            where EndsWithKey(pattern)
            select (Route: route, Pattern: pattern))
            .OrderBy(r => r.Pattern.Parameters.Count).ThenBy(r => r.Route.Id, StringComparer.Ordinal),
    ];

    /// <summary>Whether there is any such route.</summary>
    public bool Any => _reads.Length > 0;

    /// <summary>
    /// Returns the route and the path of a record that an answer or a request names: by the answer's Location, else by the path
    /// of the request; of both also by their beginnings, as <c>/api/orders/7/cancel</c> changes <c>/api/orders/7</c>.
    /// </summary>
    /// <param name="location">The path of the answer's Location, percent-encoded; null for none.</param>
    /// <param name="path">The path of the request, percent-encoded.</param>
    /// <returns>Null where neither names a record.</returns>
    public (RoutePlan Route, string Path)? Find(string? location, string path) => Find(location) ?? Find(path);

    /// <summary>Returns the route and the path of a record whose key an answer's body has.</summary>
    /// <param name="path">The path of the request, percent-encoded.</param>
    /// <param name="body">The answer's body.</param>
    /// <returns>Null where the body has no key that a route reads by.</returns>
    public (RoutePlan Route, string Path)? Find(string path, JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object)
            return null;
        foreach (var (route, pattern) in _reads)
            if (KeyOf(body, pattern.Parameters[^1].Name) is { } key
                && $"{path.TrimEnd('/')}/{Uri.EscapeDataString(key)}" is var named && Matches(pattern, SegmentsOf(named)))
                return (route, named);
        return null;
    }

    private (RoutePlan Route, string Path)? Find(string? path)
    {
        for (var segments = SegmentsOf(path ?? ""); segments.Length > 0; segments = segments[..^1])
            foreach (var (route, pattern) in _reads)
                if (Matches(pattern, segments))
                    return (route, $"/{string.Join('/', segments)}");
        return null;
    }

    private static string? KeyOf(JsonElement body, string name) =>
        body.TryGetProperty(name, out var key) ? key.ValueKind switch
        {
            JsonValueKind.String => TextOf(key) is { Length: > 0 and <= 256 } text ? text : null,
            JsonValueKind.Number => key.GetRawText(),
            _ => null,
        } : null;

    // Half a character, which JSON can escape, names no record.
    private static string? TextOf(JsonElement key)
    {
        try
        {
            return key.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static string[] SegmentsOf(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries);

    private static bool EndsWithKey(RoutePattern pattern) =>
        pattern.PathSegments is [.., { Parts: [RoutePatternParameterPart { IsCatchAll: false }] }]
        && pattern.PathSegments.All(s => s.Parts is [RoutePatternLiteralPart or RoutePatternParameterPart { IsCatchAll: false }])
        // A path with a constraint is left out: a value that does not fit would be answered by the hub, not by a side.
        && pattern.Parameters.All(p => p.ParameterPolicies.Count == 0);

    private static bool Matches(RoutePattern pattern, string[] segments) =>
        pattern.PathSegments.Count == segments.Length
        && pattern.PathSegments.Zip(segments).All(s => s.First.Parts[0] is not RoutePatternLiteralPart literal
            || literal.Content.Equals(Uri.UnescapeDataString(s.Second), StringComparison.OrdinalIgnoreCase));
}
