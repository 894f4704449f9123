using System.Collections.Frozen;
using Hub.Adapters.SoapSystems;
using Hub.Platform.Plan;

namespace Hub.Adapters.Recording;

/// <summary>What a system's file says of its recordings: <c>mask: { keep: [STATUS], hide: [BIRTHDAY] }</c>.</summary>
/// <param name="Keep">Fields, by the system's name or the contract's, that are recorded as they are.</param>
/// <param name="Hide">Fields that are masked although their values are few, as dates are; dates by moving them.</param>
internal sealed record MaskPlan(FrozenSet<string> Keep, FrozenSet<string> Hide)
{
    // What its address and credentials are made of hides itself where it is sent, and stands in no document; but what is
    // sent in a header a system may repeat in one.
    private static readonly string[] Connection = ["soap", "sql", "credentials"];

    /// <summary>The fields of <c>mask</c>.</summary>
    public static readonly PlanShape Shape = new("mask")
    {
        { "keep", PlanValue.ListOf(PlanValue.Text), "Fields that are recorded as they are." },
        { "hide", PlanValue.ListOf(PlanValue.Text), "Fields that are masked although their values are few." },
    };

    /// <summary>What the mappings take from outside of the plan, as keys and passwords are: nobody is shown it.</summary>
    public FrozenSet<string> Secrets { get; init; } = [];

    /// <summary>Everything of the system that comes from outside of the plan, its address and credentials too.</summary>
    public FrozenSet<string> References { get; init; } = [];

    /// <param name="system">The system's file.</param>
    /// <param name="errors">Where faults are reported.</param>
    public static MaskPlan Read(PlanNode system, PlanErrors errors)
    {
        var node = system["mask"];
        if (node is not null)
            _ = new PlanFields(node, errors, Shape);
        var (keep, hide) = (Names("keep"), Names("hide"));
        foreach (var both in keep.Intersect(hide, StringComparer.Ordinal))
            errors.Add(node!, $"'{both}' is to be kept and to be hidden; choose one");
        return new MaskPlan(keep, hide)
        {
            Secrets = system.Fields.Where(f => !Connection.Contains(f.Key, StringComparer.Ordinal))
                .SelectMany(f => Referenced(f.Value)).Concat(AccountReader.SecretsIn(system["credentials"]))
                .ToFrozenSet(StringComparer.Ordinal),
            References = Referenced(system).ToFrozenSet(StringComparer.Ordinal),
        };

        FrozenSet<string> Names(string field)
        {
            if (node?[field] is { } list && (list.Items.Count == 0 || list.Items.Any(i => i.Text is null)))
                errors.Add(list, $"'{field}' is a list of fields, such as [STATUS]");
            return (node?[field]?.Items ?? []).Select(i => i.Text).OfType<string>().ToFrozenSet(StringComparer.Ordinal);
        }
    }

    private static IEnumerable<string> Referenced(PlanNode node) => node is { Referenced: true, Value: { } value }
        ? [value]
        : node.Items.Concat(node.Fields.Select(f => f.Value)).SelectMany(Referenced);
}
