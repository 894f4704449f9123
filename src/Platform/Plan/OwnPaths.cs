using System.Text;

namespace Hub.Platform.Plan;

/// <summary>The paths of the hub's own surface, which no plan may give to a route or a catch-all.</summary>
public static class OwnPaths
{
    /// <summary>Where callers that speak only SOAP will be answered.</summary>
    public const string Soap = "soap";

    /// <summary>The first segments: <c>hub</c>, <c>systems</c>, <c>soap</c>; in any letter case.</summary>
    public static IReadOnlyList<string> Prefixes { get; } = ["hub", "systems", Soap];

    internal const string Fault = "/hub, /systems and /soap are the hub's own; choose another path";

    internal const string FaultOfAlike = "no request reaches a path whose beginning servers may read as /hub, /systems or /soap: "
        + "it is refused as ambiguous; choose another path";

    /// <summary>
    /// Returns whether servers may read a path as one under a prefix: with a dot or parameters behind the first segment, or
    /// with letters that are only like those of the prefix.
    /// </summary>
    internal static bool IncludeAlike(string path)
    {
        var first = path.TrimStart('/').Split('/')[0].Split(';')[0];
        return !first.Any(char.IsSurrogate) && Include("/" + first.Normalize(NormalizationForm.FormKC).TrimEnd('.', ' '));
    }

    /// <summary>Returns whether a path, decoded and starting with <c>/</c>, is under one of the prefixes.</summary>
    public static bool Include(ReadOnlySpan<char> path)
    {
        if (path.IsEmpty)
            return false;
        var rest = path[1..];
        var first = rest.IndexOf('/') is >= 0 and var end ? rest[..end] : rest;
        foreach (var prefix in Prefixes)
        {
            if (first.Equals(prefix, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }
}
