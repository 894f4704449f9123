using System.Globalization;

namespace Hub.Platform.Plan;

/// <summary>Shares as a plan writes them: <c>0.1%</c>, <c>95%</c>.</summary>
public static class PlanPercent
{
    /// <summary>Reads a share within bounds; what holds otherwise, and an error, where it is none.</summary>
    /// <param name="fields">The map.</param>
    /// <param name="name">The field's name.</param>
    /// <param name="otherwise">What holds where the field is missing.</param>
    /// <param name="bounds">The lowest and the highest share allowed, in percent.</param>
    /// <param name="errors">Where faults go.</param>
    /// <param name="orOff">What the fault says besides of other texts that are allowed.</param>
    internal static double? Read(
        PlanFields fields, string name, double? otherwise, (double Lowest, double Highest) bounds, PlanErrors errors,
        string orOff = "")
    {
        if (fields.Node[name] is not { } node)
            return otherwise;
        if (node.Text is { } text && text.EndsWith('%')
            && decimal.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent)
            && percent >= (decimal)bounds.Lowest && percent <= (decimal)bounds.Highest)
            return (double)(percent / 100);
        errors.Add(node, string.Create(
            CultureInfo.InvariantCulture,
            $"'{name}' is a share from {bounds.Lowest}% to {bounds.Highest}%, "
            + $"such as {(otherwise ?? 0.001) * 100:0.###}%{orOff}"));
        return otherwise;
    }

    /// <summary>Writes a share for people: <c>0.1 %</c>.</summary>
    public static string Write(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.####} %");
}
