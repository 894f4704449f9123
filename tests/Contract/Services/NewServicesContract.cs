using Hub.Tests.Servers;

namespace Hub.Contract.Tests.Services;

public sealed class ProductsService_keeps_the_contract(ServicesOnSqlite side)
    : ProductsContract(side), IClassFixture<ServicesOnSqlite>;

public sealed class StockOfProductsService_keeps_the_contract(ServicesOnSqlite side)
    : StockContract(side), IClassFixture<ServicesOnSqlite>;

public sealed class OrdersService_keeps_the_contract(ServicesOnSqlite side)
    : OrdersContract(side), IClassFixture<ServicesOnSqlite>;

public sealed class ProductsService_on_PostgreSQL_keeps_the_contract : ProductsContract, IClassFixture<ServicesOnPostgres>
{
    public ProductsService_on_PostgreSQL_keeps_the_contract(ServicesOnPostgres side)
        : base(side) => PostgresServer.SkipIfMissing();
}

public sealed class OrdersService_on_PostgreSQL_keeps_the_contract : OrdersContract, IClassFixture<ServicesOnPostgres>
{
    public OrdersService_on_PostgreSQL_keeps_the_contract(ServicesOnPostgres side)
        : base(side) => PostgresServer.SkipIfMissing();
}

public sealed class StockOfProductsService_on_PostgreSQL_keeps_the_contract : StockContract, IClassFixture<ServicesOnPostgres>
{
    public StockOfProductsService_on_PostgreSQL_keeps_the_contract(ServicesOnPostgres side)
        : base(side) => PostgresServer.SkipIfMissing();
}
