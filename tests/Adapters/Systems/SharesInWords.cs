using Hub.Adapters.Systems;

namespace Hub.Adapters.Tests.Systems;

public sealed class SharesInWords
{
    [Theory]
    [InlineData(1, 1, "This node is the only one that calls legacy systems, and may use all that they allow")]
    [InlineData(3, 3, "This node may use 1/3 of what legacy systems allow, as 3 nodes call them")]
    [InlineData(1, 2, "This node may use all that legacy systems allow, until it shares that with 1 other node")]
    [InlineData(2, 3, "This node may use 1/2 of what legacy systems allow, while it changes to 1/3, as 3 nodes now call them")]
    [InlineData(2, 1, "This node may use 1/2 of what legacy systems allow, while it changes to all, as no other node calls them")]
    [InlineData(
        0, 2, "This node may make one call at a time to each legacy system, until it has its share of what they allow")]
    public void A_node_says_how_much_of_what_legacy_systems_allow_it_may_use(int parts, int nodes, string said) =>
        SharingBudgets.Describe(parts, nodes).ShouldBe(said);
}
