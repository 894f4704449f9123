using Hub.Platform.Plan;
using Hub.Platform.Tests.Storage;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Hosting;
using Hub.Sync.Streams;
using Hub.Sync.Tests.Bonds;

namespace Hub.Sync.Tests.LinkedServices;

/// <summary>A hub that links a legacy side with a service at an address.</summary>
internal static class HttpLink
{
    public static LinkPlan Of(
        Uri address, string changes = "/hub/changes", string records = "/records", ConflictRule rule = ConflictRule.Owner,
        bool dryRun = true) =>
        TestHub.Link(bothWays: true) with
        {
            New = SideName.Address(address.GetLeftPart(UriPartial.Authority)),
            Service = new LinkedServicePlan(address, changes, records, null, dryRun),
            Conflict = rule,
        };

    public static async Task<TestHub> StartAsync(
        TestStores stores, ComparingSystem legacy, LinkPlan link, SyncOptions? options = null)
    {
        var hub = await TestHub.StartAsync(stores, null, null, link, options, jobs: true);
        hub.Parties.Register("adapter:erp", "orders", (IChangeSource)legacy);
        hub.Parties.Register("adapter:erp", "orders", (IChangeTarget)legacy);
        return hub;
    }
}
