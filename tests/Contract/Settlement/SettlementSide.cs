using Dapper;
using Hub.Invoices;
using Hub.Platform.Tests.Storage;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Storage;
using Hub.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Contract.Tests.Settlement;

public sealed class SettlementOnSqlite() : SettlementSide(StoreEngine.Sqlite);

public sealed class SettlementOnPostgres() : SettlementSide(StoreEngine.Postgres);

/// <summary>The invoices service as the whole of settlement.</summary>
public abstract class SettlementSide(StoreEngine engine) : IAsyncLifetime
{
    private TestStores _stores = null!;
    private SideFront _front = null!;

    public HttpClient Client => _front.Client;

    public IChangeSource Log => _front.Services.GetRequiredService<ChangeParties>().FindSource("service:invoices", "invoices")!;

    public IChangeTarget Finances =>
        _front.Services.GetRequiredService<ChangeParties>().FindTarget("service:invoices", "invoices")!;

    public async ValueTask InitializeAsync()
    {
        // A fixture cannot be skipped: the suite's constructor says so for each test.
        if (engine == StoreEngine.Postgres && !PostgresServer.IsAvailable)
            return;
        _stores = await TestStores.CreateAsync(engine);
        _front = await SideFront.StartAsync(
            _stores.Data.Path, services => services.AddSingleton(_stores.Options).AddInvoices(), prepare: null,
            [
                .. FrontRoute.Settlement("service:invoices"), .. FrontRoute.Invoices("service:invoices"),
                .. FrontRoute.Payments("service:invoices"),
            ]);
    }

    /// <summary>Posts as the request of that id, which may be tried again.</summary>
    public async Task<Answer> PostAsAsync(
        string requestId, string path, string json, params (string Name, string Value)[] headers)
    {
        using var client = new HttpClient { BaseAddress = Client.BaseAddress };
        client.DefaultRequestHeaders.Add(SideFront.RequestId, requestId);
        foreach (var (name, value) in headers)
            client.DefaultRequestHeaders.TryAddWithoutValidation(name, value);
        return await Answer.PostAsync(client, path, json);
    }

    /// <summary>Writes into the store past the service.</summary>
    public async Task ExecuteAsync(string sql)
    {
        await using var store = _front.Services.GetRequiredService<Stores>().Open("invoices");
        await store.WriteAsync((c, t) => c.ExecuteAsync(sql, transaction: t));
    }

    public async ValueTask DisposeAsync()
    {
        if (_front is not null)
            await _front.DisposeAsync();
        _stores?.Dispose();
        GC.SuppressFinalize(this);
    }
}
