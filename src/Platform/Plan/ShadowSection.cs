using System.Globalization;

namespace Hub.Platform.Plan;

/// <summary>
/// Reads <c>shadow</c>: <c>{ share: 100%, afterShift: 10%, rate: 20/s, concurrency: 4 }</c>, with <c>afterShift: off</c> where
/// the legacy side is to be left alone once a route was shifted.
/// </summary>
internal static class ShadowSection
{
    /// <summary>The fields of <c>shadow</c>.</summary>
    public static readonly PlanShape Shape = new("shadow")
    {
        { "share", PlanValue.Share, "The share of reads that are asked of the other side too." },
        {
            "afterShift", PlanValue.Either(PlanValue.Share, PlanValue.OneOf("off")),
            "The share once the route was shifted, when legacy is the other side."
        },
        { "rate", PlanValue.Rate, "How many requests are compared at most." },
        { "concurrency", PlanValue.Whole(1, 32), "How many are compared at a time." },
    };

    public static ShadowPlan Read(PlanNode? node, PlanErrors errors)
    {
        if (node is null)
            return ShadowPlan.Default;
        var fields = new PlanFields(node, errors, Shape);
        var rate = node["rate"] is { } written ? PlanRate.Parse(written.Text) : null;
        if (node["rate"] is { } wrong && rate is null)
            errors.Add(wrong, "'rate' is how many requests are compared at most, such as 20/s, 90/m or 1000/h");
        return new ShadowPlan(
            ReadShare(node["share"], "share", orOff: "", errors) ?? 1,
            node["afterShift"]?.Text == "off" ? 0 : ReadShare(node["afterShift"], "afterShift", ", or off", errors),
            rate,
            fields.Integer("concurrency", ShadowPlan.Default.Concurrency));
    }

    private static double? ReadShare(PlanNode? node, string name, string orOff, PlanErrors errors)
    {
        if (node is null)
            return null;
        if (node.Text is { } text && text.EndsWith('%')
            && double.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent)
            && percent is >= 0.01 and <= 100)
            return percent / 100;
        errors.Add(node, $"'{name}' is the share of reads that are asked of the other side too, from 0.01% to 100%{orOff}");
        return null;
    }
}
