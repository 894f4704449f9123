namespace Hub.Platform.Jobs;

/// <summary>How often the job engine looks, and how often it tries.</summary>
public sealed record JobOptions
{
    /// <summary>How long a run may wait before a free worker sees it.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Pauses before a failed run is tried again; as many tries as there are pauses, and then it has failed.</summary>
    public IReadOnlyList<TimeSpan> Retries { get; init; } =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10),
        TimeSpan.FromHours(1),
    ];

    /// <summary>How long a run waits for another run of its job to end before it asks again.</summary>
    public TimeSpan HeldPause { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long finished runs are remembered.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(30);

    /// <summary>How long after a node's end another one takes its runs over, where the store is shared.</summary>
    public TimeSpan TakeOver { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How many runs a process has under way at once.</summary>
    public int Workers { get; init; } = 2;
}
