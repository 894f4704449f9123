using Hub.Contract.Tests.Legacy;
using Hub.Customers;
using Hub.Platform.Tests.Storage;
using Hub.ServiceKit.Changes;
using Hub.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Contract.Tests.Services;

public sealed class CustomersOnSqlite() : CustomersSide(StoreEngine.Sqlite);

public sealed class CustomersOnPostgres() : CustomersSide(StoreEngine.Postgres);

/// <summary>The customers service, filled the way it is filled in life: by changes from the CRM.</summary>
public abstract class CustomersSide(StoreEngine engine) : ICustomersSide, IAsyncLifetime
{
    private TestStores _stores = null!;
    private SideFront _front = null!;

    public HttpClient Client => _front.Client;

    public async ValueTask InitializeAsync()
    {
        // A fixture cannot be skipped: the suite's constructor says so for each test.
        if (engine == StoreEngine.Postgres && !PostgresServer.IsAvailable)
            return;
        _stores = await TestStores.CreateAsync(engine);
        _front = await SideFront.StartAsync(
            _stores.Data.Path,
            services => services.AddSingleton(_stores.Options).AddCustomers(),
            prepare: null,
            [.. FrontRoute.Customers("service:customers")]);
        var target = _front.Services.GetRequiredService<ChangeParties>().FindTarget("service:customers", "customers")!;
        foreach (var customer in await CrmSide.ReadSeedAsync())
        {
            var id = (string)customer["id"]!;
            var change = new Change(
                id, id, 1, "1", Side.Legacy, ChangeKind.Upsert, (string?)customer["externalReference"], customer);
            (await target.ApplyAsync(change, null, CancellationToken.None)).Outcome.ShouldBe(ApplyOutcome.Applied);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_front is not null)
            await _front.DisposeAsync();
        _stores?.Dispose();
        GC.SuppressFinalize(this);
    }
}
