using Hub.ServiceKit.Problems;
using Microsoft.AspNetCore.Http;

namespace Hub.Customers.Keeping;

/// <summary>What a customer must be beyond the contract's form; the legacy side holds to it too.</summary>
internal static class CustomerRules
{
    public static Problem? FindProblem(Customer customer)
    {
        var errors = CustomerProblems.NoErrors();
        if (string.IsNullOrWhiteSpace(customer.Name))
            errors.Add("name", "a customer needs a name");
        if (customer.CreditLimit < 0)
            errors.Add("creditLimit", "must be 0 or more");
        if (customer.Addresses.Count(a => a.Primary == true) > 1)
            errors.Add("addresses", "only one of them can be the primary one");
        return errors.Any ? errors.ToProblem(StatusCodes.Status422UnprocessableEntity) : null;
    }

    /// <summary>What says of itself who it is must be who it replaces.</summary>
    public static Problem? FindProblem(Customer changed, Customer existing)
    {
        var errors = CustomerProblems.NoErrors();
        if (changed.Id.Length > 0 && changed.Id != existing.Id)
            errors.Add("id", "cannot be changed");
        if (changed.ExternalReference is not null && changed.ExternalReference != existing.ExternalReference)
            errors.Add("externalReference", "cannot be changed");
        return errors.Any ? errors.ToProblem(StatusCodes.Status400BadRequest) : FindProblem(changed);
    }
}
