using Hub.Cases;
using Hub.Platform.Tests.Storage;
using Hub.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Contract.Tests.Cases;

public sealed class CasesOnSqlite() : CasesSide(StoreEngine.Sqlite);

public sealed class CasesOnPostgres() : CasesSide(StoreEngine.Postgres);

/// <summary>The cases service.</summary>
public abstract class CasesSide(StoreEngine engine) : IAsyncLifetime
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
            _stores.Data.Path, services => services.AddSingleton(_stores.Options).AddCases(), prepare: null,
            [.. FrontRoute.Cases("service:cases")]);
    }

    public async ValueTask DisposeAsync()
    {
        if (_front is not null)
            await _front.DisposeAsync();
        _stores?.Dispose();
        GC.SuppressFinalize(this);
    }
}

public sealed class CasesService_keeps_the_contract(CasesOnSqlite side) : CasesContract(side), IClassFixture<CasesOnSqlite>;

public sealed class CasesService_on_PostgreSQL_keeps_the_contract : CasesContract, IClassFixture<CasesOnPostgres>
{
    public CasesService_on_PostgreSQL_keeps_the_contract(CasesOnPostgres side)
        : base(side) => PostgresServer.SkipIfMissing();
}
