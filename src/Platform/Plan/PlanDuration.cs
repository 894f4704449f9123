using System.Globalization;

namespace Hub.Platform.Plan;

/// <summary>Durations as a plan writes them: <c>300ms</c>, <c>5s</c>, <c>10m</c>, <c>1h</c>, <c>7d</c>.</summary>
public static class PlanDuration
{
    private static readonly (string Unit, double Milliseconds)[] Units =
        [("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)];

    /// <summary>The duration, or null when the text is none, or none from 1 ms to ten years.</summary>
    public static TimeSpan? Parse(string? text)
    {
        foreach (var (unit, milliseconds) in Units)
        {
            if (text is not null && text.EndsWith(unit, StringComparison.Ordinal)
                && double.TryParse(
                    text.AsSpan(0, text.Length - unit.Length),
                    NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
                && number * milliseconds >= 1 && number * milliseconds < TimeSpan.FromDays(3650).TotalMilliseconds)
                return TimeSpan.FromMilliseconds(number * milliseconds);
        }

        return null;
    }

    /// <summary>Writes a duration as a plan does, in the largest unit that it is a whole number of.</summary>
    public static string Write(TimeSpan duration)
    {
        var (unit, milliseconds) = Units.Last(u => duration.TotalMilliseconds % u.Milliseconds == 0);
        return string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMilliseconds / milliseconds}{unit}");
    }
}
