using Hub.Tests.Servers;

namespace Hub.Contract.Tests.Services;

public sealed class CustomersService_keeps_the_contract(CustomersOnSqlite side)
    : CustomersContract(side), IClassFixture<CustomersOnSqlite>;

public sealed class CustomersService_on_PostgreSQL_keeps_the_contract : CustomersContract, IClassFixture<CustomersOnPostgres>
{
    public CustomersService_on_PostgreSQL_keeps_the_contract(CustomersOnPostgres side)
        : base(side) => PostgresServer.SkipIfMissing();
}
