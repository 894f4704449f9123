using System.Xml;
using System.Xml.Linq;
using LegacyLandscape.Crm.Store;
using LegacyLandscape.Soap;
using static LegacyLandscape.Crm.Soap.Namespaces;

namespace LegacyLandscape.Crm.Soap;

internal sealed class CustomerOperations(CustomerStore customers) : IOperations
{
    public IEnumerable<Operation> All =>
    [
        new("GetCustomer", GetCustomer),
        new("FindCustomers", FindCustomers),
        new("CreateCustomer", CreateCustomerAsync),
        new("FindCustomersByExternalRef", FindCustomersByExternalRef),
        new("UpdateCustomer", UpdateCustomerAsync),
        new("DeleteCustomer", DeleteCustomerAsync),
        new("CustomersModifiedSince", CustomersModifiedSince),
    ];

    private Action<ContractWriter> GetCustomer(XElement request) =>
        One(customers.Get((string)request.Element(M + "CustomerNo")!));

    private Action<ContractWriter> FindCustomers(XElement request) => Many(customers.Find(
        (string?)request.Element(M + "Name"), (string?)request.Element(M + "City"), MaxCount(request)));

    private Action<ContractWriter> FindCustomersByExternalRef(XElement request) =>
        Many(customers.FindByExternalRef((string)request.Element(M + "ExternalRef")!));

    private async Task<Action<ContractWriter>> CreateCustomerAsync(XElement request)
    {
        var customer = request.Element(M + "Customer")!.ToCustomer();
        CustomerRules.Check(customer);
        if (customer.CustomerNo.Length > 0)
            throw CrmFault.InvalidCustomer("The CRM assigns the number of a new customer.", "CustomerNo");

        return One(await customers.CreateAsync(customer, (string?)request.Element(M + "ExternalRef")));
    }

    private async Task<Action<ContractWriter>> UpdateCustomerAsync(XElement request)
    {
        var customer = request.Element(M + "Customer")!.ToCustomer();
        CustomerRules.Check(customer);
        if (customer.CustomerNo.Length == 0)
            throw CrmFault.InvalidCustomer("An update must say of which customer.", "CustomerNo");
        if (customer.Version == 0)
            throw CrmFault.InvalidCustomer("An update must say which version was read.", "Version");

        return One(await customers.UpdateAsync(customer));
    }

    private async Task<Action<ContractWriter>> DeleteCustomerAsync(XElement request)
    {
        await customers.DeleteAsync((string)request.Element(M + "CustomerNo")!, (int?)request.Element(M + "Version"));
        return _ => { };
    }

    private Action<ContractWriter> CustomersModifiedSince(XElement request)
    {
        // A time without a zone is taken as UTC.
        var since = XmlConvert.ToDateTime((string)request.Element(M + "Since")!, XmlDateTimeSerializationMode.Utc);
        return Many(customers.ModifiedSince(
            new DateTimeOffset(since), (string?)request.Element(M + "AfterNo") ?? "", MaxCount(request)));
    }

    private static int MaxCount(XElement request) => (int)request.Element(M + "MaxCount")!;

    private static Action<ContractWriter> One(Customer customer) =>
        writer => writer.Message("Customer", () => writer.Fields(customer));

    private static Action<ContractWriter> Many(IReadOnlyList<Customer> customers) => writer => writer.Message("Customers", () =>
    {
        foreach (var customer in customers)
            writer.Type("Customer", () => writer.Fields(customer));
    });
}
