using Hub.ServiceKit.Storage;

namespace Hub.Orders.Storing;

internal sealed class OrdersStore(Stores stores) : ServiceStore(stores, "orders", SqlFile.Of<OrdersStore>());
