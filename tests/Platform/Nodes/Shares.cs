using Hub.Platform.Nodes;
using Hub.Platform.Storage;
using Hub.Platform.Tests.Storage;
using Hub.ServiceKit.Storage;
using Hub.Tests.Servers;

namespace Hub.Platform.Tests.Nodes;

/// <summary>Which part of a system's budget each node holds.</summary>
public sealed class Shares
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Whoever_comes_goes_and_dawdles_all_together_never_hold_more_than_the_whole(int seed)
    {
        var random = new Random(seed);
        var nodes = new List<int>();
        for (var step = 0; step < 20_000; step++)
        {
            var action = random.Next(20);
            if (action == 0 && nodes.Count < 7)
                nodes.Add(0);
            else if (action == 1 && nodes.Count > 1)
                nodes.RemoveAt(random.Next(nodes.Count));
            else if (nodes.Count > 0)
                Renew(nodes, random.Next(nodes.Count), fits: random.Next(3) > 0);
            nodes.Where(parts => parts > 0).Sum(parts => 1.0 / parts).ShouldBeLessThan(1 + 1e-6);
        }

        // And left in peace they come to rest with the same for all.
        for (var round = 0; round < 3; round++)
            for (var node = 0; node < nodes.Count; node++)
                Renew(nodes, node, fits: true);
        nodes.ShouldAllBe(parts => parts == nodes.Count);
    }

    [Fact]
    public async Task A_second_node_has_its_part_once_the_first_has_given_it_up_and_leaves_it_behind()
    {
        using var stores = await TestStores.CreateAsync(StoreEngine.Postgres);
        await using var database = stores.Open("hub");
        NodeShares Node(string name) =>
            new(new HubStore(database), new Stores(stores.Data, stores.Options), new DataFolder(stores.Data.File(name)));
        var (one, other) = (Node("one"), Node("other"));
        await one.MigrateAsync();

        (await one.RenewAsync(0, _ => true)).ShouldBe((1, 1));
        (await other.RenewAsync(0, _ => true)).ShouldBe((0, 2), "the first one has all of it");
        (await one.RenewAsync(1, _ => false)).ShouldBe((1, 2), "its calls are still under way");
        (await other.RenewAsync(0, _ => true)).ShouldBe((0, 2));
        (await one.RenewAsync(1, _ => true)).ShouldBe((2, 2));
        (await other.RenewAsync(0, _ => true)).ShouldBe((2, 2));

        // Killed and started again on its folder, it has its own part back at once.
        (await Node("other").RenewAsync(0, _ => true)).ShouldBe((2, 2));
        await other.LeaveAsync();
        (await one.RenewAsync(2, _ => true)).ShouldBe((1, 1));
    }

    [Fact]
    public async Task A_store_of_its_own_has_nobody_to_share_with()
    {
        using var stores = await TestStores.CreateAsync(StoreEngine.Sqlite);
        await using var database = stores.Open("hub");
        var node = new NodeShares(new HubStore(database), new Stores(stores.Data, stores.Options), stores.Data);
        (await node.RenewAsync(0, _ => true)).ShouldBe((1, 1));
    }

    private static void Renew(List<int> nodes, int node, bool fits) =>
        nodes[node] = ShareRule.Next(nodes[node], [.. nodes.Where((_, i) => i != node)], _ => fits);
}
