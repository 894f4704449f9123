using Hub.Platform.Plan;

namespace Hub.Adapters.Calls;

/// <summary>How a system is asked whether it would carry a write out, without an effect.</summary>
/// <param name="Call">The operation that only checks; null where the write itself is made and taken back.</param>
internal sealed record DryRun(MappedCall? Call)
{
    /// <summary>What a plan writes for the write itself, rolled back.</summary>
    public const string Rollback = "rollback";

    /// <summary>What <c>dryRun</c> is: an operation that only checks, or <c>rollback</c>.</summary>
    public static readonly PlanValue Value = PlanValue.Either(PlanValue.OneOf(Rollback), MappedCall.Plain);

    /// <summary>Reads <c>dryRun</c>; null where the plan does not say it, or something is wrong with it.</summary>
    /// <param name="node">The field.</param>
    /// <param name="sources">What the operation that checks may read.</param>
    /// <param name="writes">The writes that are tried.</param>
    /// <param name="calls">Reads calls.</param>
    public static DryRun? Read(
        PlanNode? node, IReadOnlyList<string> sources, IReadOnlyList<MappedCall> writes, CallReader calls)
    {
        if (node is null)
            return null;
        if (node.Kind == PlanNodeKind.Map)
            return calls.Read(node, MappedCall.Plain, [.. sources]) is { } check ? new DryRun(check with { Reads = true }) : null;
        if (node.Text != Rollback)
            calls.Error(
                node, "'dryRun' is an operation that only checks, as in { call: CheckCustomer, in: { … } }, or, of a database, "
                    + $"{Rollback}: the write itself, rolled back");
        else if (writes.FirstOrDefault(w => !calls.Contract.TakesBack(w.Operation)) is { } kept)
            calls.Error(
                node, $"'dryRun: {Rollback}' cannot take {kept.Operation.Name} back: only statements and tables of a "
                    + "database are rolled back, no routine and no SOAP operation. Name an operation that only checks, "
                    + "as in { call: CheckCustomer, in: { … } }, or leave 'dryRun' out");
        else
            return new DryRun(Call: null);
        return null;
    }
}
