namespace Hub.Platform.Plan;

/// <summary>Reads what every kind of system has in common; the rest is its adapter's to read.</summary>
public static class SystemSection
{
    private static readonly PlanShape Limits = new("limits")
    {
        { "concurrency", PlanValue.Whole(1, 10_000), "How many calls the system is sent at a time." },
        { "timeout", PlanValue.Duration, "How long a call may take." },
        { "rate", PlanValue.Rate, "How many calls it is sent in a time." },
        { "perCaller", PlanValue.Share, "The share of free places that one caller may have." },
        { "shadows", ShadowLimitsSection.Shape, "How much of it may be for comparing answers, over all nodes." },
    };

    /// <summary>The fields that every kind of system has.</summary>
    public static readonly PlanShape Shape = new("system", "system")
    {
        { "system", PlanValue.Text, "The system's name, as in adapter:NAME." },
        { "limits", Limits, "How much of the hub's traffic it has to bear, over all nodes." },
    };

    internal static SystemPlan Read(PlanNode node, PlanErrors errors)
    {
        var name = node["system"]?.Text;
        if (name is null)
            errors.Add(node, "'system' is missing: the system's name, as in adapter:NAME");
        return new SystemPlan(name ?? "", ReadLimits(node["limits"], errors), node);
    }

    private static SystemLimits ReadLimits(PlanNode? node, PlanErrors errors)
    {
        var limits = SystemLimits.Default;
        if (node is null)
            return limits;
        var fields = new PlanFields(node, errors, Limits);
        var rate = PlanRate.Parse(fields.Optional("rate"));
        if (rate is null && node["rate"] is { } given)
            errors.Add(given, "'rate' is calls in a time, such as 200/s, 90/m or 1000/h");
        return new SystemLimits(
            fields.Integer("concurrency", limits.Concurrency), fields.Duration("timeout", limits.Timeout))
        {
            Rate = rate,
            PerCaller = PlanShare.Read(fields, errors),
            Shadows = ShadowLimitsSection.Read(node["shadows"], errors),
        };
    }
}
