using Hub.Platform.Sides.Requests;

namespace Hub.Customers.Keeping;

/// <summary>What a customer must be beyond the contract's form; the legacy side holds to it too.</summary>
internal static class CustomerRules
{
    public static void Check(Customer customer, RequestErrors errors)
    {
        if (string.IsNullOrWhiteSpace(customer.Name))
            errors.Add("name", "a customer needs a name");
        if (customer.CreditLimit < 0)
            errors.Add("creditLimit", "must be 0 or more");
        if (customer.Addresses.Count(a => a.Primary == true) > 1)
            errors.Add("addresses", "only one of them can be the primary one");
    }
}
