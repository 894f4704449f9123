using System.Globalization;

namespace Hub.Facade.Traffic;

/// <summary>A place in the traffic of all nodes, which is ordered by time and, at the same moment, by id.</summary>
/// <param name="At">The time of the last request shown.</param>
/// <param name="Id">Its id.</param>
internal readonly record struct TrafficCursor(DateTimeOffset At, string Id)
{
    private const int LongestId = 64;

    /// <summary>Reads a cursor as <see cref="ToString"/> wrote it; null for any other text.</summary>
    public static TrafficCursor? Read(string text) =>
        text.Split('.') is [var ticks, { Length: > 0 and <= LongestId } id]
        && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
        && at <= DateTimeOffset.MaxValue.UtcTicks
            ? new(new(at, TimeSpan.Zero), id)
            : null;

    /// <summary>Orders places by time and, at the same moment, by id.</summary>
    public static IComparer<TrafficCursor> Order { get; } = Comparer<TrafficCursor>.Create((one, other) =>
        one.At.CompareTo(other.At) is not 0 and var order ? order : string.CompareOrdinal(one.Id, other.Id));

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{At.UtcTicks}.{Id}");
}
