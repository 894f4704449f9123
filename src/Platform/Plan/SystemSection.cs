namespace Hub.Platform.Plan;

/// <summary>Reads what every kind of system has in common; the rest is its adapter's to read.</summary>
internal static class SystemSection
{
    public static SystemPlan Read(PlanNode node, PlanErrors errors)
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
        var fields = new PlanFields(node, errors, "concurrency", "timeout", "rate", "perCaller");
        var rate = PlanRate.Parse(fields.Optional("rate"));
        if (rate is null && node["rate"] is { } given)
            errors.Add(given, "'rate' is calls in a time, such as 200/s, 90/m or 1000/h");
        return new SystemLimits(
            fields.Integer("concurrency", limits.Concurrency, 1, 10_000), fields.Duration("timeout", limits.Timeout))
        {
            Rate = rate,
            PerCaller = PlanShare.Read(fields, errors),
        };
    }
}
