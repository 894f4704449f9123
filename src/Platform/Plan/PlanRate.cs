using System.Globalization;

namespace Hub.Platform.Plan;

/// <summary>Rates as a plan writes them: <c>200/s</c>, <c>90/m</c>, <c>1000/h</c>.</summary>
internal static class PlanRate
{
    private static readonly (string Unit, double Seconds)[] Units = [("/s", 1), ("/m", 60), ("/h", 3600)];

    /// <summary>How many a second; null when the text is no rate, or none from one an hour to a million a second.</summary>
    public static double? Parse(string? text)
    {
        foreach (var (unit, seconds) in Units)
        {
            if (text is not null && text.EndsWith(unit, StringComparison.Ordinal)
                && double.TryParse(
                    text.AsSpan(0, text.Length - unit.Length),
                    NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
                && number / seconds is >= 1.0 / 3600 and <= 1_000_000)
                return number / seconds;
        }

        return null;
    }
}
