using Hub.ServiceKit.Storage;

namespace Hub.Customers.Storing;

internal sealed class CustomersStore(Stores stores) : ServiceStore(stores, "customers", SqlFile.Of<CustomersStore>());
