namespace Hub.Facade.Evidence;

/// <summary>How many requests of one shape there were.</summary>
/// <param name="Seen">How many, whether or not they were compared.</param>
/// <param name="Compared">How many of them both sides have answered.</param>
internal sealed record ShapeCounts(long Seen, long Compared)
{
    /// <summary>None.</summary>
    public static ShapeCounts None { get; } = new(0, 0);

    /// <summary>Returns both together.</summary>
    public ShapeCounts Plus(ShapeCounts other) => new(Seen + other.Seen, Compared + other.Compared);
}

/// <summary>A shape of a route's requests, and how much of it was compared.</summary>
/// <param name="Shape">
/// The form of each value in the path and the names of the query parameters: <c>id=A-9 ?limit&amp;status</c>; empty for requests
/// without parameters.
/// </param>
/// <param name="Seen">How many requests there were of it.</param>
/// <param name="Compared">How many of them both sides have answered.</param>
internal sealed record CoveredShape(string Shape, long Seen, long Compared);
