using System.Data.Common;
using System.Text.Json;
using Hub.Customers.Keeping;
using Hub.Customers.Publishing;
using Hub.Customers.Storing;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Problems;
using Microsoft.AspNetCore.Http;

namespace Hub.Customers.Applying;

/// <summary>Takes the legacy side's changes of customers.</summary>
internal sealed class CustomerChangeTarget(CustomersStore store, CustomerLog log)
    : RecordChangeTarget<Customer>(store, CustomerJson.Default.Customer, log)
{
    protected override Task<IReadOnlyList<Customer>> ListAsync(DbConnection connection, string after, int limit) =>
        CustomerRow.ListAsync(connection, after, limit);

    protected override Task<Customer?> FindAsync(DbConnection connection, DbTransaction transaction, string id) =>
        CustomerRow.FindAsync(connection, id, transaction);

    // Only those: the legacy side lets several of its own have one reference.
    protected override Task<Customer?> FindByReferenceAsync(
        DbConnection connection, DbTransaction transaction, string externalReference) =>
        CustomerRow.FindMadeHereAsync(connection, transaction, externalReference);

    protected override Task SaveAsync(DbConnection connection, DbTransaction transaction, Customer record) =>
        CustomerRow.SaveAsync(connection, transaction, record);

    protected override Task DeleteAsync(DbConnection connection, DbTransaction transaction, string id) =>
        CustomerRow.DeleteAsync(connection, transaction, id);

    protected override IReadOnlyList<ProblemError> FindErrors(JsonElement record)
    {
        var errors = CustomerProblems.NoErrors();
        var customer = CustomerReader.ReadChanged(record, errors);
        var problem = errors.Any
            ? errors.ToProblem(StatusCodes.Status422UnprocessableEntity)
            : CustomerRules.FindProblem(customer);
        return problem?.Errors ?? [];
    }

    // The serializer does not look at the elements of a list.
    protected override string? FindFault(Customer record) =>
        record.Phones.Contains(null!) ? "$.phones"
        : record.Addresses.Any(a => a?.Lines.Contains(null!) != false) ? "$.addresses"
        : record.Contacts?.Any(c => c?.Phones.Contains(null!) != false) == true ? "$.contacts"
        : null;
}
