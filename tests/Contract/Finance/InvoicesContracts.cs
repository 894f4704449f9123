using Hub.Tests.Servers;

namespace Hub.Contract.Tests.Finance;

public sealed class Finance_keeps_the_contract(FinanceOnSqlite side) : InvoicesContract(side), IClassFixture<FinanceOnSqlite>;

public sealed class InvoicesService_keeps_the_contract(InvoicesOnSqlite side)
    : InvoicesContract(side), IClassFixture<InvoicesOnSqlite>;

public sealed class Finance_on_PostgreSQL_keeps_the_contract : InvoicesContract, IClassFixture<FinanceOnPostgres>
{
    public Finance_on_PostgreSQL_keeps_the_contract(FinanceOnPostgres side)
        : base(side) => PostgresServer.SkipIfMissing();
}

public sealed class InvoicesService_on_PostgreSQL_keeps_the_contract : InvoicesContract, IClassFixture<InvoicesOnPostgres>
{
    public InvoicesService_on_PostgreSQL_keeps_the_contract(InvoicesOnPostgres side)
        : base(side) => PostgresServer.SkipIfMissing();
}
