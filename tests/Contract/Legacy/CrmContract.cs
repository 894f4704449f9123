namespace Hub.Contract.Tests.Legacy;

public sealed class CrmCustomers(CrmSide side) : CustomersContract(side), IClassFixture<CrmSide>;
