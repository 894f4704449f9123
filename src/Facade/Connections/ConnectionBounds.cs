namespace Hub.Facade.Connections;

/// <summary>
/// How many connections there may be at once. Each takes a descriptor, and a process that has none left cannot go on.
/// </summary>
/// <param name="Callers">Those of callers, WebSockets included.</param>
/// <param name="OwnSurface">Those beyond, on which only the hub's own surface is answered.</param>
/// <param name="Sides">Those to all sides together, idle ones included.</param>
/// <param name="EachSide">Those to one side.</param>
public sealed record ConnectionBounds(int Callers, int OwnSurface, int Sides, int EachSide)
{
    private const int MostByDefault = 10_000;
    private const int Fewest = 16;

    // Stores, systems, the bus, files.
    private const int Rest = 384;

    /// <summary>No bounds.</summary>
    public static ConnectionBounds None { get; } = new(int.MaxValue, 0, int.MaxValue, int.MaxValue);

    /// <summary>Returns the bounds for a number of connections of callers.</summary>
    /// <param name="callers">The number; null for a third of the descriptors beyond 384, 10,000 at most.</param>
    /// <param name="descriptors">How many descriptors the process may have; null where there is no limit.</param>
    public static ConnectionBounds Of(int? callers, long? descriptors)
    {
        var most = callers ?? (int)Math.Clamp(((descriptors ?? long.MaxValue) - Rest) / 3, Fewest, MostByDefault);
        return new ConnectionBounds(most, Math.Clamp(most / 8, 4, 32), checked(2 * most), most);
    }

    /// <summary>Returns how many descriptors a number of connections of callers takes.</summary>
    public static long DescriptorsFor(int callers) => (3L * callers) + Rest;
}
