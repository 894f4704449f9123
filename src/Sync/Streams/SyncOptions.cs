namespace Hub.Sync.Streams;

/// <summary>How sync goes about its work. The defaults suit a hub in one process.</summary>
public sealed record SyncOptions
{
    /// <summary>Queues that changes are spread over by key, each taking one change at a time. At least 1, default 8.</summary>
    public int Partitions { get; init; } = 8;

    /// <summary>Changes of one stream that are read and not yet handled, at most. At least 1, default 512.</summary>
    public int Window { get; init; } = 512;

    /// <summary>How long a target may take over one change before it counts as unavailable. Default 30 s.</summary>
    public TimeSpan ApplyTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest pause between two attempts. Default 5 s.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Attempts that may end in an unforeseen exception before the change is parked. At least 1, default 5.</summary>
    public int AttemptsBeforeParking { get; init; } = 5;

    /// <summary>
    /// Attempts at a record that its target fails on, while the target takes others or answers a read, before the change is
    /// parked. At least 1, default 10: about a quarter of a minute.
    /// </summary>
    public int AttemptsOnFailingRecord { get; init; } = 10;

    /// <summary>
    /// When a change the bus has not answered is sent again; the inbox drops what was handled meanwhile.
    /// Longer than <see cref="ApplyTimeout"/>, default 2 min.
    /// </summary>
    public TimeSpan SendAgainAfter { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long the inbox remembers changes its stream's position has passed. Default one day.</summary>
    public TimeSpan InboxRetention { get; init; } = TimeSpan.FromDays(1);

    /// <summary>
    /// How long resolved conflicts, and parked changes that are done with, are kept; the audit log keeps who did what. Default
    /// 90 days.
    /// </summary>
    public TimeSpan SettledRetention { get; init; } = TimeSpan.FromDays(90);

    /// <summary>How long the bus may take to accept a change before the status says that it does not. Default 5 s.</summary>
    public TimeSpan SendTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a process that reads a stream may be silent before another one takes the stream over; it is heard of three
    /// times as often. At least 1 s, default 15 s.
    /// </summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// How long a change may wait for a record it names before the status and the log say so. Default one hour.
    /// </summary>
    public TimeSpan WaitWarning { get; init; } = TimeSpan.FromHours(1);

    /// <summary>
    /// How often the way back of a link is rehearsed while a route that writes its records stands at canary or new, or the last
    /// rehearsal did not find it lossless. Default 15 s.
    /// </summary>
    public TimeSpan RehearseEvery { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long one rehearsal may take; what it has not tried by then is told as not known. Default 10 s.</summary>
    public TimeSpan RehearsalTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Changes of each kind (on the way, parked, waiting) that one rehearsal tries, at most. Default 500.</summary>
    public int RehearsedAtMost { get; init; } = 500;

    /// <summary>
    /// How long the first load of a link waits for that of its parents, while these get no further. Default 30 s.
    /// </summary>
    public TimeSpan ParentPatience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long a person who replays a parked change waits for the outcome.
    /// Longer than <see cref="ApplyTimeout"/>, default 1 min.
    /// </summary>
    public TimeSpan ReplayTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Records that a comparison of both sides looks at again, at most: those that a first look found unequal. Default 10 000.
    /// </summary>
    public int ComparedAgainAtMost { get; init; } = 10_000;

    /// <summary>
    /// Changed records that a comparison reads one by one, at most; where more were changed since the one before, all records are
    /// compared. Default 100 000.
    /// </summary>
    public int ChangedAtMost { get; init; } = 100_000;

    /// <summary>
    /// How long a direction may stand still before a comparison that waits for it gives up. Default 30 s.
    /// </summary>
    public TimeSpan ReconcilePatience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long a feed tells that a record was deleted; whoever has not read it by then begins again. Default 7 days;
    /// <c>feedRetention</c> of a link says otherwise for its entity.
    /// </summary>
    public TimeSpan FeedRetention { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Readers of feeds that may wait in one process at once. At least 1, default 200.</summary>
    public int FeedReaders { get; init; } = 200;
}
