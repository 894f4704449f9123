namespace Hub.Platform.Notifying;

/// <summary>When a notice is sent again, and when it is given up.</summary>
internal static class NoticeBackoff
{
    /// <summary>How long after it was told a notice is given up.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromDays(3);

    private static readonly TimeSpan LongestAsked = TimeSpan.FromHours(6);
    private static readonly TimeSpan[] Pauses =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10),
        TimeSpan.FromMinutes(30), TimeSpan.FromHours(1), TimeSpan.FromHours(2), TimeSpan.FromHours(4),
    ];

    /// <summary>Returns the pause after an attempt that failed, a fifth longer or shorter by chance.</summary>
    /// <param name="attempts">How many attempts there were.</param>
    /// <param name="asked">How long the receiver asked to be left alone; null where it did not.</param>
    public static TimeSpan After(int attempts, TimeSpan? asked)
    {
        var pause = Pauses[Math.Clamp(attempts - 1, 0, Pauses.Length - 1)] * (0.8 + (Random.Shared.NextDouble() * 0.4));
        var wanted = asked > LongestAsked ? LongestAsked : asked ?? TimeSpan.Zero;
        return wanted > pause ? wanted : pause;
    }
}
