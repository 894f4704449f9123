using System.Globalization;

namespace Hub.Platform.Plan;

/// <summary>Reads how much of a budget one caller may have.</summary>
internal static class PlanShare
{
    /// <summary>Reads <c>perCaller: 75%</c>; null where the plan says nothing.</summary>
    public static double? Read(PlanFields limits, PlanErrors errors)
    {
        if (limits.Node["perCaller"] is not { } node)
            return null;
        if (node.Text is { } text && text.EndsWith('%')
            && double.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent)
            && percent is >= 1 and <= 100)
            return percent / 100;
        errors.Add(node, "'perCaller' is what one caller may have of the places others leave, from 1% to 100%, such as 75%");
        return null;
    }
}
