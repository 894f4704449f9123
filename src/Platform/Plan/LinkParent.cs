namespace Hub.Platform.Plan;

/// <summary>Whose records an entity's records name, and so must be on the other side before them.</summary>
/// <param name="Entity">The parent's entity: <c>customers</c>.</param>
/// <param name="Path">
/// Where the parent's key stands in the contract: <c>customerId</c>; <c>lines[].sku</c> reaches into lists.
/// </param>
/// <param name="At">Where it stands in the plan.</param>
public sealed record LinkParent(string Entity, string Path, PlanLocation At)
{
    internal static IEnumerable<LinkParent> ReadAll(PlanNode? after, PlanErrors errors)
    {
        if (after is null)
            yield break;
        if (after.Fields.Count == 0)
            errors.Add(
                after,
                "'after' names each parent and the field that holds its key, "
                + "as in { customers: customerId, products: \"lines[].sku\" }");
        foreach (var (entity, path) in after.Fields)
            if (path.Text is { } text && text.Split('.').All(IsProperty))
                yield return new LinkParent(entity, text, path.At);
            else
                errors.Add(
                    path, $"where the keys of {entity} stand is a path of fields with [] after a list, as in \"lines[].sku\"");
    }

    private static bool IsProperty(string step)
    {
        var name = step.EndsWith("[]", StringComparison.Ordinal) ? step[..^2] : step;
        return name.Length > 0 && name.AsSpan().IndexOfAny('[', ']', ' ') < 0;
    }
}
