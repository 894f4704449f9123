using System.Collections.Frozen;
using Hub.Platform.Plan;

namespace Hub.Adapters.Recording;

/// <summary>What a system's file says of its recordings: <c>mask: { keep: [STATUS], hide: [BIRTHDAY] }</c>.</summary>
/// <param name="Keep">Fields, by the system's name or the contract's, that are recorded as they are.</param>
/// <param name="Hide">Fields that are masked although their values are few, as dates are; dates by moving them.</param>
internal sealed record MaskPlan(FrozenSet<string> Keep, FrozenSet<string> Hide)
{
    public static MaskPlan Read(PlanNode? node, PlanErrors errors)
    {
        if (node is not null)
            _ = new PlanFields(node, errors, "keep", "hide");
        var (keep, hide) = (Names("keep"), Names("hide"));
        foreach (var both in keep.Intersect(hide, StringComparer.Ordinal))
            errors.Add(node!, $"'{both}' is to be kept and to be hidden; choose one");
        return new MaskPlan(keep, hide);

        FrozenSet<string> Names(string field)
        {
            if (node?[field] is { } list && (list.Items.Count == 0 || list.Items.Any(i => i.Text is null)))
                errors.Add(list, $"'{field}' is a list of fields, such as [STATUS]");
            return (node?[field]?.Items ?? []).Select(i => i.Text).OfType<string>().ToFrozenSet(StringComparer.Ordinal);
        }
    }
}
