using System.Text;
using Hub.Adapters;
using Hub.Invoices;
using Hub.Platform;
using Hub.Platform.Links;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.Platform.Tests.Storage;
using Hub.ServiceKit.Changes;
using Hub.Tests.Processes;
using Hub.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Contract.Tests.Finance;

/// <summary>
/// The demo plan's adapter in front of a finance database, and the service beside it, which is filled as in life: by what
/// the adapter finds when it compares.
/// </summary>
internal sealed class FinanceFront : IAsyncDisposable
{
    private readonly TestStores _stores;
    private readonly SideFront _front;
    private string? _position;

    private FinanceFront(TestStores stores, SideFront front) => (_stores, _front) = (stores, front);

    public HttpClient Client => _front.Client;

    public IdentityMap Identities => _front.Services.GetRequiredService<IdentityMap>();

    private ChangeParties Parties => _front.Services.GetRequiredService<ChangeParties>();

    /// <param name="database">What is behind the adapter.</param>
    /// <param name="side">Who answers what both sides answer.</param>
    /// <param name="store">Where the hub and the service keep their own.</param>
    /// <param name="over">Laid over the plan, as an environment is.</param>
    /// <param name="payments">Who registers payments.</param>
    public static async Task<FinanceFront> StartAsync(
        FinanceDatabase database, string side, StoreEngine store = StoreEngine.Sqlite, string? over = null,
        string payments = "adapter:finance")
    {
        var stores = await TestStores.CreateAsync(store);
        var references = new PlanReferences(
            Landscape.Nowhere.Where(v => v.Key != "FINANCE_DB").Concat(database.Variables).ToDictionary());
        var front = await SideFront.StartAsync(
            stores.Data.Path,
            services => services.AddSingleton(stores.Options).AddPlatform(stores.Data, references).AddAdapters().AddInvoices(),
            async services =>
            {
                await services.MigratePlatformAsync();
                await services.GetRequiredService<Revisions>().LoadAsync(() => Plan(database.Environment, over));
            },
            [.. FrontRoute.Invoices(side), .. FrontRoute.Payments(payments)]);
        return new FinanceFront(stores, front);
    }

    /// <summary>Registers a payment as the request of that id.</summary>
    public async Task<Answer> PayAsync(string invoice, string payment, string? requestId = null)
    {
        using var client = new HttpClient { BaseAddress = Client.BaseAddress };
        if (requestId is not null)
            client.DefaultRequestHeaders.Add(SideFront.RequestId, requestId);
        return await Answer.PostAsync(client, $"/api/invoices/{invoice}/payments", payment);
    }

    /// <summary>Reads what is new in finance and gives it to the service; none while the last look is fresh.</summary>
    public async Task<IReadOnlyList<Change>> SyncAsync()
    {
        var changes = await Parties.FindSource("adapter:finance", "invoices")!.ReadAsync(_position, 100, CancellationToken.None);
        var target = Parties.FindTarget("service:invoices", "invoices")!;
        // One that could not be read is parked by sync.
        foreach (var change in changes.Where(c => c.Fault is null))
            (await target.ApplyAsync(change, null, CancellationToken.None)).Outcome.ShouldBe(ApplyOutcome.Applied);
        _position = changes.LastOrDefault()?.Position ?? _position;
        return changes;
    }

    /// <summary>What finance has when it is looked at for the first time.</summary>
    public async Task<int> SyncAllAsync()
    {
        var count = 0;
        while (await SyncAsync() is { Count: > 0 } changes)
            count += changes.Count;
        return count;
    }

    public async ValueTask DisposeAsync()
    {
        await _front.DisposeAsync();
        _stores.Dispose();
    }

    private static PlanBundle Plan(string? environment, string? over)
    {
        var plan = PlanFolder.Read(Repository.Plan, environment);
        return over is null
            ? plan
            : new PlanBundle(plan.Files.Append(KeyValuePair.Create("environments/zz-test.yaml", Encoding.UTF8.GetBytes(over))));
    }
}
