namespace Hub.Platform.Plan;

/// <summary>The paths of the hub's own surface, which no plan may give to a route or a catch-all.</summary>
public static class OwnPaths
{
    /// <summary>The first segments: <c>hub</c>, <c>systems</c>, <c>soap</c>; in any letter case.</summary>
    public static IReadOnlyList<string> Prefixes { get; } = ["hub", "systems", "soap"];

    internal const string Fault = "/hub, /systems and /soap are the hub's own; choose another path";

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
