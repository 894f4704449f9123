namespace Hub.Platform.Nodes;

/// <summary>A process of this hub, as the store knows it.</summary>
/// <param name="Id">Its own for each start.</param>
/// <param name="Name">For people: machine and process.</param>
/// <param name="Address">Where its own surface is; empty before it listens.</param>
/// <param name="Roles">The parts it runs.</param>
/// <param name="Version">The program's version.</param>
/// <param name="StartedAt">When it started.</param>
/// <param name="Live">Whether its lease holds, by the store's clock.</param>
/// <param name="Revision">The revision it serves.</param>
/// <param name="Draining">Route → requests in flight that were decided by an earlier revision.</param>
/// <param name="Problem">Why it is not ready, or null.</param>
public sealed record Node(
    string Id,
    string Name,
    string Address,
    string Roles,
    string Version,
    DateTimeOffset StartedAt,
    bool Live,
    long Revision,
    IReadOnlyDictionary<string, int> Draining,
    string? Problem = null);

/// <summary>What this process is, for the others to know.</summary>
/// <param name="Roles">The parts it runs.</param>
/// <param name="Address">Where its own surface is, asked for again and again; empty until it listens.</param>
public sealed record ThisNode(string Roles, Func<string> Address)
{
    /// <summary>A process that no other knows of.</summary>
    public static ThisNode Alone { get; } = new("", () => "");

    /// <summary>Its own for each start.</summary>
    public string Id { get; } = Guid.NewGuid().ToString("N");

    /// <summary>For people: machine and process.</summary>
    public string Name { get; } = $"{Environment.MachineName}/{Environment.ProcessId}";
}
