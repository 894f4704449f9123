using Hub.ServiceKit.Changes;
using Hub.Sync.Reconciling;
using Hub.Sync.Streams;

namespace Hub.Sync.Tests.Reconciling;

/// <summary>Which side a repair writes.</summary>
public sealed class RepairSteps
{
    [Theory]
    [InlineData("differs", true, "Legacy", true, "Write service:orders")]
    [InlineData("differs", true, "New", true, "Write adapter:erp")]
    [InlineData("onlyAtLegacy", true, "Legacy", true, "Write service:orders")]
    [InlineData("onlyAtLegacy", false, "New", true, "Write service:orders")]
    [InlineData("onlyAtLegacy", true, "New", true, "Write service:orders")]
    [InlineData("onlyAtNew", true, "Legacy", true, "Delete service:orders")]
    [InlineData("onlyAtNew", false, "Legacy", true, "Leave adapter:erp")]
    [InlineData("onlyAtNew", true, "New", true, "Leave adapter:erp")]
    [InlineData("onlyAtNew", false, "New", true, "Leave adapter:erp")]
    [InlineData("differs", true, "New", false, "Write service:orders")]
    [InlineData("onlyAtLegacy", false, "New", false, "Write service:orders")]
    [InlineData("onlyAtNew", false, "New", false, "Delete service:orders")]
    public void The_owner_is_right_and_what_was_lost_untold_or_never_was_there_is_not_deleted(
        string kind, bool wasOnBoth, string owner, bool bothWays, string expected)
    {
        var stream = new SyncStream("orders", "adapter:erp", "service:orders", Side.Legacy, IsCopy: false)
        {
            HasReverse = bothWays,
        };
        var record = new DriftedRecord("L", "N", kind, [], "") { WasOnBoth = wasOnBoth };
        var step = RepairStep.Of(stream, record, Enum.Parse<Side>(owner));
        $"{step.Act} {step.At}".ShouldBe(expected);
        (step.Reason is null).ShouldBe(step.Act != RepairAct.Leave);
    }
}
