using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Hub.Facade.OwnWrites;

/// <summary>
/// The names by which a record that was written is known again when it is read: its cohort key, and each path that ends with a
/// key. A list has no name.
/// </summary>
internal sealed class RecordNames
{
    // Nobody fills the store with longer ones.
    private const int Longest = 256;

    private readonly (int Length, bool IsRest)[] _paths;

    /// <summary>Takes a route's paths apart.</summary>
    /// <param name="pattern">The route's path as the plan writes it: <c>/api/orders/{id}/lines</c>.</param>
    public RecordNames(string pattern)
    {
        var segments = RoutePatternFactory.Parse(pattern).PathSegments;
        _paths =
        [
            .. from at in Enumerable.Range(0, segments.Count)
                from part in segments[at].Parts.OfType<RoutePatternParameterPart>().Take(1)
                select (at + 1, part.IsCatchAll),
        ];
    }

    /// <summary>Returns the names of the records that a request of the route writes or reads, without duplicates.</summary>
    /// <param name="key">The request's cohort key, or null.</param>
    /// <param name="path">The request's path, decoded.</param>
    public List<string> Of(string? key, PathString path)
    {
        List<string> names = [];
        if (key is { Length: > 0 and <= Longest })
            names.Add($"={key}");
        foreach (var (length, isRest) in _paths)
            if (Start(path.Value ?? "", isRest ? int.MaxValue : length) is { Length: > 0 and <= Longest } name)
                names.Add(name);
        return names;
    }

    /// <summary>Returns the path in an answer's <c>Location</c>, which names the record; null where there is none.</summary>
    public static string? OfLocation(string? location) =>
        location is { Length: > 0 } && Uri.TryCreate(new Uri("http://hub"), location, out var uri)
        && PathString.FromUriComponent(uri).Value?.TrimEnd('/') is { Length: > 0 and <= Longest } path
            ? path
            : null;

    /// <summary>Returns what may be the record's key, by one of its names.</summary>
    public static string KeyOf(string name) => name[0] == '=' ? name[1..] : name[(name.LastIndexOf('/') + 1)..];

    /// <summary>Returns the first segments of a path; an empty text where the path has fewer than asked for.</summary>
    private static string Start(string path, int segments)
    {
        path = path.TrimEnd('/');
        var end = 0;
        var n = 0;
        for (; n < segments && end < path.Length; n++)
            end = path.IndexOf('/', end + 1) is var next and > 0 ? next : path.Length;
        return n == segments || segments == int.MaxValue ? path[..end] : "";
    }
}
