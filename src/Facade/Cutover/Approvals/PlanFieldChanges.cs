using Hub.Platform.Plan;

namespace Hub.Facade.Cutover.Approvals;

/// <summary>The fields in which two trees of a plan differ, as they are written.</summary>
internal static class PlanFieldChanges
{
    /// <summary>Every field that differs, with the names that lead to it; lists are compared whole.</summary>
    public static IEnumerable<PlanFieldChange> Between(PlanNode? before, PlanNode? after, params string[] path)
    {
        if (AreSame(before, after))
            return [];
        if ((before ?? after)!.Kind != PlanNodeKind.Map || (after ?? before)!.Kind != PlanNodeKind.Map)
            return [new PlanFieldChange(path, before, after)];
        var names = new[] { before, after }.OfType<PlanNode>().SelectMany(n => n.Fields).Select(f => f.Key)
            .Distinct(StringComparer.Ordinal).ToList();
        return names.Count == 0
            ? [new PlanFieldChange(path, before, after)]
            : names.SelectMany(name => Between(before?[name], after?[name], [.. path, name]));
    }

    public static bool AreSame(PlanNode? one, PlanNode? other) =>
        one is null || other is null ? one is null && other is null
        : one.Kind == other.Kind && one.Text == other.Text
            && one.Items.Count == other.Items.Count && one.Items.Zip(other.Items).All(i => AreSame(i.First, i.Second))
            && one.Fields.Count == other.Fields.Count && one.Fields.All(f => AreSame(f.Value, other[f.Key]));
}

/// <summary>A field that differs.</summary>
/// <param name="Path">The names that lead to it.</param>
/// <param name="Before">What stood there; null where it was missing.</param>
/// <param name="After">What stands there; null where it is missing.</param>
internal sealed record PlanFieldChange(string[] Path, PlanNode? Before, PlanNode? After);
