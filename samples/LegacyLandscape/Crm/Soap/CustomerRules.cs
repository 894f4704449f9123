using LegacyLandscape.Crm.Store;

namespace LegacyLandscape.Crm.Soap;

/// <summary>What the CRM wants of a customer beyond the contract's schema.</summary>
internal static class CustomerRules
{
    /// <exception cref="CrmFault">InvalidCustomer, for the first rule that is broken.</exception>
    public static void Check(Customer customer)
    {
        if (string.IsNullOrWhiteSpace(customer.Name))
            throw CrmFault.InvalidCustomer("A customer needs a name.", "Name");
        if (customer.CreditLimit < 0)
            throw CrmFault.InvalidCustomer($"The credit limit must be 0 or more, not {customer.CreditLimit}.", "CreditLimit");
        if (customer.Addresses.Count(address => address.Primary == true) > 1)
            throw CrmFault.InvalidCustomer("Only one address can be the primary one.", "Addresses");
    }
}
