using Hub.Platform.Plan;
using Hub.Platform.Tests.Storage;
using Hub.ServiceKit.Changes;
using Hub.Sync.Streams;
using Hub.Tests.Servers;

namespace Hub.Sync.Tests;

/// <summary>
/// Three entities on both sides, each side with keys of its own: contracts, customers who have one, orders that customers placed.
/// </summary>
internal sealed class LinkedSystems
{
    private readonly Dictionary<string, FakeSystem> _systems = [];

    public LinkedSystems()
    {
        foreach (var entity in new[] { "contracts", "customers", "products", "orders" })
        {
            _systems[$"adapter:erp {entity}"] = new($"L{entity[..2]}", Side.Legacy) { CohortField = "customerId" };
            _systems[$"service:{entity} {entity}"] = new($"N{entity[..2]}", Side.New) { CohortField = "customerId" };
        }

        Copy = new("K", Side.New, ownKeys: false);
    }

    public FakeSystem Copy { get; }

    public FakeSystem Legacy(string entity) => _systems[$"adapter:erp {entity}"];

    public FakeSystem New(string entity) => _systems[$"service:{entity} {entity}"];

    public Task<TestHub> StartAsync(TestStores stores, params LinkPlan[] links) => StartAsync(stores, TestHub.Quick, null, links);

    public async Task<TestHub> StartAsync(TestStores stores, SyncOptions options, TcpDoor? broker, params LinkPlan[] links)
    {
        var hub = await TestHub.StartAsync(
            stores, null, null, options: options, copy: Copy, broker: broker, plan: TestHub.Plan(links));
        foreach (var (place, system) in _systems)
            hub.Register(place.Split(' ')[0], system, place.Split(' ')[1]);
        return hub;
    }

    public static LinkPlan Contracts => TestHub.Linked("contracts", bothWays: true);

    public static LinkPlan Customers => TestHub.Linked("customers", bothWays: true);

    public static LinkPlan Products => TestHub.Linked("products");

    public static LinkPlan Orders =>
        TestHub.Linked("orders", bothWays: true, ("customers", "customerId"), ("products", "lines[].sku"));

    /// <summary>What an order names, as the system has it that took it.</summary>
    public static string? CustomerOf(Change order) => order.Content!["customerId"]?.GetValue<string>();
}
