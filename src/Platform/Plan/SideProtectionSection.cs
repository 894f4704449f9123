using System.Globalization;

namespace Hub.Platform.Plan;

/// <summary>
/// Reads what protects a side: <c>{ to: http://orders:8080, limits: { concurrency: 50, timeout: 3s },
/// breaker: { failures: 50%, of: 20 }, health: { path: /health, every: 5s }, retries: 1, fallback: legacy }</c>.
/// </summary>
internal static class SideProtectionSection
{
    private static readonly PlanShape Limits = new("side-limits")
    {
        { "concurrency", PlanValue.Whole(1, 100_000), "How many requests it is sent at a time." },
        { "timeout", PlanValue.Duration, "How long an answer may take." },
        { "perCaller", PlanValue.Share, "The share of free places that one caller may have." },
        { "shadows", ShadowLimitsSection.Shape, "How much it is asked to compare its answers, over all nodes." },
    };

    private static readonly PlanShape Breaker = new("breaker")
    {
        { "failures", PlanValue.Share, "The share of failures that opens it." },
        { "of", PlanValue.Whole(2, 1_000_000), "How many requests there have to be." },
        { "within", PlanValue.Duration, "The time that is looked at." },
        { "for", PlanValue.Duration, "How long it stays open." },
    };

    private static readonly PlanShape Health = new("health", "path")
    {
        { "path", PlanValue.Text, "The path that is asked at the side's address." },
        { "every", PlanValue.Duration, "How often it is asked." },
    };

    /// <summary>The fields that protect a side.</summary>
    public static readonly PlanShape Shape = new("side-protection")
    {
        { "limits", Limits, "How much the side is asked to bear." },
        { "breaker", Breaker, "When the side is left alone for a while." },
        { "health", Health, "How an address is asked whether it lives." },
        { "retries", PlanValue.Whole(0, 5), "How often a read is tried again." },
        { "fallback", PlanValue.OneOf("legacy"), "Of the new side: legacy answers reads that it cannot." },
    };

    private static readonly Uri AnyAddress = new("http://side");
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(500);

    /// <summary>What protects it, or null where the plan says nothing of it.</summary>
    public static SideProtection? Read(PlanFields side, bool isAddress, bool isNew, PlanErrors errors)
    {
        var node = side.Node;
        if (Shape.Names.All(name => node[name] is null))
            return null;
        if (!isAddress && node["health"] is { } probe)
            errors.Add(probe, "'health' asks an address; a hosted side is in this process, and is judged by its answers");
        var limits = node["limits"] is { } l ? new PlanFields(l, errors, Limits) : null;
        if (node["fallback"] is { } fallback && (!isNew || fallback.Text != "legacy"))
            errors.Add(fallback, "'fallback' is legacy, and stands at the new side");
        return new SideProtection(
            limits?.Node["concurrency"] is null ? null : limits.Integer("concurrency", 1),
            limits?.Node["timeout"] is null ? null : limits.Duration("timeout", TimeSpan.FromSeconds(100)),
            node["breaker"] is { } breaker ? ReadBreaker(breaker, errors) : null,
            node["health"] is { } health ? ReadHealth(health, errors) : null,
            side.Integer("retries", 0),
            node["fallback"] is not null)
        {
            PerCaller = limits is null ? null : PlanShare.Read(limits, errors),
            Shadows = ShadowLimitsSection.Read(limits?.Node["shadows"], errors),
        };
    }

    private static BreakerPlan ReadBreaker(PlanNode node, PlanErrors errors)
    {
        var fields = new PlanFields(node, errors, Breaker);
        var within = fields.Duration("within", TimeSpan.FromSeconds(10), Shortest);
        var pause = fields.Duration("for", TimeSpan.FromSeconds(5), Shortest);
        var failures = fields.Optional("failures") ?? "50%";
        if (failures.EndsWith('%')
            && double.TryParse(failures[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent)
            && percent is > 0 and <= 100)
            return new BreakerPlan(percent / 100, fields.Integer("of", 20), within, pause);
        errors.Add(node["failures"]!, "'failures' is a share such as 50%");
        return new BreakerPlan(1, 2, Shortest, Shortest);
    }

    private static bool IsOriginForm(string path) =>
        path.StartsWith('/')
        && path.All(c => c is > ' ' and < '\x7f' and not '#' and not '\\')
        && Uri.TryCreate(AnyAddress, path, out var address)
        && address.Authority == AnyAddress.Authority;

    private static HealthPlan ReadHealth(PlanNode node, PlanErrors errors)
    {
        var fields = new PlanFields(node, errors, Health);
        var path = fields.Required("path");
        if (path.Length > 0 && !IsOriginForm(path))
            errors.Add(node["path"]!, "'path' is a path at the side's address, as in /health or /health?deep=1");
        return new HealthPlan(path, fields.Duration("every", TimeSpan.FromSeconds(5), TimeSpan.FromMilliseconds(10)));
    }
}
