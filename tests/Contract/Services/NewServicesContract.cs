namespace Hub.Contract.Tests.Services;

public sealed class ProductsService_keeps_the_contract(NewServicesSide side) : ProductsContract(side), IClassFixture<NewServicesSide>;

public sealed class OrdersService_keeps_the_contract(NewServicesSide side) : OrdersContract(side), IClassFixture<NewServicesSide>;
