namespace Hub.Platform.Plan;

/// <summary>Reads <c>shadows</c> in the <c>limits</c> of a system or a side: <c>{ concurrency: 4, rate: 20/s }</c>.</summary>
internal static class ShadowLimitsSection
{
    /// <summary>The fields of <c>shadows</c>.</summary>
    public static readonly PlanShape Shape = new("shadow-limits")
    {
        { "concurrency", PlanValue.Whole(1, 64), "How many requests it is sent at a time to compare its answers." },
        { "rate", PlanValue.Rate, "How many requests it is sent in a time to compare its answers." },
    };

    public static ShadowLimits? Read(PlanNode? node, PlanErrors errors)
    {
        if (node is null)
            return null;
        var fields = new PlanFields(node, errors, Shape);
        var rate = PlanRate.Parse(fields.Optional("rate"));
        if (rate is null && node["rate"] is { } given)
            errors.Add(given, "'rate' is requests in a time, such as 20/s, 90/m or 1000/h");
        return new ShadowLimits(node["concurrency"] is null ? null : fields.Integer("concurrency", 1), rate);
    }
}
