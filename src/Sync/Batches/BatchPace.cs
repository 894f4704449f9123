using System.Globalization;

namespace Hub.Sync.Batches;

/// <summary>Tells how fast a batch goes in this process, and how long it takes from here.</summary>
/// <param name="time">The clock.</param>
/// <param name="doneBefore">How many were done before this process went on with it.</param>
internal sealed class BatchPace(TimeProvider time, long doneBefore)
{
    private readonly long _began = time.GetTimestamp();

    /// <summary>Returns the outcomes so far, the rate and the time left: <c>90 applied; 85/s, 3 min left</c>.</summary>
    public string Tell(Batch batch)
    {
        var seconds = time.GetElapsedTime(_began).TotalSeconds;
        var rate = seconds > 0 ? (batch.Done - doneBefore) / seconds : 0;
        if (rate <= 0)
            return batch.Describe();
        var left = TimeSpan.FromSeconds(Math.Max(0, batch.Total - batch.Done) / rate);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{batch.Describe()}; {(rate >= 10 ? Math.Round(rate) : Math.Round(rate, 1))}/s, {Write(left)} left");
    }

    private static string Write(TimeSpan left) =>
        left.TotalMinutes < 2 ? $"{Math.Ceiling(left.TotalSeconds)} s"
        : left.TotalHours < 2 ? $"{Math.Ceiling(left.TotalMinutes)} min"
        : $"{Math.Ceiling(left.TotalHours)} h";
}
