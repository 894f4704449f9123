namespace Hub.Benchmarks.Load;

/// <summary>What the load generator asks for, going round over all routes.</summary>
/// <param name="Path">A format of C: the first %d is the route's number from 1, the second an id.</param>
/// <param name="Routes">How many routes there are.</param>
internal sealed record Requests(string Path, int Routes)
{
    /// <summary>The benchmark plan's routes.</summary>
    public static Requests Of(int routes) => new("/api/r%d/%d", routes);
}
