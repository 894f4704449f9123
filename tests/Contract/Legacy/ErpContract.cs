namespace Hub.Contract.Tests.Legacy;

public sealed class ErpProducts(ErpSide side) : ProductsContract(side), IClassFixture<ErpSide>;

public sealed class ErpStock(ErpSide side) : StockContract(side), IClassFixture<ErpSide>;

public sealed class ErpOrders(ErpSide side) : OrdersContract(side), IClassFixture<ErpSide>;
