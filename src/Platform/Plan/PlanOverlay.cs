namespace Hub.Platform.Plan;

/// <summary>Lays one node over another: maps are merged field by field, everything else is replaced.</summary>
internal static class PlanOverlay
{
    public static PlanNode Lay(PlanNode over, PlanNode under)
    {
        if (over.Kind != PlanNodeKind.Map || under.Kind != PlanNodeKind.Map)
            return over;
        var kept = under.Fields.Select(f => KeyValuePair.Create(f.Key, over[f.Key] is { } laid ? Lay(laid, f.Value) : f.Value));
        var added = over.Fields.Where(f => under[f.Key] is null);
        return PlanNode.Map(under.At, kept.Concat(added).ToList());
    }
}
