using Hub.Adapters.Drifting;
using Hub.Adapters.Tests.Sql;
using Hub.Adapters.Tests.Sql.Tables;
using Hub.Adapters.Tests.Stubs;
using Hub.Platform.ContractDrift;
using Hub.Platform.Plan;
using Hub.Platform.Storage;
using Hub.ServiceKit.Storage;
using Hub.Tests.Servers;

namespace Hub.Adapters.Tests.Drifting;

/// <summary>What becomes of a database's tables is found by asking for their columns, whichever database it is.</summary>
public abstract class TablesThatChange : WrappedDatabase
{
    private protected override string Tables => Database.Tables(Shop.Tables(Database.Provider));

    private protected override Task<RunningAdapters> StartHubAsync() => RunningAdapters.StartAsync(
        Shop.Bundle(Shop.System(Database.Provider)),
        new PlanReferences(new Dictionary<string, string> { ["SHOP"] = Database.Connection }), store: Store);

    [Fact]
    public async Task Columns_that_come_and_go_are_found_and_what_is_mended_is_forgotten()
    {
        (await AskAsync()).ShouldBeEmpty("the first time tells how it was");
        await ExecuteAsync("ALTER TABLE shop_order ADD COLUMN channel varchar(20)");
        await ExecuteAsync("ALTER TABLE shop_order RENAME COLUMN note TO remark");
        (await AskAsync()).Select(f => f.Text).Order().ShouldBe(
        [
            $"order has a new column channel ({TypeOfText(20)})",
            $"order has a new column remark ({TypeOfText(200)})",
            "order has no column note any more, which the plan reads",
        ]);
        (await AskAsync()).First(f => f.Place == "note").Routes
            .ShouldBe(["orders.add", "orders.change", "orders.get", "orders.list", "orders.remove"]);
        await ExecuteAsync("ALTER TABLE shop_order RENAME COLUMN remark TO note");
        (await AskAsync()).ShouldHaveSingleItem().Place.ShouldBe("channel");
        await ExecuteAsync("DROP TABLE stock_log");
        (await AskAsync()).Select(f => f.Text).ShouldContain(
            "stock_log cannot be read any more: is it still there, and may the hub's account read it?");
    }

    /// <summary>How the database names a text of so many characters.</summary>
    protected abstract string TypeOfText(int length);

    private async Task<IReadOnlyList<ContractFindingView>> AskAsync()
    {
        await Hub.Service<ContractAsking>().AskAsync("shop", (_, _, _) => { }, default);
        (await Hub.Service<ContractFindings>().OfferedAsync()).ShouldHaveSingleItem().Problem.ShouldBeNull();
        return [.. (await Hub.Service<ContractFindings>().ListAsync()).Select(ContractFindingView.Of)];
    }
}

public sealed class TablesThatChangeOnSqlite : TablesThatChange
{
    internal override Task<ISqlUnderTest> CreateAsync() => Task.FromResult<ISqlUnderTest>(new SqliteUnderTest());

    protected override string TypeOfText(int length) => "varchar";

    [Fact]
    public async Task A_database_that_cannot_be_asked_is_told_and_what_was_found_before_stays()
    {
        var asking = Hub.Service<ContractAsking>();
        await asking.AskAsync(only: null, (_, _, _) => { }, default);
        await ExecuteAsync("ALTER TABLE stock ADD COLUMN bin int");
        await asking.AskAsync("shop", (_, _, _) => { }, default);
        await Database.DisposeAsync();
        await asking.AskAsync("shop", (_, _, _) => { }, default);
        var findings = Hub.Service<ContractFindings>();
        (await findings.OfferedAsync()).ShouldHaveSingleItem().Problem.ShouldNotBeNull();
        (await findings.ListAsync()).ShouldHaveSingleItem().Finding.Place.ShouldBe("bin");
    }
}

public sealed class TablesThatChangeOnPostgres : TablesThatChange
{
    private StoreOptions? _store;

    private protected override StoreOptions? Store => _store;

    internal override async Task<ISqlUnderTest> CreateAsync()
    {
        PostgresServer.SkipIfMissing();
        var server = await PostgresServer.SharedAsync();
        _store = new StoreOptions { Postgres = await server.CreateDatabaseAsync() };
        return new PostgresUnderTest(await server.CreateDatabaseAsync());
    }

    protected override string TypeOfText(int length) => $"character varying({length})";
}
