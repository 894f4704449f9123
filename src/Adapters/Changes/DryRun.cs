using Hub.Adapters.Calls;

namespace Hub.Adapters.Changes;

/// <summary>How a system is asked whether it would take a record, without an effect.</summary>
/// <param name="Call">The operation that only checks; null where the write itself is made and taken back.</param>
internal sealed record DryRun(MappedCall? Call)
{
    /// <summary>What a plan writes for the write itself, rolled back.</summary>
    public const string Rollback = "rollback";
}
